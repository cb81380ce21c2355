/** What is somebody, or a conversation, called on the screen? */
import i18next from 'i18next'
import { plain } from '../words/direction.ts'
import type { Conversation, Person, View } from './model.ts'

export function nameOf(person: Person | undefined): string {
  if (person === undefined) return i18next.t('person.unknown')
  if (person.deleted) return i18next.t('person.deleted')
  return plain(person.display_name ?? '') || person.username || i18next.t('person.unknown')
}

export function titleOf(conversation: Conversation, people: View['people']): string {
  if (conversation.kind !== 'direct') return plain(conversation.name ?? '') || i18next.t('person.unknown')
  return nameOf(people[conversation.peer_id ?? ''])
}

/** Why can nobody write here any more? */
export function closedFor(it: Conversation, people: View['people']): 'dissolved' | 'peer_deleted' | null {
  if (it.dissolved_at) return 'dissolved'
  return people[it.peer_id ?? '']?.deleted ? 'peer_deleted' : null
}

/** Conversations as they stand in the list: pinned first, then by what happened last. */
export function inOrder(conversations: View['conversations']): Conversation[] {
  const latest = (it: Conversation) => it.last_message?.sent_at ?? it.created_at
  return Object.values(conversations).sort(
    (one, other) => Number(other.pinned) - Number(one.pinned) || latest(other).localeCompare(latest(one)),
  )
}

/** What does an application show of conversations? One state; every copy of a message in it is changed in one place. */
import type { Conversation, Member, Message } from './events.ts'
import { changed, type Change } from './projection.ts'
import { exchanged, inStretch, without, type Stretch } from './stretch.ts'

/** So much is remembered of a conversation: deletions for oneself, late changes, messages beside the stretch. */
const REMEMBERED = 1_000

/** The state that `reduce` carries forward. An application may keep more in the same object. */
export interface Shown {
  me: { id: string }
  conversations: Record<string, Conversation>
  /** Of the conversations that are open: what was read of their messages. */
  histories: Record<string, Stretch>
  /** Messages beside the stretch, such as quoted ones; null is one that the user may not see (any more). */
  quotes: Record<string, Record<number, Message | null>>
  members: Record<string, Record<string, Member>>
  /** Seqs that the user deleted for themselves. A deletion may be told before its message. */
  hidden: Record<string, readonly number[]>
  /** The last edits, recalls and reactions: what is being read meanwhile may be from before them. */
  changes: Record<string, readonly Change[]>
  /** Up to this seq the server counted, with an event that came before the messages themselves. */
  counted: Record<string, number>
  /** Of these conversations only the server can count now: read them, and take the answer with `told`. */
  unsure: Record<string, true>
}

/** A state of nothing, to begin with. */
export const nothing = (me: { id: string }): Shown => ({
  me,
  conversations: {},
  histories: {},
  quotes: {},
  members: {},
  hidden: {},
  changes: {},
  counted: {},
  unsure: {},
})

/** A message that is known; null when the user may not see it, undefined when it was not read. */
export function known(shown: Shown, id: string, seq: number): Message | null | undefined {
  const last = shown.conversations[id]?.last_message
  return inStretch(shown.histories[id], seq) ?? (last?.seq === seq ? last : shown.quotes[id]?.[seq])
}

/**
 * Messages that were read over HTTP, as they are now: without those that were hidden meanwhile, and with what was told
 * of them after `since`, the `last_seq` that was known when they were asked for.
 */
export function current(shown: Shown, id: string, read: Message[], since: number): Message[] {
  const hidden = shown.hidden[id] ?? []
  const late = (shown.changes[id] ?? []).filter(({ seq }) => (seq ?? 0) > since)
  const now = (message: Message) =>
    late
      .filter(({ data }) => data.target_seq === message.seq)
      .reduce((it, event) => changed(it, event, shown.me.id), message)
  return read.filter(({ seq }) => !hidden.includes(seq)).map(late.length ? now : (it) => it)
}

/** Keep a message beside the stretch; null when it may not be seen. */
export function quoted<S extends Shown>(shown: S, id: string, seq: number, message: Message | null): S {
  const { [seq]: _, ...others } = shown.quotes[id] ?? {}
  const all = Object.entries(others)
  const kept = all.length < REMEMBERED ? others : Object.fromEntries(all.slice(-REMEMBERED / 2))
  return { ...shown, quotes: { ...shown.quotes, [id]: { ...kept, [seq]: message } } }
}

/** Remember a change for what is being read meanwhile. */
export function noted<S extends Shown>(shown: S, change: Change): S {
  const { stream } = change
  if (!shown.conversations[stream]) return shown
  const all = [...(shown.changes[stream] ?? []), change].slice(-REMEMBERED / 10)
  return { ...shown, changes: { ...shown.changes, [stream]: all } }
}

/** Take a conversation as the server told it now, unless something later is known already: then it stays unsure. */
export function told<S extends Shown>(shown: S, read: Conversation): S {
  const before = shown.conversations[read.id]
  if (before && before.last_seq > read.last_seq) return shown
  const { [read.id]: _, ...unsure } = shown.unsure
  const after = before && before.read_seq > read.read_seq ? ahead(before, read) : read
  return { ...shown, conversations: { ...shown.conversations, [read.id]: after }, unsure }
}

/** The server has not heard yet how far this device has read. */
function ahead({ read_seq, unread, mentions }: Conversation, read: Conversation): Conversation {
  const isAll = read_seq >= (read.last_message?.seq ?? 0)
  return { ...read, read_seq, ...(isAll ? { unread: 0, mentions: 0 } : { unread, mentions }) }
}

/** Take members as the server told them now; a receipt that came while they were on their way stays. */
export function toldMembers<S extends Shown>(shown: S, id: string, read: Member[]): S {
  const known = shown.members[id] ?? {}
  const members = Object.fromEntries(read.map((it) => [it.user_id, furthest(it, known[it.user_id])]))
  return { ...shown, members: { ...shown.members, [id]: { ...known, ...members } } }
}

function furthest(read: Member, known: Member | undefined): Member {
  if (!known) return read
  return {
    ...read,
    read_seq: Math.max(read.read_seq, known.read_seq),
    delivered_seq: Math.max(read.delivered_seq, known.delivered_seq),
  }
}

/** This device has shown all up to the last message: nothing is unread here, also before the server has heard of it. */
export function seen<S extends Shown>(shown: S, id: string): S {
  return onConversation(shown, id, (it) => {
    const seq = it.last_message?.seq ?? 0
    return seq > it.read_seq ? { ...it, read_seq: seq, unread: 0, mentions: 0 } : it
  })
}

/** Begin with all conversations as the server told them; those of which something later is known stay. */
export function begun<S extends Shown>(shown: S, all: Conversation[]): S {
  const kept = Object.fromEntries(
    all.flatMap(({ id }) => [[id, shown.conversations[id]]]).filter(([, it]) => it),
  )
  return all.reduce(told, { ...shown, conversations: kept })
}

/** Take a message as it is now in every place where it is shown. */
export function reread<S extends Shown>(shown: S, id: string, message: Message): S {
  return onMessage(shown, id, message.seq, (before) => (isLater(before, message) ? before : message))
}

/** Answers may overtake each other: what was recalled or edited later stays. */
const isLater = (one: Message, other: Message): boolean =>
  Boolean(one.recalled) || (!other.recalled && (one.edited_at ?? '') > (other.edited_at ?? ''))

/** Forget a conversation. */
export function removed<S extends Shown>(shown: S, id: string): S {
  const parts = [
    'conversations',
    'histories',
    'quotes',
    'members',
    'hidden',
    'changes',
    'counted',
    'unsure',
  ] as const
  return parts.reduce((next, part) => {
    const { [id]: _, ...others } = next[part]
    return { ...next, [part]: others }
  }, shown)
}

/** Only the server can count in this conversation. */
export const doubt = <S extends Shown>(shown: S, id: string): S =>
  shown.conversations[id] && !shown.unsure[id] ? { ...shown, unsure: { ...shown.unsure, [id]: true } } : shown

export function onConversation<S extends Shown>(
  shown: S,
  id: string,
  change: (it: Conversation) => Conversation,
): S {
  const before = shown.conversations[id]
  if (before === undefined) return shown
  const after = change(before)
  return after === before ? shown : { ...shown, conversations: { ...shown.conversations, [id]: after } }
}

export function onStretch<S extends Shown, T extends Stretch>(
  shown: S & { histories: Record<string, T> },
  id: string,
  change: (it: T) => T,
): S {
  const before = shown.histories[id]
  if (before === undefined) return shown
  const after = change(before)
  return after === before ? shown : { ...shown, histories: { ...shown.histories, [id]: after } }
}

/** Change a message in every place where it is: the stretch, the list of conversations, beside the stretch. */
export function onMessage<S extends Shown>(
  shown: S,
  id: string,
  seq: number,
  change: (it: Message) => Message,
): S {
  const next = onConversation(
    onStretch(shown, id, (it) => exchanged(it, seq, change)),
    id,
    (it) => (it.last_message?.seq === seq ? { ...it, last_message: change(it.last_message) } : it),
  )
  const beside = next.quotes[id]?.[seq]
  return beside ? quoted(next, id, seq, change(beside)) : next
}

/** Take a message out of every place, and remember that it is not to be shown. */
export function hide<S extends Shown>(shown: S, id: string, seq: number): S {
  const all = [...(shown.hidden[id] ?? []).filter((one) => one !== seq), seq].slice(-REMEMBERED)
  const next = onStretch({ ...shown, hidden: { ...shown.hidden, [id]: all } }, id, (it) => without(it, [seq]))
  const gone = next.quotes[id]?.[seq] ? quoted(next, id, seq, null) : next
  const conversation = gone.conversations[id]
  if (conversation?.last_message?.seq !== seq) return gone
  // The one before it, where that is known.
  const stretch = gone.histories[id]
  const before = stretch?.end ? (stretch.items.at(-1) ?? null) : null
  const listed = onConversation(gone, id, (it) => ({ ...it, last_message: before }))
  return before ? listed : doubt(listed, id)
}

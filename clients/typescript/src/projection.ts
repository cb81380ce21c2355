/** What does an event change in what is kept? One answer for every store, and for applications that keep a state. */
import type { EventData, Message, StreamEvent } from './events.ts'

/** So many deletions wait for their messages in a conversation. */
const HIDDEN = 1_000
/** So many users of one emoji a message shows, and the own one: the limit `message.reaction_users`. */
const REACTION_USERS = 50

/** What an event changes: one place of one transaction. */
export interface Kept {
  message(conversationId: string, seq: number): Promise<Message | undefined>
  put(conversationId: string, message: Message): void
  remove(conversationId: string, seq: number): void
  /** Forget messages, completeness and position of a conversation. */
  forget(conversationId: string): void
  forgetAll(): void
  position(stream: string): Promise<number | undefined>
  move(stream: string, seq: number): void
  completeAfter(conversationId: string): Promise<number | undefined>
  setCompleteAfter(conversationId: string, seq: number): void
  /** Seqs that were hidden before the message was told. */
  hidden(conversationId: string): Promise<readonly number[]>
  setHidden(conversationId: string, seqs: readonly number[]): void
}

export type Change = StreamEvent & {
  event: 'message.edited' | 'message.recalled' | 'reaction.added' | 'reaction.removed'
}

/** Apply one event that the application has taken. */
export async function project(kept: Kept, event: StreamEvent, userId: string): Promise<void> {
  if (event.seq === undefined || event.seq === null) return
  if (event.event === 'resync_required') beginAnew(kept, event, userId)
  else await change(kept, event, event.seq, userId)
  kept.move(event.stream, event.seq)
}

function beginAnew(kept: Kept, event: StreamEvent & { event: 'resync_required' }, userId: string): void {
  const { conversations } = event.data
  if (event.stream === userId) kept.forgetAll()
  for (const { id, last_seq } of conversations) {
    kept.forget(id)
    kept.move(id, last_seq)
  }
}

async function change(kept: Kept, event: StreamEvent, seq: number, userId: string): Promise<void> {
  if (event.event === 'conversation.left') return kept.forget(event.data.conversation_id)
  if (event.event === 'message.hidden') return hide(kept, event.data)
  if (event.stream.startsWith('c_') && (await kept.completeAfter(event.stream)) === undefined) {
    kept.setCompleteAfter(event.stream, (await kept.position(event.stream)) ?? seq - 1)
  }
  if (event.event === 'message.sent') await add(kept, event.stream, { ...event.data, seq })
  else if (isChange(event)) await changeMessage(kept, event, userId)
}

/** Streams are told one after the other, so that a deletion may be here before its message. */
async function hide(
  kept: Kept,
  { conversation_id: id, target_seq }: EventData['message.hidden'],
): Promise<void> {
  kept.remove(id, target_seq)
  const position = await kept.position(id)
  if (position === undefined || position >= target_seq) return
  kept.setHidden(id, [...(await kept.hidden(id)), target_seq].slice(-HIDDEN))
}

async function add(kept: Kept, id: string, message: Message): Promise<void> {
  const hidden = await kept.hidden(id)
  if (!hidden.includes(message.seq)) return kept.put(id, message)
  kept.setHidden(
    id,
    hidden.filter((seq) => seq > message.seq),
  )
}

async function changeMessage(kept: Kept, event: Change, userId: string): Promise<void> {
  const message = await kept.message(event.stream, event.data.target_seq)
  if (message) kept.put(event.stream, changed(message, event, userId))
}

/** Whether this event changes a message that was sent before, the one at `target_seq`. */
export function isChange(event: StreamEvent): event is Change {
  return ['message.edited', 'message.recalled', 'reaction.added', 'reaction.removed'].includes(event.event)
}

/**
 * The message after the event; the one that is given stays as it is. `me` is shown among those who reacted, however many
 * reacted before.
 */
export function changed(message: Message, event: Change, me?: string): Message {
  if (message.recalled || mustBeRead(event)) return message
  switch (event.event) {
    case 'message.edited': {
      const { content = {}, mentions = [], mentions_all = false, at } = event.data
      return { ...message, content, mentions, mentions_all, edited_at: at }
    }
    case 'message.recalled': {
      const { content: _, edited_at, mentions, mentions_all, reply_to, ...shown } = message
      const { reactions, reaction_counts, reactions_seq, ...place } = shown
      return { ...place, content: {}, recalled: true }
    }
    case 'reaction.added':
    case 'reaction.removed':
      return reacted(message, event, me)
  }
}

/**
 * Whether the event does not say what changed, because a member who joined later may not see the message: who may see
 * it reads it again. `Live` does that by itself, and tells the message by `reread`.
 */
export function mustBeRead(event: Change): boolean {
  if (event.event === 'message.edited') return !event.data.content
  return event.event !== 'message.recalled' && !event.data.emoji
}

/** How many users reacted to a message with an emoji. */
export const reactionCount = (message: Message, emoji: string): number =>
  message.reaction_counts?.[emoji] ?? message.reactions?.[emoji]?.length ?? 0

type Reaction = Change & { event: 'reaction.added' | 'reaction.removed' }

function reacted(message: Message, { event, seq, data }: Reaction, me?: string): Message {
  // What was read meanwhile counts it already.
  if (seq && seq <= (message.reactions_seq ?? 0)) return message
  const { emoji, by } = { emoji: data.emoji ?? '', by: data.by }
  const users = message.reactions?.[emoji] ?? []
  const count = reactionCount(message, emoji)
  const isWhole = count === users.length
  const isShown = users.includes(by)
  if (event === 'reaction.added') {
    if (isShown) return message
    const isNext = by === me || (isWhole && count < REACTION_USERS)
    return counted(message, emoji, isNext ? [...users, by] : users, count + 1, seq)
  }
  if (isWhole && !isShown) return message
  const others = users.filter((id) => id !== by)
  return counted(message, emoji, others, count - 1, seq)
}

/** The message with these users of an emoji, and the count where there are more. */
function counted(
  message: Message,
  emoji: string,
  users: string[],
  count: number,
  seq?: number | null,
): Message {
  const { reactions, reaction_counts, reactions_seq, ...rest } = message
  const { [emoji]: _, ...others } = reactions ?? {}
  const shown = count > 0 ? { ...reactions, [emoji]: users } : others
  const all = Object.entries({ ...reaction_counts, [emoji]: count })
  const counts = all.filter(([one, number]) => number > (shown[one]?.length ?? 0))
  if (counts.length === 0) return { ...rest, reactions: shown }
  const known = { reaction_counts: Object.fromEntries(counts), reactions_seq: seq ?? reactions_seq ?? null }
  return { ...rest, reactions: shown, ...known }
}

/** What does a device keep between two starts? Where it stopped, what it has read, and what is still to be sent. */
import type { Queued } from './drafts.ts'
import type { Message, StreamEvent } from './events.ts'

/** Where the device stopped. The positions that moved last are last. */
export interface Saved {
  epoch: string
  positions: Map<string, number>
  /** By conversation: seqs that were hidden, and whose messages were not told yet. */
  hidden: Map<string, readonly number[]>
  /** In the order of sending. */
  outbox: Queued[]
}

/** A part of a conversation. */
export interface History {
  /** In order of seq. */
  messages: Message[]
  /** Everything after this seq and up to the position is here; null when nothing is known. */
  complete_after: number | null
}

/** Who is mentioned by a part of a text: `from` and `length` count UTF-16 units; `user_id` is null for everyone. */
export interface MentionSpan {
  user_id: string | null
  from: number
  length: number
}

/** A message that is being written: all that has to come back for it to be sent as it was meant. */
export interface Composition {
  text: string
  mentions: MentionSpan[]
  reply_to: number | null
}

export interface HistoryPage {
  before_seq?: number
  limit: number
}

/** A place for what one device of one user keeps. Every method is durable when its promise is fulfilled. */
export interface Store {
  /** Be the store of this user from now on: what another one left here is forgotten. */
  claim(userId: string): Promise<void>
  load(): Promise<Saved>
  /** Apply events that the application has taken, in order: messages and positions move together. */
  take(events: StreamEvent[], epoch: string, userId: string): Promise<void>

  /** The newest messages that are kept, or those before a seq. */
  history(conversationId: string, page: HistoryPage): Promise<History>
  /** Keep messages that were read over HTTP and are all that there are from `from_seq` to `to_seq`. */
  keepHistory(conversationId: string, messages: Message[], from_seq: number, to_seq: number): Promise<void>

  /** Put a message that was read again in the place of what is kept of it, if anything is. */
  replace(conversationId: string, message: Message): Promise<void>

  queue(queued: Queued): Promise<void>
  unqueue(clientId: string): Promise<void>

  /** Messages that are being written, by conversation. */
  drafts(): Promise<Map<string, Composition>>
  /** Keep a message that is being written as a whole; null when it was sent or given up. */
  setDraft(conversationId: string, draft: Composition | null): Promise<void>

  /** A small thing that the application wants to have back at its next start. */
  note(name: string): Promise<unknown>
  setNote(name: string, value: unknown): Promise<void>

  /** Forget everything, and keep nothing any more: the session ended. */
  clear(): Promise<void>
  close(): void
}

/** What does the screen know? What the client shows of conversations, and what this page adds to it. */
import {
  nothing,
  type Account,
  type Conversation,
  type Draft,
  type LiveState,
  type Member,
  type Message as AnyMessage,
  type Presence as PresenceOf,
  type Shown,
  type Stretch,
} from '@tokenim/client'

export type { Conversation, Member }
export type Person = Account
export type Presence = Omit<PresenceOf, 'user_id'>
export type Link = LiveState

/** The content is read field by field: programs send kinds that are not known here. */
type Opened<M> = Omit<M, 'content'> & { content: Record<string, unknown> }

export type Message = Opened<AnyMessage>

/** A message that the server has not answered for; `problem` when it was refused. */
export type Waiting = Opened<Draft> & { written_at: string; problem?: string }

/** What stands in a history, from above: messages, then those that wait. */
export type Row = Message | Waiting
export const isWaiting = (row: Row): row is Waiting => !('seq' in row)

export interface History extends Stretch {
  loading?: 'older' | 'newer'
  /** Another number for another stretch: nothing of how the old one was scrolled holds any more. */
  place?: number
  /** Where to look first; the end when there is none. */
  target?: number
}

/** A stranger's group: it waits for a yes or a no, and makes no noise meanwhile. */
export const isInvitation = (it: Conversation): boolean =>
  it.kind !== 'direct' && Boolean(it.invited_by) && !it.dissolved_at

export interface View extends Shown {
  me: Person
  link: Link
  loaded: boolean
  histories: Record<string, History>
  waiting: Record<string, Waiting[]>
  /** Who took me out of a conversation, by its id. */
  removed_by: Record<string, string>
  people: Record<string, Person>
  typing: Record<string, Record<string, number>>
  presence: Record<string, Presence>
}

export const start = (me: Person): View => ({
  ...nothing(me),
  me,
  link: 'connecting',
  loaded: false,
  histories: {},
  waiting: {},
  removed_by: {},
  people: { [me.id]: me },
  typing: {},
  presence: {},
})

/** What happened? Events as the application receives them, and frames as the socket does. */
import type { Problem } from './errors.ts'
import type { components } from './schema.ts'

type Schemas = components['schemas']

export type Account = Schemas['Account']
export type Profile = Schemas['Profile']
export type Conversation = Schemas['ConversationView']
export type Member = Schemas['MemberView']
export type Message = Schemas['Message']
export type Pin = Schemas['PinShown']
export type Presence = Schemas['PresenceView']

/** Who did it and when: in the data of every event that is kept, except `message.sent`. */
interface Stamp {
  by: string
  at: string
  /** The application that did it for the user, where one did. */
  via?: string
}

/** What the data of each kind of event holds. */
export interface EventData {
  'message.sent': Message
  'message.edited': Schemas['MessageEdited'] & Stamp
  'message.recalled': Schemas['MessageRecalled'] & Stamp
  'reaction.added': Schemas['ReactionAdded'] & Stamp
  'reaction.removed': Schemas['ReactionRemoved'] & Stamp
  'message.pinned': Schemas['MessagePinned'] & Stamp
  'message.unpinned': Schemas['MessageUnpinned'] & Stamp
  'conversation.updated': Schemas['ConversationUpdated'] & Stamp
  'conversation.dissolved': Stamp
  'member.joined': Schemas['MemberJoined'] & Stamp
  'member.left': Schemas['MemberLeft'] & Stamp
  'member.role_changed': Schemas['MemberRoleChanged'] & Stamp
  'conversation.joined': Schemas['ConversationJoined'] & Stamp
  'conversation.left': Schemas['ConversationLeft'] & Stamp
  'invitation.accepted': Schemas['InvitationAccepted'] & Stamp
  'read.moved': Schemas['ReadMoved'] & Stamp
  'preferences.changed': Schemas['PreferencesChanged'] & Stamp
  'message.hidden': Schemas['MessageHidden'] & Stamp
  'profile.changed': Stamp
  'user.deleted': Stamp
  'typing.started': Schemas['TypingStarted']
  'typing.stopped': Schemas['TypingStopped']
  'receipt.read': Schemas['ReceiptRead']
  'receipt.delivered': Schemas['ReceiptDelivered']
  'presence.changed': Schemas['PresenceChanged']
  'user.changed': Schemas['UserChanged']
  /**
   * Made by the client when the server cannot tell what was missed, and for a device that has no position yet: throw
   * the state away and begin with `conversations`. In the user's own stream these are all that there are; otherwise
   * it is the one conversation that `stream` names.
   */
  resync_required: { conversations: Conversation[] }
}

export type EventKind = keyof EventData

export interface EventOf<K extends EventKind> {
  event: K
  /** The conversation, or the user's own stream. */
  stream: string
  /** Those with a seq are kept by the server and arrive in order, none left out; others are told once. */
  seq?: number | null
  data: EventData[K]
}

/** Something that happened, told apart by `event`. Kinds that a newer server adds arrive too: ignore them. */
export type StreamEvent = { [K in EventKind]: EventOf<K> }[EventKind]

/** What the events of each kind change in a state; those of the other kinds change nothing. */
export type Reducers<State> = { [K in EventKind]?: (state: State, event: EventOf<K>) => State }

/** An event of which only the outside matters. */
export interface Entry {
  event: string
  stream: string
  seq?: number | null
  data?: Record<string, unknown>
}

/**
 * The entry as an event. TypeScript cannot see that the data is that of the kind: the server's description of its events
 * says so, and the schema is made from it. Kinds that are not known stay as they are.
 */
export const eventOf = (entry: Entry): StreamEvent => ({ data: {}, ...entry }) as StreamEvent

/** Anything the server sends: an event, or the answer to the request with this id. */
export interface Frame extends Partial<Entry> {
  id?: number | null
  ok?: unknown
  error?: Problem | null
}

/** The answer to hello. */
export interface Welcome {
  user_id: string
  session_id: string
  epoch: string
  heartbeat_seconds: number
  /** A larger frame is refused. */
  frame_bytes?: number
  resync_required?: string[]
}

/** What the machine needs to know of a conversation. */
export interface Head {
  id: string
  last_seq: number
}

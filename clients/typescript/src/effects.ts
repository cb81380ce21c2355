/** What can the machine ask of its shell? Each effect is one thing to do to the outside world. */
import type { Problem } from './errors.ts'
import type { Entry } from './events.ts'

export interface Request {
  id: number
  op: string
  body: object
}

/** Something that must be read over HTTP, because the socket did not tell it. */
export type Repair =
  /** Read the entries of the stream after the seq, and feed `fetched`. */
  | { do: 'fetch'; stream: string; after_seq: number }
  /** The user joined this conversation: read its newest entries, and feed `adopted`. */
  | { do: 'adopt'; stream: string }
  /** Read the state of these conversations, of all if none is named, and feed `snapshot`. */
  | { do: 'snapshot'; streams?: string[] }

/** Connect again after a random time between the two, with new credentials where asked for. */
export interface Reconnect {
  do: 'reconnect'
  at_least_ms: number
  at_most_ms: number
  credentials: boolean
}

/** How a message went. */
export type Settled =
  | { do: 'accepted'; client_id: string; conversation_id: string; seq: number; sent_at: string }
  | { do: 'refused'; client_id: string; problem: Problem }

export type Effect =
  | { do: 'write'; frame: Request }
  /** The server said welcome. Look whether it is still there after each `heartbeat_seconds`. */
  | { do: 'ready'; heartbeat_seconds: number }
  | { do: 'deliver'; event: Entry }
  /** Feed `wake` for this conversation after the time: the server asked to wait with its next message. */
  | { do: 'later'; conversation_id: string; after_ms: number }
  /** The answer to a request that the application made on the socket; `problem` when it was refused. */
  | { do: 'answer'; id: number; ok?: unknown; problem?: Problem }
  | Settled
  | Repair
  | Reconnect

/**
 * What does the client do next? The whole protocol as a state machine without any I/O.
 *
 * Feed it what happened; it answers with effects, to be carried out in their order. The same vectors
 * (`clients/vectors`) hold for every implementation of it.
 */
import { again, LATER_MS, reason as read, TOO_BIG } from './closes.ts'
import type { Draft } from './drafts.ts'
import type { Effect } from './effects.ts'
import type { Entry, Frame, Head, Welcome } from './events.ts'
import { backoff, Outbox } from './outbox.ts'
import { Streams } from './streams.ts'

/** A hello must fit into one frame of 64 KiB; streams beyond these are read one by one. */
export const RESUME_STREAMS = 1_000
const HELLO_ID = 1

/** One device of one user, over any number of connections. */
export class Machine {
  userId = ''
  ready = false
  private newEpoch = ''
  private attempts = 0
  private readonly streams: Streams
  private readonly outbox = new Outbox()

  constructor(
    public epoch = '',
    positions: Iterable<readonly [string, number]> = [],
  ) {
    this.streams = new Streams(positions)
  }

  /** Where each stream stands. */
  get positions(): ReadonlyMap<string, number> {
    return this.streams.positions
  }

  // --- the connection ------------------------------------------------------------------------------------------

  /** A socket is open: say hello. */
  connected(ticket: string): Effect[] {
    const resume = this.epoch && { epoch: this.epoch, positions: this.streams.newest(RESUME_STREAMS) }
    return [
      { do: 'write', frame: { id: HELLO_ID, op: 'hello', body: resume ? { ticket, resume } : { ticket } } },
    ]
  }

  /** The socket is gone, or none could be opened: come back. The last effect says when. */
  disconnected(code: number, reason = ''): Effect[] {
    this.ready = false
    const refused = code === TOO_BIG ? this.outbox.tooBig() : []
    this.outbox.offline()
    this.streams.disconnected()
    const decision = again(code)
    const said = read(reason)
    this.attempts += 1
    const at_least_ms = Math.max(said.retry_after_ms, decision === 'later' ? LATER_MS : 0)
    const at_most_ms = at_least_ms + backoff(this.attempts)
    return [...refused, { do: 'reconnect', at_least_ms, at_most_ms, credentials: decision === 'credentials' }]
  }

  /** Take a frame from the server. */
  received(frame: Frame): Effect[] {
    if (frame.event) return this.happened({ event: frame.event, stream: '', data: {}, ...frame })
    if (frame.id === HELLO_ID) return this.welcome(frame)
    if (frame.id === undefined || frame.id === null) return []
    if (this.outbox.owns(frame.id)) return this.outbox.answered(frame.id, frame.ok, frame.error ?? null)
    return [
      frame.error
        ? { do: 'answer', id: frame.id, problem: frame.error }
        : { do: 'answer', id: frame.id, ok: frame.ok },
    ]
  }

  private happened(event: Entry): Effect[] {
    const isKept = event.seq !== undefined && event.seq !== null
    return isKept ? this.streams.event(event) : [{ do: 'deliver', event }]
  }

  private welcome(frame: Frame): Effect[] {
    // A refusal needs nothing: the server closes with the reason, and that decides.
    if (frame.error) return []
    // The frame has the id of the hello: this is what that answers.
    const welcome = frame.ok as Welcome
    this.attempts = 0
    this.ready = true
    this.userId = this.streams.userId = welcome.user_id
    const { heartbeat_seconds, frame_bytes = Infinity } = welcome
    return [{ do: 'ready', heartbeat_seconds }, ...this.catchUp(welcome), ...this.outbox.online(frame_bytes)]
  }

  private catchUp(welcome: Welcome): Effect[] {
    const lost = welcome.resync_required ?? []
    if (this.epoch !== welcome.epoch || lost.includes(this.userId)) {
      this.epoch = ''
      this.streams.whole = true
      this.newEpoch = welcome.epoch
      return [{ do: 'snapshot' }]
    }
    this.streams.holdAll(lost)
    const effects = this.streams.connected()
    return lost.length ? [...effects, { do: 'snapshot', streams: lost }] : effects
  }

  // --- what the shell read -------------------------------------------------------------------------------------

  /** Take entries that `fetch` asked for. */
  fetched(stream: string, entries: Entry[], lastSeq: number): Effect[] {
    return this.streams.fetched(stream, entries, lastSeq)
  }

  /** The server will not show what `fetch` or `adopt` asked for: go on with what there is. */
  refused(stream: string): Effect[] {
    return this.streams.release(stream)
  }

  /** Take the newest entries of a conversation that the user joined, and its state, which was read first. */
  adopted(stream: string, entries: Entry[], conversation: Head): Effect[] {
    return this.streams.adopted(stream, entries, state(stream, conversation.last_seq, [conversation]))
  }

  /** Take the state of everything. `ownSeq` is that of the user's stream, which was read first. */
  snapshot(ownSeq: number, conversations: Head[]): Effect[] {
    this.epoch = this.newEpoch
    const heads = conversations.map(({ id, last_seq }) => [id, last_seq] as const)
    const event = state(this.userId, ownSeq, conversations)
    return [{ do: 'deliver', event }, ...this.streams.begin([[this.userId, ownSeq], ...heads])]
  }

  /** Take the state of one conversation; none when the user is not in it any more. */
  snapshotOf(stream: string, conversation: Head | null): Effect[] {
    this.streams.set(stream, conversation ? conversation.last_seq : null)
    if (!conversation) return []
    const event = state(stream, conversation.last_seq, [conversation])
    return [{ do: 'deliver', event }, ...this.streams.release(stream)]
  }

  // --- the application -----------------------------------------------------------------------------------------

  /** Send a message now, or once there is a connection and those before it are answered. */
  send(body: Draft): Effect[] {
    return this.outbox.add(body)
  }

  /** The time of `later` is over. */
  wake(conversationId: string): Effect[] {
    return this.outbox.wake(conversationId)
  }

  /** Make another request on the socket; only while `ready`. */
  ask(op: string, body: object): Effect & { do: 'write' } {
    return { do: 'write', frame: { id: this.outbox.nextId++, op, body } }
  }

  /** The application is far behind: leave further events on the server. */
  pause(): void {
    this.streams.pause()
  }

  /** The application has caught up. */
  resume(): Effect[] {
    return this.streams.resume()
  }
}

function state(stream: string, seq: number, conversations: Head[]): Entry {
  return { event: 'resync_required', stream, seq, data: { conversations } }
}

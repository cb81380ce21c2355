/** How does an application talk in real time? Events in order, sends that survive broken connections. */
import { draft, type Draft, type NewMessage, type Queued } from './drafts.ts'
import type { Effect, Repair } from './effects.ts'
import { Emitter } from './emitter.ts'
import { Ended, NotConnected, RestError } from './errors.ts'
import { eventOf, type Entry, type EventOf, type Message, type StreamEvent } from './events.ts'
import { Keeper } from './keeper.ts'
import { Link, type LinkState } from './link.ts'
import { Machine } from './machine.ts'
import type { AnswerOf } from './operations.ts'
import { isChange, mustBeRead } from './projection.ts'
import { message as readMessage } from './repairs.ts'
import type { Rest } from './rest.ts'
import { Sending, type NotSent, type Pending, type Sent } from './sending.ts'
import type { WebSocketClass } from './socket.ts'
import type { Saved, Store } from './store.ts'

export type LiveState = LinkState

/** What handlers are told. */
export interface LiveEvents {
  state: LiveState
  /** Of each stream everything, in order, once. */
  event: StreamEvent
  /** Throw the state away and begin with `data.conversations`: see `resync_required`. */
  resync: EventOf<'resync_required'>
  sent: Sent
  refused: NotSent
  /** A message as it is now, after an event that did not say what changed in it. */
  reread: { conversation_id: string; message: Message }
  /** Messages from an earlier start, before any of them is sent; those with a problem were refused. */
  restored: Queued[]
}

export interface LiveParts {
  url: string
  rest: Rest
  store: Store
  renew: () => Promise<boolean>
  userId: string
}

interface Waiter {
  resolve: (ok: unknown) => void
  reject: (error: Error) => void
}

/** One device that is connected, or about to be again. Made by `Client.connect`. */
export class Live {
  private readonly emitter = new Emitter<LiveEvents>()
  private readonly rest: Rest
  private readonly store: Store
  private readonly userId: string
  private readonly keeper: Keeper
  private readonly link: Link
  private readonly sending: Sending
  private machine = new Machine()
  private isOver = false
  private asked = new Map<number, Waiter>()

  constructor(parts: LiveParts, WebSocket: WebSocketClass | undefined = globalThis.WebSocket) {
    if (!WebSocket)
      throw new TypeError(
        'Node below 22 has no WebSocket: npm install ws, then client.connect({ WebSocket })',
      )
    this.rest = parts.rest
    this.store = parts.store
    this.userId = parts.userId
    this.keeper = new Keeper(parts.store, {
      epoch: () => this.machine.epoch,
      userId: () => this.machine.userId,
      behind: () => this.machine.pause(),
      caughtUp: () => this.perform(this.machine.resume()),
      failed: report,
    })
    this.sending = new Sending(parts.store, {
      enqueue: (body) => this.perform(this.machine.send(body)),
      restored: (queued) => this.emitter.emit('restored', queued),
      sent: (sent) => this.emitter.emit('sent', sent),
      refused: (refused) => this.emitter.emit('refused', refused),
      failed: report,
    })
    this.link = new Link(parts, WebSocket, {
      machine: () => this.machine,
      perform: (effects) => this.perform(effects),
      state: (state) => this.emitter.emit('state', state),
      lost: () => this.lost(),
    })
    void this.begin()
  }

  private async begin(): Promise<void> {
    let outbox: Queued[] = []
    try {
      await this.store.claim(this.userId)
      const saved = await this.store.load()
      this.machine = new Machine(saved.epoch, saved.positions)
      outbox = saved.outbox
      this.remind(saved)
    } catch (error) {
      // Without the store the device is new at every start, but it works.
      report(error)
    }
    if (this.isOver) return
    this.sending.begin(outbox)
    this.link.start()
  }

  /** Tell again what was told at an earlier start, and is about messages that come now. */
  private remind({ hidden }: Saved): void {
    for (const [conversation_id, seqs] of hidden)
      for (const target_seq of seqs) {
        const data = { conversation_id, target_seq, by: this.userId, at: '' }
        this.emitter.emit('event', { event: 'message.hidden', stream: this.userId, data })
      }
  }

  // --- for the application -------------------------------------------------------------------------------------

  get state(): LiveState {
    return this.link.state
  }

  /** Why there will be no other connection, once there will be none. */
  get ended(): Ended | null {
    return this.link.ended
  }

  /** When the next attempt is made, in milliseconds since 1970, while `offline`. */
  get retryAt(): number | null {
    return this.link.retryAt
  }

  /** Tell `handler` from now on, until what is returned is called. */
  on<K extends keyof LiveEvents>(kind: K, handler: (told: LiveEvents[K]) => void): () => void {
    return this.emitter.on(kind, handler)
  }

  /**
   * Put a message into the outbox and return at once. Messages of one conversation are stored in the order of these
   * calls; they survive a reload where the store does.
   */
  send(conversationId: string, message: NewMessage): Pending {
    return this.sending.add(draft(conversationId, message))
  }

  /** Send a message that was refused once more. */
  retry(body: Draft): Pending {
    return this.sending.add(body)
  }

  /** Forget a message that was refused. */
  async discard(clientId: string): Promise<void> {
    await this.store.unqueue(clientId)
  }

  /** Carry out any operation on the socket, such as `typing.start`, and give its answer; raise `NotConnected` without a connection. */
  ask<Op extends string>(op: Op, body: object = {}): Promise<AnswerOf<Op>> {
    if (!this.machine.ready) return Promise.reject(new NotConnected(op))
    const write = this.machine.ask(op, body)
    const answer = new Promise<AnswerOf<Op>>((resolve, reject) => {
      // The frame has the id of the operation: this is what that answers.
      this.asked.set(write.frame.id, { resolve: (ok) => resolve(ok as AnswerOf<Op>), reject })
    })
    this.perform([write])
    return answer
  }

  /** Try again now instead of at `retryAt`. */
  reconnect(): void {
    this.link.hurry()
  }

  /** Disconnect for good. What waits stays in the store; what was taken is written when the promise is fulfilled. */
  async close(): Promise<void> {
    this.link.stop()
    await this.keeper.written()
  }

  /** Disconnect for good because the session ended; nothing is written to the store any more. */
  async end(ended: Ended): Promise<void> {
    this.isOver = true
    this.link.stop(ended)
    this.sending.end()
    this.keeper.end()
    await this.keeper.written()
  }

  // --- effects -------------------------------------------------------------------------------------------------

  private perform(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.do === 'deliver') this.deliver(effect.event)
      else if (effect.do === 'write') this.link.write(effect.frame)
      else if (effect.do === 'ready') this.link.ready(effect.heartbeat_seconds, () => this.probe())
      else if (effect.do === 'accepted' || effect.do === 'refused') this.sending.settle(effect)
      else if (effect.do === 'answer') this.answer(effect)
      else if (effect.do === 'later') this.later(effect)
      else if (isRepair(effect)) this.link.repair(effect)
    }
  }

  private deliver(entry: Entry): void {
    const event = eventOf(entry)
    if (event.event === 'resync_required') this.emitter.emit('resync', event)
    else this.emitter.emit('event', event)
    this.keeper.take(event)
    if (isChange(event) && mustBeRead(event)) void this.reread(event.stream, event.data.target_seq)
  }

  private async reread(conversation_id: string, seq: number): Promise<void> {
    try {
      const message = await readMessage(this.rest, conversation_id, seq)
      if (!message) return
      await this.keeper.written()
      await this.store.replace(conversation_id, message)
      this.emitter.emit('reread', { conversation_id, message })
    } catch (error) {
      // It is read again with the history; until then the older one is shown.
      report(error)
    }
  }

  private answer({ id, ok, problem }: Effect & { do: 'answer' }): void {
    const waiter = this.asked.get(id)
    this.asked.delete(id)
    if (problem) waiter?.reject(new RestError(problem))
    else waiter?.resolve(ok)
  }

  private later({ conversation_id, after_ms }: Effect & { do: 'later' }): void {
    setTimeout(() => this.perform(this.machine.wake(conversation_id)), after_ms)
  }

  /** Ask the server something whose answer comes after everything that it had to say before. */
  private probe(): Promise<unknown> {
    return this.ask('users.me')
  }

  private lost(): void {
    const asked = [...this.asked.values()]
    this.asked.clear()
    for (const { reject } of asked) reject(new NotConnected('The connection broke before the answer'))
  }
}

function isRepair(effect: Effect): effect is Repair {
  return effect.do === 'fetch' || effect.do === 'adopt' || effect.do === 'snapshot'
}

/** Show a failure that nobody waits for where failures are shown. */
function report(error: unknown): void {
  console.error('tokenim:', error)
}

/** How does an application talk in real time? Events in order, sends that survive broken connections. */
import { draft, type Draft, type NewMessage, type Queued } from './drafts.ts'
import type { Effect, Repair, Settled } from './effects.ts'
import { Emitter } from './emitter.ts'
import { Ended, NotConnected, RestError, type Problem } from './errors.ts'
import type { Entry, EventOf, Message, StreamEvent } from './events.ts'
import { Keeper } from './keeper.ts'
import { Link, type LinkState } from './link.ts'
import { Machine } from './machine.ts'
import { isChange, mustBeRead } from './projection.ts'
import { message as readMessage } from './repairs.ts'
import type { Rest } from './rest.ts'
import type { WebSocketClass } from './socket.ts'
import type { Store } from './store.ts'

export type LiveState = LinkState

export interface Sent {
  client_id: string
  conversation_id: string
  seq: number
  sent_at: string
}

export interface NotSent {
  client_id: string
  conversation_id: string
  problem: Problem
}

/** A message on its way. */
export interface Pending {
  client_id: string
  conversation_id: string
  /** The server's word that it is stored, over however many connections; a `RestError` when it never will be. */
  settled: Promise<Sent>
}

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
}

interface Waiter<T> {
  resolve: (value: T) => void
  reject: (error: Error) => void
}

/** One device that is connected, or about to be again. Made by `Client.connect`. */
export class Live {
  private readonly emitter = new Emitter<LiveEvents>()
  private readonly rest: Rest
  private readonly store: Store
  private readonly keeper: Keeper
  private readonly link: Link
  private machine = new Machine()
  private loaded = false
  private early: Draft[] = []
  private queued = new Map<string, Draft>()
  private settling = new Map<string, Waiter<Sent>>()
  private asked = new Map<number, Waiter<unknown>>()

  constructor(parts: LiveParts, WebSocket: WebSocketClass = globalThis.WebSocket) {
    this.rest = parts.rest
    this.store = parts.store
    this.keeper = new Keeper(parts.store, {
      epoch: () => this.machine.epoch,
      userId: () => this.machine.userId,
      behind: () => this.machine.pause(),
      caughtUp: () => this.perform(this.machine.resume()),
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
    try {
      const saved = await this.store.load()
      this.machine = new Machine(saved.epoch, saved.positions)
      this.restore(saved.outbox)
    } catch (error) {
      // Without the store the device is new at every start, but it works.
      report(error)
    }
    this.loaded = true
    for (const body of this.early.splice(0)) this.enqueue(body)
    this.link.start()
  }

  private restore(outbox: Queued[]): void {
    const early = new Set(this.early.map(({ client_id }) => client_id))
    const restored = outbox.filter(({ body }) => !early.has(body.client_id))
    this.emitter.emit('restored', restored)
    for (const { body, problem } of restored) if (!problem) this.enqueue(body)
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
    return this.queue(draft(conversationId, message))
  }

  /** Send a message that was refused once more. */
  retry(body: Draft): Pending {
    return this.queue(body)
  }

  /** Forget a message that was refused. */
  async discard(clientId: string): Promise<void> {
    await this.store.unqueue(clientId)
  }

  /** Carry out any operation on the socket, such as `typing.start`; raise `NotConnected` without one. */
  ask<T = unknown>(op: string, body: object = {}): Promise<T> {
    if (!this.machine.ready) return Promise.reject(new NotConnected(op))
    const write = this.machine.ask(op, body)
    const answer = new Promise<T>((resolve, reject) => {
      this.asked.set(write.frame.id, { resolve: resolve as (value: unknown) => void, reject })
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

  // --- sending -------------------------------------------------------------------------------------------------

  private queue(body: Draft): Pending {
    const { client_id, conversation_id } = body
    const settled = new Promise<Sent>((resolve, reject) => this.settling.set(client_id, { resolve, reject }))
    // Who does not wait for it is told by `refused`.
    settled.catch(() => undefined)
    this.store.queue({ body, queued_at: new Date().toISOString() }).catch(report)
    if (this.loaded) this.enqueue(body)
    else this.early.push(body)
    return { client_id, conversation_id, settled }
  }

  private enqueue(body: Draft): void {
    this.queued.set(body.client_id, body)
    this.perform(this.machine.send(body))
  }

  private settle(settled: Settled): void {
    const { client_id } = settled
    const body = this.queued.get(client_id)
    const waiter = this.settling.get(client_id)
    this.queued.delete(client_id)
    this.settling.delete(client_id)
    if (settled.do === 'accepted') {
      const { conversation_id, seq, sent_at } = settled
      const sent = { client_id, conversation_id, seq, sent_at }
      this.store.unqueue(client_id).catch(report)
      waiter?.resolve(sent)
      this.emitter.emit('sent', sent)
    } else if (body) {
      const { problem } = settled
      this.store.queue({ body, queued_at: new Date().toISOString(), problem }).catch(report)
      waiter?.reject(new RestError(problem))
      this.emitter.emit('refused', { client_id, conversation_id: body.conversation_id, problem })
    }
  }

  // --- effects -------------------------------------------------------------------------------------------------

  private perform(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.do === 'deliver') this.deliver(effect.event)
      else if (effect.do === 'write') this.link.write(effect.frame)
      else if (effect.do === 'ready') this.link.ready(effect.heartbeat_seconds, () => this.probe())
      else if (effect.do === 'accepted' || effect.do === 'refused') this.settle(effect)
      else if (effect.do === 'answer') this.answer(effect)
      else if (effect.do === 'later') this.later(effect)
      else if (isRepair(effect)) this.link.repair(effect)
    }
  }

  private deliver(entry: Entry): void {
    const event = { data: {}, ...entry } as unknown as StreamEvent
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

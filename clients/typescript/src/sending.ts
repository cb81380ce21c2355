/** How does a message get from the application into the outbox, and its outcome back? Over connections and restarts. */
import type { Draft, Queued } from './drafts.ts'
import type { Settled } from './effects.ts'
import { NotConnected, RestError, type Problem } from './errors.ts'
import type { Store } from './store.ts'

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

export interface SendingHandlers {
  /** Put it into the outbox of the machine. */
  enqueue: (body: Draft) => void
  restored: (queued: Queued[]) => void
  sent: (sent: Sent) => void
  refused: (refused: NotSent) => void
  /** The store failed; the message goes all the same. */
  failed: (error: unknown) => void
}

interface Waiter {
  resolve: (value: Sent) => void
  reject: (error: Error) => void
}

/** The messages that the server has not answered yet, here and in the store. */
export class Sending {
  private isOpen = false
  private isOver = false
  private early: Draft[] = []
  private queued = new Map<string, Draft>()
  private settling = new Map<string, Waiter>()

  constructor(
    private readonly store: Store,
    private readonly handlers: SendingHandlers,
  ) {}

  /** Begin with what an earlier start left, then with what was sent meanwhile. */
  begin(outbox: Queued[]): void {
    const early = new Set(this.early.map(({ client_id }) => client_id))
    const restored = outbox.filter(({ body }) => !early.has(body.client_id))
    this.isOpen = true
    if (restored.length) this.handlers.restored(restored)
    for (const { body, problem } of restored) if (!problem) this.enqueue(body)
    for (const body of this.early.splice(0)) this.enqueue(body)
  }

  /** Take nothing any more: the session ended. */
  end(): void {
    this.isOver = true
    for (const waiter of this.settling.values()) waiter.reject(new NotConnected('The session has ended'))
    this.settling.clear()
  }

  add(body: Draft): Pending {
    const { client_id, conversation_id } = body
    const settled = new Promise<Sent>((resolve, reject) => this.settling.set(client_id, { resolve, reject }))
    // Who does not wait for it is told by `refused`.
    settled.catch(() => undefined)
    if (this.isOver) this.end()
    else this.queue(body)
    return { client_id, conversation_id, settled }
  }

  /** Tell how a message went. */
  settle(settled: Settled): void {
    const { client_id } = settled
    const body = this.queued.get(client_id)
    const waiter = this.settling.get(client_id)
    this.queued.delete(client_id)
    this.settling.delete(client_id)
    if (settled.do === 'accepted') {
      const { conversation_id, seq, sent_at } = settled
      const sent = { client_id, conversation_id, seq, sent_at }
      this.store.unqueue(client_id).catch(this.handlers.failed)
      waiter?.resolve(sent)
      this.handlers.sent(sent)
    } else if (body) {
      const { problem } = settled
      this.keep(body, problem)
      waiter?.reject(new RestError(problem))
      this.handlers.refused({ client_id, conversation_id: body.conversation_id, problem })
    }
  }

  private queue(body: Draft): void {
    this.keep(body)
    if (this.isOpen) this.enqueue(body)
    else this.early.push(body)
  }

  private keep(body: Draft, problem?: Problem): void {
    const queued = { body, queued_at: new Date().toISOString(), ...(problem ? { problem } : {}) }
    this.store.queue(queued).catch(this.handlers.failed)
  }

  private enqueue(body: Draft): void {
    this.queued.set(body.client_id, body)
    this.handlers.enqueue(body)
  }
}

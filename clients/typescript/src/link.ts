/** When is there a connection, and how does it come back? Tickets, waiting, repairs, and what the page knows. */
import type { Effect, Reconnect, Repair, Request } from './effects.ts'
import { Ended, NotConnected, RestError } from './errors.ts'
import type { Machine } from './machine.ts'
import { read } from './repairs.ts'
import { answer, type Rest } from './rest.ts'
import { LOST, Socket, type Closed, type WebSocketClass } from './socket.ts'
import { Surroundings } from './surroundings.ts'

/** The code of a session that ended. */
export const REVOKED = 4501
const GOODBYE = 1000

export type LinkState = 'connecting' | 'catching-up' | 'online' | 'offline' | 'stopped'

export interface LinkParts {
  url: string
  rest: Rest
  renew: () => Promise<boolean>
}

export interface LinkHandlers {
  machine: () => Machine
  perform: (effects: Effect[]) => void
  state: (state: LinkState) => void
  /** The connection is gone. */
  lost: () => void
}

/** Keeps one connection, for as long as the server wants it. */
export class Link {
  state: LinkState = 'connecting'
  ended: Ended | null = null
  retryAt: number | null = null
  private socket: Socket | null = null
  private reads = new AbortController()
  private repairing = 0
  private caughtUp = false
  private interrupt: () => void = () => undefined
  private readonly surroundings = new Surroundings({
    better: () => this.hurry(),
    worse: () => this.socket?.abort(),
  })

  constructor(
    private readonly parts: LinkParts,
    private readonly WebSocket: WebSocketClass,
    private readonly handlers: LinkHandlers,
  ) {}

  start(): void {
    this.run().catch((error: unknown) => {
      this.finish(new Ended(LOST, String(error)))
      throw error
    })
  }

  /** Disconnect for good. */
  stop(ended = new Ended(GOODBYE, 'closed')): void {
    this.finish(ended)
    this.socket?.abort(GOODBYE)
    this.reads.abort()
    this.interrupt()
  }

  /** Do not wait any longer for the next attempt. */
  hurry(): void {
    this.interrupt()
  }

  write(frame: Request): void {
    this.socket?.write(frame)
  }

  /** The server said welcome. What was missed is here once something asked now is answered. */
  ready(heartbeatSeconds: number, probe: () => Promise<unknown>): void {
    const { socket } = this
    socket?.keepAlive(heartbeatSeconds, () => void probe().catch(() => undefined))
    this.enter('catching-up')
    const caughtUp = () => {
      this.caughtUp = this.socket === socket
      this.settle()
    }
    // A refusal is an answer as well; when the connection broke, the next one asks again.
    probe().then(caughtUp, (error: unknown) => error instanceof NotConnected || caughtUp())
  }

  /** Read over HTTP what the machine asks for; a failure ends the connection, and the next one begins with it. */
  repair(repair: Repair): void {
    const { signal } = this.reads
    const machine = this.handlers.machine()
    this.repairing += 1
    read(this.parts.rest, machine.userId, repair, signal)
      .then((feed) => signal.aborted || this.handlers.perform(feed(machine)))
      .catch(() => signal.aborted || this.socket?.abort())
      .finally(() => {
        if (signal.aborted) return
        this.repairing -= 1
        this.settle()
      })
  }

  private settle(): void {
    if (this.caughtUp && this.repairing === 0 && this.state === 'catching-up') this.enter('online')
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      this.enter('connecting')
      const { code, reason } = await this.connect()
      this.forget()
      const effects = this.handlers.machine().disconnected(code, reason)
      this.handlers.perform(effects)
      const reconnect = effects.find((effect) => effect.do === 'reconnect')
      if (reconnect && !this.ended) await this.next(reconnect)
    }
    this.surroundings.leave()
  }

  private async connect(): Promise<Closed> {
    let ticket: string
    try {
      const { rest } = this.parts
      ticket = (await answer(rest.POST('/v1/ws-tickets', { signal: this.reads.signal }))).ticket
    } catch (error) {
      return this.noTicket(error)
    }
    if (this.ended) return { code: GOODBYE, reason: '' }
    const { machine, perform } = this.handlers
    return new Promise((closed) => {
      this.socket = new Socket(this.parts.url, this.WebSocket, {
        opened: () => perform(machine().connected(ticket)),
        received: (frame) => perform(machine().received(frame)),
        closed,
      })
    })
  }

  private noTicket(error: unknown): Closed {
    if (!(error instanceof RestError)) return { code: LOST, reason: String(error) }
    const { code, retry_after_ms, status } = error
    // Whether the session is over says the refresh token.
    const closed = status === 401 ? REVOKED : LOST
    return { code: closed, reason: JSON.stringify({ code, ...(retry_after_ms ? { retry_after_ms } : {}) }) }
  }

  private async next({ at_least_ms, at_most_ms, credentials }: Reconnect): Promise<void> {
    if (credentials) await this.renew()
    if (this.ended) return
    this.retryAt = Date.now() + at_least_ms + Math.random() * (at_most_ms - at_least_ms)
    this.enter('offline')
    await this.wait(at_least_ms, false)
    await this.wait(this.retryAt - Date.now(), true)
    this.retryAt = null
  }

  private async renew(): Promise<void> {
    try {
      if (!(await this.parts.renew())) this.finish(new Ended(REVOKED, 'credentials_revoked'))
    } catch (error) {
      // The next attempt to get a ticket decides.
      if (!(error instanceof RestError || error instanceof NotConnected)) throw error
    }
  }

  /** Wait; who hurries does not wait beyond what the server asked for. */
  private wait(ms: number, hurried: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.interrupt = () => {
        if (!hurried && !this.ended) return
        clearTimeout(timer)
        resolve()
      }
    })
  }

  private forget(): void {
    this.reads.abort()
    this.reads = new AbortController()
    this.repairing = 0
    this.caughtUp = false
    this.socket = null
    this.handlers.lost()
  }

  private finish(ended: Ended): void {
    this.ended ??= ended
    this.enter('stopped')
  }

  private enter(state: LinkState): void {
    if (this.state === state || this.state === 'stopped') return
    this.state = state
    this.handlers.state(state)
  }
}

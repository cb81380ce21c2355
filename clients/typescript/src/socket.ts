/** How does one socket live? It writes what it is given, reads frames, and notices when nobody is there. */
import type { Request } from './effects.ts'
import type { Frame } from './events.ts'

const SUBPROTOCOL = 'tokenim.v1.json'
const OPEN_MS = 15_000
/** The code of a connection that ended without a word. */
export const LOST = 1006

export interface Closed {
  code: number
  reason: string
}

/** What the client uses of a WebSocket. That of browsers, of Node 22 and of the package `ws` have it. */
export interface WebSocketLike {
  readonly readyState: number
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(text: string): void
  close(): void
}

export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketLike

export interface SocketHandlers {
  opened: () => void
  received: (frame: Frame) => void
  closed: (closed: Closed) => void
}

/** One WebSocket, from opening to close code. `closed` is told once, whatever happens. */
export class Socket {
  private readonly socket: WebSocketLike
  private heard = 0
  private timer: ReturnType<typeof setInterval> | undefined
  private ended = false

  constructor(
    url: string,
    make: WebSocketClass,
    private readonly handlers: SocketHandlers,
  ) {
    this.socket = new make(`${url.replace(/^http/, 'ws')}/v1/ws`, [SUBPROTOCOL])
    this.timer = setTimeout(() => this.abort(), OPEN_MS)
    this.socket.onopen = () => {
      clearTimeout(this.timer)
      handlers.opened()
    }
    this.socket.onmessage = ({ data }: { data: unknown }) => this.take(String(data))
    this.socket.onclose = ({ code, reason }: Closed) =>
      this.end({ code: code === 1005 ? LOST : code, reason })
    // A close with its code follows every error.
    this.socket.onerror = () => undefined
  }

  write(frame: Request): void {
    if (this.socket.readyState === 1) this.socket.send(JSON.stringify(frame))
  }

  /**
   * Look from now on every so many seconds whether the server is there. A page cannot see the server's pings: after a
   * silence it asks something, and after another one it gives up.
   */
  keepAlive(seconds: number, probe: () => void): void {
    clearTimeout(this.timer)
    let before = this.heard
    let probed = false
    this.timer = setInterval(() => {
      const silent = this.heard === before
      before = this.heard
      if (silent && probed) return this.abort()
      probed = silent
      if (silent) probe()
    }, seconds * 1000)
  }

  /** Cut the connection without waiting for an answer. */
  abort(code = LOST, reason = ''): void {
    if (this.ended) return
    this.socket.onclose = null
    this.socket.close()
    this.end({ code, reason })
  }

  private take(data: string): void {
    if (this.ended) return
    this.heard += 1
    const frame: Frame = JSON.parse(data)
    this.handlers.received(frame)
  }

  private end(closed: Closed): void {
    if (this.ended) return
    this.ended = true
    clearTimeout(this.timer)
    this.socket.onmessage = null
    this.handlers.closed(closed)
  }
}

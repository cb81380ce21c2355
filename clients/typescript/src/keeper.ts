/** How far has the application taken the events? From there, not from what came, the next start goes on. */
import type { StreamEvent } from './events.ts'
import type { Store } from './store.ts'

/** So many events wait for the store; beyond that they stay on the server and are read later. */
const BEHIND = 10_000

export interface KeeperHandlers {
  /** Where the machine is now. */
  epoch: () => string
  userId: () => string
  /** Too many wait; few wait again. */
  behind: () => void
  caughtUp: () => void
  failed: (error: unknown) => void
}

/** Writes what was taken, as much at once as gathered while the write before was under way. */
export class Keeper {
  private waiting: StreamEvent[] = []
  private writing: Promise<void> | null = null
  private isBehind = false
  private isBroken = false

  constructor(
    private readonly store: Store,
    private readonly handlers: KeeperHandlers,
  ) {}

  /** The application has taken this event. */
  take(event: StreamEvent): void {
    if (event.seq === undefined || event.seq === null || this.isBroken) return
    this.waiting.push(event)
    if (!this.isBehind && this.waiting.length >= BEHIND) {
      this.isBehind = true
      this.handlers.behind()
    }
    this.writing ??= this.write()
  }

  /** Take nothing any more, and write only what is being written. */
  end(): void {
    this.isBroken = true
    this.waiting = []
  }

  /** Everything that was taken is written. */
  async written(): Promise<void> {
    while (this.writing) await this.writing
  }

  private async write(): Promise<void> {
    // What comes in the same frame or tick belongs together.
    await Promise.resolve()
    while (this.waiting.length) {
      const events = this.waiting
      this.waiting = []
      try {
        await this.store.take(events, this.handlers.epoch(), this.handlers.userId())
      } catch (error) {
        // The positions stay where they are, so nothing is lost: the next start reads these events again.
        this.isBroken = true
        this.waiting = []
        this.handlers.failed(error)
      }
      if (this.isBehind && this.waiting.length < BEHIND / 2) {
        this.isBehind = false
        this.handlers.caughtUp()
      }
    }
    this.writing = null
  }
}

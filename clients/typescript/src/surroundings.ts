/** What does the page know about the network before the socket does? Whether there is any, and whether anybody looks. */

export interface SurroundingsHandlers {
  /** The network is back, or somebody looks again. */
  better: () => void
  /** The network is gone. */
  worse: () => void
}

/** Listens to the browser; in other places there is nothing to hear. */
export class Surroundings {
  private readonly listeners: [EventTarget, string, () => void][] = []

  constructor({ better, worse }: SurroundingsHandlers) {
    if (typeof window === 'undefined' || typeof document === 'undefined') return
    this.listen(window, 'online', better)
    this.listen(window, 'offline', worse)
    this.listen(document, 'visibilitychange', () => document.visibilityState === 'visible' && better())
  }

  /** Stop listening. */
  leave(): void {
    for (const [target, kind, listener] of this.listeners.splice(0)) {
      target.removeEventListener(kind, listener)
    }
  }

  private listen(target: EventTarget, kind: string, listener: () => void): void {
    target.addEventListener(kind, listener)
    this.listeners.push([target, kind, listener])
  }
}

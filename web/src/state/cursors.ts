/** When does the server hear that messages arrived and were read? Soon, together, and never twice for the same. */
import { RestError } from '@tokenim/client'
import type { Api } from './api.ts'

const SOON_MS = 250

export class Cursors {
  #told: Record<'read' | 'delivered', Map<string, number>> = { read: new Map(), delivered: new Map() }
  #wanted = { read: new Map<string, number>(), delivered: new Map<string, number>() }
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly api: Api) {}

  read(id: string, seq: number): void {
    this.#want('read', id, seq)
  }

  delivered(id: string, seq: number): void {
    this.#want('delivered', id, seq)
  }

  /** Tell again after a reconnect: what was under way may be lost. */
  again(): void {
    if (this.#wanted.read.size + this.#wanted.delivered.size > 0) this.#later()
  }

  #want(kind: 'read' | 'delivered', id: string, seq: number): void {
    const known = Math.max(this.#told[kind].get(id) ?? 0, this.#wanted[kind].get(id) ?? 0)
    if (seq <= known) return
    this.#wanted[kind].set(id, seq)
    this.#later()
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#tell('read')
      void this.#tell('delivered')
    }, SOON_MS)
  }

  async #tell(kind: 'read' | 'delivered'): Promise<void> {
    for (const [id, seq] of [...this.#wanted[kind]]) {
      try {
        await this.api[kind](id, seq)
        this.#told[kind].set(id, seq)
        if (this.#wanted[kind].get(id) === seq) this.#wanted[kind].delete(id)
      } catch (error) {
        // Without a connection it stays wanted until the next one. What is refused is not wanted any more.
        if (!(error instanceof RestError)) return
        this.#wanted[kind].delete(id)
      }
    }
  }
}

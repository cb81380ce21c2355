/** Which messages were begun and not sent? Each is kept as a whole on this device, and is the same in every tab. */
import type { Composition, Store } from '@tokenim/client'
import { Holder } from './holder.ts'

interface Told {
  id: string
  draft: Composition | null
}

/** What is written is on the disk as soon as the disk is free: no timer stands between a key and the store. */
export class Drafts {
  readonly all = new Holder<Record<string, Composition>>({})
  #unwritten = new Map<string, Composition | null>()
  #touched = new Set<string>()
  #isWriting = false
  #channel: BroadcastChannel

  constructor(
    private readonly store: Pick<Store, 'drafts' | 'setDraft'>,
    user_id: string,
    private readonly page: EventTarget = window,
  ) {
    this.#channel = new BroadcastChannel(`tokenim.drafts.${user_id}`)
    this.#channel.onmessage = ({ data }: MessageEvent<Told>) => this.#keep(data)
    this.page.addEventListener('pagehide', this.#flush)
    void this.#load()
  }

  set(id: string, draft: Composition | null): void {
    this.#keep({ id, draft })
    this.#channel.postMessage({ id, draft } satisfies Told)
    this.#unwritten.set(id, draft)
    void this.#write()
  }

  /** What is written here becomes an answer to a message. */
  answer(id: string, reply_to: number): void {
    this.set(id, { text: '', mentions: [], ...this.all.get()[id], reply_to })
  }

  close(): void {
    this.page.removeEventListener('pagehide', this.#flush)
    this.#channel.close()
    this.#unwritten.clear()
  }

  async #load(): Promise<void> {
    try {
      const kept = await this.store.drafts()
      // What was written while the store was read is newer.
      const read = [...kept].filter(([id]) => !this.#touched.has(id))
      this.all.change((now) => ({ ...Object.fromEntries(read), ...now }))
    } catch {
      // The browser keeps nothing: one begins with empty fields.
      return
    }
  }

  #keep({ id, draft }: Told): void {
    this.#touched.add(id)
    this.all.change(({ [id]: _, ...others }) => (draft ? { ...others, [id]: draft } : others))
  }

  async #write(): Promise<void> {
    if (this.#isWriting) return
    this.#isWriting = true
    try {
      for (const [id, draft] of this.#unwritten) {
        this.#unwritten.delete(id)
        await this.store.setDraft(id, draft)
      }
    } catch {
      // The browser keeps nothing any more: the draft lives as long as the page.
      return
    } finally {
      this.#isWriting = false
    }
  }

  /** The page may end now: hand over at once what waits behind a write. */
  #flush = (): void => {
    for (const [id, draft] of this.#unwritten) void this.store.setDraft(id, draft).catch(() => undefined)
    this.#unwritten.clear()
  }
}

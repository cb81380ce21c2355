/** How does what was said come onto the screen? In pages, from any point, joined with what comes in meanwhile. */
import * as histories from '@tokenim/client'
import type { Api } from './api.ts'
import { onHistory } from './fold.ts'
import type { Holder } from './holder.ts'
import type { View } from './model.ts'
import { Quotes } from './quotes.ts'

export const PAGE = 60

export class Reading {
  #places = 0
  #begun = new Map<string, number>()
  #asked = new Map<string, number | null>()
  readonly quotes: Quotes
  #membersAsked = new Set<string>()

  constructor(
    private readonly api: Api,
    private readonly view: Holder<View>,
  ) {
    this.quotes = new Quotes(api, view)
  }

  /** Members are read anew when they are wanted again. */
  forget(): void {
    this.#membersAsked.clear()
  }

  /** Show the messages around a seq, or the newest. */
  async jump(id: string, seq: number | null): Promise<void> {
    const history = this.view.get().histories[id]
    const first = history?.items[0]?.seq ?? Infinity
    const last = history?.items.at(-1)?.seq ?? 0
    if (seq === null ? history?.end : seq >= first && seq <= last) return
    await this.place(id, seq)
  }

  /** Begin once more where somebody wanted to be: what was read there was thrown away. */
  async again(id: string): Promise<void> {
    void this.members(id)
    await this.place(id, this.#asked.get(id) ?? null)
  }

  /** Begin a stretch around a seq, or at the newest message. */
  async place(id: string, seq: number | null): Promise<void> {
    this.#asked.set(id, seq)
    const place = ++this.#places
    this.#begun.set(id, place)
    // What came in while the page was on its way is not on the page: compare with what was known before.
    const head = this.#head(id)
    const since = this.#since(id)
    const page = await this.api.messages(
      id,
      seq === null ? { limit: PAGE } : { around_seq: seq, limit: PAGE },
    )
    // Another one was begun meanwhile: it is shown alone, so that nothing is drawn twice.
    if (this.#begun.get(id) !== place) return
    const items = histories.current(this.view.get(), id, page.items, since)
    const shown = { items, more: Boolean(page.next_cursor) }
    const found = seq === null ? histories.newest(shown) : { ...histories.around(shown, head), target: seq }
    const history = { ...found, place }
    this.view.change((view) => ({ ...view, histories: { ...view.histories, [id]: history } }))
    await this.#mend(id, head)
  }

  #head(id: string): number {
    return this.view.get().conversations[id]?.last_message?.seq ?? 0
  }

  /** The head that is known now: what is asked for from here on may lack what is told after it. */
  #since(id: string): number {
    return this.view.get().conversations[id]?.last_seq ?? 0
  }

  /** Messages came in since `head` was known, and the stretch does not have the last of them: read on. */
  async #mend(id: string, head: number): Promise<void> {
    const history = this.view.get().histories[id]
    const newest = this.#head(id)
    if (!history?.end || newest <= head || newest <= (history.items.at(-1)?.seq ?? 0)) return
    this.view.change((view) => onHistory(view, id, (one) => ({ ...one, end: false })))
    await this.more(id, 'newer')
  }

  async more(id: string, side: 'older' | 'newer'): Promise<void> {
    const history = this.view.get().histories[id]
    if (!history || history.loading || (side === 'older' ? history.start : history.end)) return
    const edge = side === 'older' ? (history.items[0]?.seq ?? 1) : (history.items.at(-1)?.seq ?? 0)
    const loading = (to?: 'older' | 'newer') =>
      this.view.change((view) =>
        onHistory(view, id, ({ loading: _, ...it }) => (to ? { ...it, loading: to } : it)),
      )
    const head = this.#head(id)
    const since = this.#since(id)
    loading(side)
    try {
      const from = side === 'older' ? { before_seq: edge } : { after_seq: edge }
      const { items, next_cursor } = await this.api.messages(id, { ...from, limit: PAGE * 2 })
      const put = side === 'older' ? histories.older : histories.newer
      this.view.change((view) => {
        const page = { items: histories.current(view, id, items, since), more: Boolean(next_cursor) }
        return onHistory(view, id, (it) => (it.place === history.place ? put(it, page) : it))
      })
    } finally {
      loading()
    }
    await this.#mend(id, head)
  }

  /** Forget what is too much and far away: it is read again when somebody goes there. */
  forgetFar(id: string, side: 'older' | 'newer'): void {
    this.view.change((view) =>
      onHistory(view, id, (it) => (it.loading === side ? it : histories.shortened(it, side))),
    )
  }

  /** Read who is in a conversation, all of them, page by page. */
  async members(id: string): Promise<void> {
    if (this.#membersAsked.has(id)) return
    this.#membersAsked.add(id)
    try {
      let cursor: string | null | undefined
      do {
        const page = await this.api.members(id, cursor)
        this.view.change((view) => histories.toldMembers(view, id, page.items))
        cursor = page.next_cursor
      } while (cursor)
    } catch {
      // Read again when the conversation is opened the next time.
      this.#membersAsked.delete(id)
    }
  }
}

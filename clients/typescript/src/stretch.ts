/** How do pages and events become one stretch of messages without holes and doubles? */
import type { Message } from './events.ts'

/** So many messages stay in memory; what is scrolled far away is read again when it is needed. */
export const KEPT = 4_000

/** A stretch of messages without holes. `start` and `end` say whether it reaches the first and the newest one. */
export interface Stretch {
  items: Message[]
  start: boolean
  end: boolean
}

export interface Page {
  items: Message[]
  more: boolean
}

/** Begin at the newest messages. */
export const newest = (page: Page): Stretch => ({ items: page.items, start: !page.more, end: true })

/** Begin somewhere in the middle. Whether it reaches the ends shows when somebody scrolls there. */
export const around = (page: Page, last_seq: number): Stretch => ({
  items: page.items,
  start: page.items.length === 0 || page.items[0]!.seq <= 1,
  end: page.items.length === 0 || page.items.at(-1)!.seq >= last_seq,
})

/** Put an older page in front. */
export function older<S extends Stretch>(stretch: S, page: Page): S {
  const first = stretch.items[0]?.seq ?? Infinity
  const items = [...page.items.filter((message) => message.seq < first), ...stretch.items]
  return { ...stretch, items, start: !page.more }
}

/** Put a newer page behind. */
export function newer<S extends Stretch>(stretch: S, page: Page): S {
  const last = stretch.items.at(-1)?.seq ?? 0
  const items = [...stretch.items, ...page.items.filter((message) => message.seq > last)]
  return { ...stretch, items, end: !page.more }
}

/** Forget on one side what is too much. */
export function shortened<S extends Stretch>(stretch: S, side: 'older' | 'newer'): S {
  if (stretch.items.length <= KEPT) return stretch
  return side === 'older'
    ? { ...stretch, items: stretch.items.slice(-KEPT), start: false }
    : { ...stretch, items: stretch.items.slice(0, KEPT), end: false }
}

/** A message arrived. It is put where it belongs, once; a stretch that does not reach the end does not take it. */
export function arrived<S extends Stretch>(stretch: S, message: Message): S {
  const last = stretch.items.at(-1)?.seq ?? 0
  if (message.seq > last) return stretch.end ? { ...stretch, items: [...stretch.items, message] } : stretch
  const at = place(stretch.items, message.seq)
  if (stretch.items[at]?.seq === message.seq || (at === 0 && !stretch.start)) return stretch
  return { ...stretch, items: stretch.items.toSpliced(at, 0, message) }
}

/** The message of this seq, if it is in the stretch. */
export function inStretch(stretch: Stretch | undefined, seq: number): Message | undefined {
  const found = stretch?.items[place(stretch.items, seq)]
  return found?.seq === seq ? found : undefined
}

/** Change one message, if it is in the stretch. */
export function exchanged<S extends Stretch>(stretch: S, seq: number, change: (it: Message) => Message): S {
  const at = place(stretch.items, seq)
  const message = stretch.items[at]
  if (message?.seq !== seq) return stretch
  const after = change(message)
  return after === message ? stretch : { ...stretch, items: stretch.items.with(at, after) }
}

/** Take messages out, for they are hidden. */
export function without<S extends Stretch>(stretch: S, seqs: readonly number[]): S {
  const items = stretch.items.filter(({ seq }) => !seqs.includes(seq))
  return items.length === stretch.items.length ? stretch : { ...stretch, items }
}

/** Return the index of the first message whose seq is not below `seq`. */
export function place(items: readonly { seq: number }[], seq: number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (items[middle]!.seq < seq) low = middle + 1
    else high = middle
  }
  return low
}

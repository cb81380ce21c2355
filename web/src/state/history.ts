/** How do pages and events become one stretch of messages without holes and doubles? */
import type { History, Message } from './model.ts'

/** So many messages stay in memory; what is scrolled far away is read again when it is needed. */
export const KEPT = 4_000

export interface Page {
  items: Message[]
  more: boolean
}

/** Begin at the newest messages. */
export const newest = (page: Page): History => ({ items: page.items, start: !page.more, end: true })

/** Begin somewhere in the middle. Whether it reaches the ends shows when somebody scrolls there. */
export const around = (page: Page, last_seq: number): History => ({
  items: page.items,
  start: page.items.length === 0 || page.items[0]!.seq <= 1,
  end: page.items.length === 0 || page.items.at(-1)!.seq >= last_seq,
})

/** Put an older page in front. */
export function older(history: History, page: Page): History {
  const first = history.items[0]?.seq ?? Infinity
  const items = [...page.items.filter((message) => message.seq < first), ...history.items]
  return { ...history, items, start: !page.more }
}

/** Put a newer page behind. */
export function newer(history: History, page: Page): History {
  const last = history.items.at(-1)?.seq ?? 0
  const items = [...history.items, ...page.items.filter((message) => message.seq > last)]
  return { ...history, items, end: !page.more }
}

/** Forget on one side what is too much. */
export function shortened(history: History, side: 'older' | 'newer'): History {
  if (history.items.length <= KEPT) return history
  return side === 'older'
    ? { ...history, items: history.items.slice(-KEPT), start: false }
    : { ...history, items: history.items.slice(0, KEPT), end: false }
}

/** A message arrived. It is put where it belongs, once; a stretch that does not reach the end does not take it. */
export function arrived(history: History, message: Message): History {
  const last = history.items.at(-1)?.seq ?? 0
  if (message.seq > last) return history.end ? { ...history, items: [...history.items, message] } : history
  const at = place(history.items, message.seq)
  if (history.items[at]?.seq === message.seq || (at === 0 && !history.start)) return history
  return { ...history, items: history.items.toSpliced(at, 0, message) }
}

/** Change one message, if it is in the stretch. */
export function changed(history: History, seq: number, change: (message: Message) => Message): History {
  const at = place(history.items, seq)
  const message = history.items[at]
  if (message?.seq !== seq) return history
  return { ...history, items: history.items.with(at, change(message)) }
}

/** Take one message out, for it is hidden. */
export function without(history: History, seq: number): History {
  const at = place(history.items, seq)
  return history.items[at]?.seq === seq ? { ...history, items: history.items.toSpliced(at, 1) } : history
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

export function react(message: Message, emoji: string, user: string, added: boolean): Message {
  const before = message.reactions?.[emoji] ?? []
  const users = added ? [...new Set([...before, user])] : before.filter((id) => id !== user)
  const { [emoji]: _, ...others } = message.reactions ?? {}
  if (users.length === 0) return { ...message, reactions: others }
  return { ...message, reactions: { ...message.reactions, [emoji]: users } }
}

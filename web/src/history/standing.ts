/**
 * Where does the history stand, and where may it go? Pure; Scroll.tsx measures and moves.
 *
 * - *At the end*: the newest message is in view. It stays so whatever changes size (window, keyboard, composer, pictures,
 *   a turned phone), and new messages follow. Only somebody who scrolls up leaves the end.
 * - *Reading above*: nothing moves by itself. News are counted on the button, which leads to the first of them that
 *   was not read, and from there to the newest.
 * - *Far away* (the stretch does not reach the newest message): as reading above; the way down begins another stretch.
 * - *Aimed* at the first new message or at one that was asked for: until the rows around it are measured,
 *   sizes are guesses and say nothing about the end.
 *
 * Who sends is led to the end from everywhere. Older and newer pages are asked for while the edge is near.
 */

/** What a box shows of its content, in pixels: what is above, all of it, and the part in view. */
export interface Measured {
  top: number
  size: number
  height: number
}

export interface Standing {
  isAtEnd: boolean
  /** At the end: so far from the very end somebody has scrolled. */
  gap: number
  isAimed: boolean
  seen: Measured
}

/** So near is at the end. */
export const END_PX = 60
/** So near to an edge the next page is asked for. */
export const NEAR_PX = 900

export const toEnd = ({ top, size, height }: Measured): number => size - height - top

export const atEnd = (seen: Measured): Standing => ({ isAtEnd: true, gap: 0, isAimed: false, seen })
export const aimed = (seen: Measured): Standing => ({ isAtEnd: false, gap: 0, isAimed: true, seen })

/** The box was scrolled. `reaches`: the newest message is in the stretch. */
export function scrolled(before: Standing, seen: Measured, reaches: boolean): Standing {
  if (before.isAimed) return { ...before, seen }
  const { size, height } = before.seen
  // Something changed its size and the browser moved what did not fit any more: that is nobody's wish.
  if (before.isAtEnd && (seen.size !== size || seen.height !== height)) return { ...before, seen }
  return settled(seen, reaches)
}

/** Sizes are measured, or somebody scrolled: what is in view decides. */
export function settled(seen: Measured, reaches: boolean): Standing {
  const gap = toEnd(seen)
  const isAtEnd = reaches && gap < END_PX
  return { isAtEnd, gap: isAtEnd ? Math.max(gap, 0) : 0, isAimed: false, seen }
}

/** Something has another size, or rows came or went: where must the box be scrolled to? Null when it stays. */
export function held(
  before: Standing,
  seen: Measured,
  reaches: boolean,
): { standing: Standing; top: number | null } {
  if (before.isAimed) return { standing: { ...before, seen }, top: null }
  if (!before.isAtEnd) return { standing: settled(seen, reaches), top: null }
  const top = Math.max(seen.size - seen.height - before.gap, 0)
  if (Math.abs(top - seen.top) < 1) return { standing: { ...before, seen }, top: null }
  return { standing: { ...before, seen: { ...seen, top } }, top }
}

/** Is there a way down to be offered? */
export function isWayDown({ isAtEnd, seen }: Standing, reaches: boolean, unread: number): boolean {
  if (isAtEnd) return false
  if (!reaches) return true
  return toEnd(seen) > (unread > 0 ? END_PX : seen.height * 0.5)
}

export const wants = (seen: Measured): { older: boolean; newer: boolean } => ({
  older: seen.top < NEAR_PX,
  newer: toEnd(seen) < NEAR_PX,
})

export type Look = { at: 'end' } | { at: 'news' | 'message'; index: number }

interface Opened {
  items: readonly { seq: number }[]
  start: boolean
  /** The message that was asked for. */
  target: number | undefined
  /** What came after this seq is new; null when nothing is, or when it was looked at before. */
  line: number | null
}

/** Where does the eye fall first in a stretch: on the message that was asked for, the first new one, or the last one? */
export function firstLook({ items, start, target, line }: Opened): Look {
  const first = items[0]?.seq
  const isNews = line !== null && (target === undefined || target === line + 1)
  const seq = isNews ? line + 1 : target
  if (seq === undefined || first === undefined || (isNews && first > seq && !start)) return { at: 'end' }
  const index = items.findIndex((it) => it.seq >= seq)
  if (isNews && index < 0) return { at: 'end' }
  return { at: isNews ? 'news' : 'message', index: index < 0 ? items.length - 1 : index }
}

interface Below {
  items: readonly { seq: number }[]
  /** The newest message is in the stretch. */
  end: boolean
  /** The first seq that was not read; null when all was. */
  unread: number | null
  /** Does the row of this index lie further down than what somebody looks at? */
  isBelow: (index: number) => boolean
}

/** Where does the way down lead: to the first message that was not read if it is below, else to the newest. */
export function wayDown({ items, end, unread, isBelow }: Below): Look | { at: 'elsewhere'; seq: number } {
  if (unread === null) return { at: 'end' }
  const index = items.findIndex((it) => it.seq >= unread)
  if (index >= 0) return isBelow(index) ? { at: 'news', index } : { at: 'end' }
  return end ? { at: 'end' } : { at: 'elsewhere', seq: unread }
}

/** Keeps the box where standing.ts says, and knows whether the end is in view. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { aimed, atEnd, held, isWayDown, scrolled, settled, type Measured, type Standing } from './standing.ts'

/** So long after the last row was measured, sizes are no guesses any more. */
const SETTLED_MS = 200

export const measure = (box: HTMLElement | null): Measured => ({
  top: box?.scrollTop ?? 0,
  size: box?.scrollHeight ?? 0,
  height: box?.clientHeight ?? 0,
})

/** `reaches`: the newest message is in the stretch. */
export function useStanding(
  box: RefObject<HTMLElement | null>,
  rows: unknown[],
  reaches: boolean,
  unread: number,
) {
  const standing = useRef<Standing>(atEnd(measure(null)))
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const [shown, setShown] = useState({ isAtEnd: true, isWayDown: false })
  const latest = useRef({ reaches, unread })
  latest.current = { reaches, unread }

  const show = useCallback(() => {
    const { isAtEnd } = standing.current
    const down = isWayDown(standing.current, latest.current.reaches, latest.current.unread)
    setShown((before) =>
      before.isAtEnd === isAtEnd && before.isWayDown === down ? before : { isAtEnd, isWayDown: down },
    )
  }, [])
  const settle = useCallback(() => {
    clearTimeout(timer.current)
    if (!standing.current.isAimed) return
    timer.current = setTimeout(() => {
      standing.current = settled(measure(box.current), latest.current.reaches)
      show()
    }, SETTLED_MS)
  }, [box, show])
  useEffect(() => () => clearTimeout(timer.current), [])

  const onScrolled = useCallback(() => {
    standing.current = scrolled(standing.current, measure(box.current), latest.current.reaches)
    settle()
    show()
  }, [box, settle, show])
  const onResized = useCallback(() => {
    const { standing: next, top } = held(standing.current, measure(box.current), latest.current.reaches)
    standing.current = next
    if (top !== null) box.current!.scrollTop = top
    settle()
    show()
  }, [box, settle, show])
  useLayoutEffect(onResized, [onResized, rows, reaches, unread])

  /** Go to a row: what is measured on the way does not count. */
  const aim = useCallback(() => {
    standing.current = aimed(measure(box.current))
    settle()
    show()
  }, [box, settle, show])
  const stayAtEnd = useCallback(() => {
    standing.current = atEnd(measure(box.current))
    show()
  }, [box, show])
  return { ...shown, scrolled: onScrolled, resized: onResized, aim, stayAtEnd }
}

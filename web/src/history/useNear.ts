/** Is somebody at this message, and with what? A mouse and the keyboard show what can be done; a finger asks by a long press. */
import { useEffect, useRef, useState, type FocusEvent, type MouseEvent, type PointerEvent } from 'react'

const LONG_MS = 500
/** A finger that goes further is scrolling. */
const STILL_PX = 10

const isLink = (target: EventTarget): boolean => (target as Element).closest('a') !== null

/** `ask` opens the menu. Android and mice tell of a long press and a right click by `contextmenu`, iOS of neither. */
export function useNear(ask: () => void) {
  const [near, setNear] = useState(false)
  const press = useRef<{ x: number; y: number; timer: ReturnType<typeof setTimeout> } | null>(null)
  const end = () => {
    clearTimeout(press.current?.timer)
    press.current = null
  }
  useEffect(() => end, [])
  const handlers = {
    onPointerEnter: (event: PointerEvent) => {
      if (event.pointerType === 'mouse') setNear(true)
    },
    onPointerLeave: () => setNear(false),
    onPointerDown: (event: PointerEvent) => {
      end()
      if (event.pointerType !== 'touch' || isLink(event.target)) return
      press.current = { x: event.clientX, y: event.clientY, timer: setTimeout(ask, LONG_MS) }
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const from = press.current
      if (from && Math.hypot(clientX - from.x, clientY - from.y) > STILL_PX) end()
    },
    onPointerUp: end,
    onPointerCancel: end,
    onFocus: (event: FocusEvent) => {
      if (event.target.matches(':focus-visible')) setNear(true)
    },
    onBlur: (event: FocusEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget)) setNear(false)
    },
    onContextMenu: (event: MouseEvent) => {
      if (window.getSelection()?.toString() || isLink(event.target)) return
      event.preventDefault()
      end()
      ask()
    },
  }
  return { near, handlers }
}

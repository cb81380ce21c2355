/**
 * On phones and tablets Back closes what lies on top: a window, a sheet, a menu. Each is an entry of the browser's
 * history, and says how many layers there are; what opens and closes together changes the history once.
 */
import { useEffect, useRef } from 'react'

const HAS_BACK = '(max-width: 719px), (hover: none) and (pointer: coarse)'

interface Layer {
  close: () => void
}

interface Kept {
  layers?: number
}

/** From below to the top. */
const open: Layer[] = []
let elsewhere: (() => void) | null = null
let isGoing = false
let isSettling = false

function entries(): number {
  const state: Kept | null = window.history.state
  return state?.layers ?? 0
}

/** Bring the history to what is open, and after that go elsewhere. */
function settle(): void {
  if (isGoing) return
  const surplus = entries() - (elsewhere ? 0 : open.length)
  if (surplus > 0) {
    isGoing = true
    window.history.go(-surplus)
  } else if (elsewhere) {
    const go = elsewhere
    elsewhere = null
    go()
  } else {
    for (let layers = entries() + 1; layers <= open.length; layers++)
      window.history.pushState({ layers } satisfies Kept, '')
  }
}

/** A menu closes and the window it leads to opens: together they change nothing. */
function settleSoon(): void {
  if (isSettling) return
  isSettling = true
  queueMicrotask(() => {
    isSettling = false
    settle()
  })
}

window.addEventListener('popstate', () => {
  if (isGoing) isGoing = false
  else while (open.length > entries()) open.pop()!.close()
  settleSoon()
})

// A layer does not survive a reload.
settleSoon()

/** Go to another page by `push`; what lies on top is left first, so that Back leads to what is below it. */
export function leaveLayers(push: () => void): void {
  elsewhere = push
  settle()
}

export function useLayer(opened: boolean, close: () => void): void {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    if (!opened || !window.matchMedia(HAS_BACK).matches) return
    const layer = { close: () => latest.current() }
    open.push(layer)
    settleSoon()
    return () => {
      const at = open.indexOf(layer)
      if (at >= 0) open.splice(at, 1)
      settleSoon()
    }
  }, [opened])
}

/** On a phone, Back closes what lies on top. Each layer that is open is an entry of the browser's history. */
import { useEffect, useRef } from 'react'

const PHONE = '(max-width: 719px)'

interface Kept {
  layer?: number
}

const top = (): number | undefined => (window.history.state as Kept | null)?.layer
let last = 0

/** Is the entry that is shown now a layer? Then going elsewhere takes its place. */
export const isLayer = (): boolean => top() !== undefined

// A layer does not survive a reload; the entry stays and is an ordinary one.
if (isLayer()) window.history.replaceState(null, '')

export function useLayer(opened: boolean, close: () => void): void {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    if (!opened || !window.matchMedia(PHONE).matches) return
    const layer = ++last
    window.history.pushState({ layer } satisfies Kept, '')
    const went = () => {
      // A layer above this one was closed when this one is on top again.
      if (top() !== layer) latest.current()
    }
    window.addEventListener('popstate', went)
    return () => {
      window.removeEventListener('popstate', went)
      if (top() === layer) window.history.back()
    }
  }, [opened])
}

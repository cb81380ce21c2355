/** Which day is it? Asked once more at midnight, and when a page wakes up, for a page may stay open for weeks. */
import { useSyncExternalStore } from 'react'
import { today } from './times.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Clocks are set and computers sleep: no wait is longer than this. */
const LONGEST_MS = 60_000

function wait(): void {
  clearTimeout(timer)
  const night = new Date()
  night.setHours(24, 0, 0, 50)
  timer = setTimeout(look, Math.min(night.getTime() - Date.now(), LONGEST_MS))
}

function look(): void {
  for (const listener of listeners) listener()
  wait()
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) {
    document.addEventListener('visibilitychange', look)
    wait()
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    document.removeEventListener('visibilitychange', look)
    clearTimeout(timer)
  }
}

/** The number of the day; whoever uses it is drawn anew when it is another one. */
export const useToday = (): number => useSyncExternalStore(listen, today)

/** Arrow keys go from message to message. */
import type { KeyboardEvent } from 'react'
import { isComposing } from '../parts/keys.ts'

const STEPS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 }

export function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const step = STEPS[event.key]
  const target = event.target as HTMLElement
  if (step === undefined || isComposing(event) || target.closest('[role="menu"], textarea, input')) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-message]')]
  const at = all.indexOf(target.closest<HTMLElement>('[data-message]')!)
  const next = at < 0 ? all.at(step < 0 ? -1 : 0) : all[at + step]
  if (!next) return
  event.preventDefault()
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest' })
}

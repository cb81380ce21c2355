/** The list of people above the field: open while a word after an @ is written, closed by Escape until the next @. */
import { useEffect, useState, type KeyboardEvent } from 'react'
import { wantedAt, type Candidate } from './mentions.ts'
import { useMentions } from './useMentions.ts'

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

export function useMentionList(id: string, text: string, cursor: number) {
  const [at, setAt] = useState(0)
  const [closed, setClosed] = useState<number | null>(null)
  const wanted = wantedAt(text, cursor)
  const from = wanted?.from ?? null
  const candidates = useMentions(id, from === closed ? null : (wanted?.word ?? null))
  useEffect(() => setAt(0), [wanted?.word])
  useEffect(() => setClosed((before) => (before === from ? before : null)), [from])

  /** Arrows, Enter, Tab and Escape belong to the list while it is open; the answer says whether it took the key. */
  const onKey = (event: KeyboardEvent, choose: (candidate: Candidate) => void): boolean => {
    if (candidates.length === 0) return false
    const step = STEPS[event.key]
    if (step !== undefined) setAt((at + step + candidates.length) % candidates.length)
    else if (event.key === 'Escape') setClosed(from)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(candidates[at] ?? candidates[0]!)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  const aria =
    candidates.length > 0
      ? ({
          role: 'combobox',
          'aria-expanded': true,
          'aria-controls': 'mentions',
          'aria-activedescendant': `mention-${at}`,
        } as const)
      : {}
  return { candidates, at, from, onKey, aria }
}

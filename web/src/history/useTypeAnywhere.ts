/** Who begins to type while nothing is focused that takes text means the composer. */
import { useEffect } from 'react'

const TAKES_KEYS =
  'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"], [role="listbox"]'
/** Input methods begin with keys of these names. */
const BEGIN = new Set(['Process', 'Dead', 'Unidentified'])

function isText({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isPaste = (ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'v'
  // A blank scrolls, or presses what is focused.
  return (
    isPaste || BEGIN.has(key) || (!ctrlKey && !metaKey && !altKey && [...key].length === 1 && key !== ' ')
  )
}

export function useTypeAnywhere(): void {
  useEffect(() => {
    const begin = (event: KeyboardEvent) => {
      const target = event.target as Element
      if (event.defaultPrevented || !isText(event) || target.closest(TAKES_KEYS)) return
      if (document.querySelector('[role="dialog"]')) return
      // The key itself lands where the focus is then.
      document.querySelector<HTMLElement>('[data-composer]')?.focus()
    }
    document.addEventListener('keydown', begin)
    return () => document.removeEventListener('keydown', begin)
  }, [])
}

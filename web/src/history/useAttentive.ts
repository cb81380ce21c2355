/** Is somebody looking at this page? Then what is shown counts as read. */
import { useEffect, useState } from 'react'

const looking = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

export function useAttentive(onAway: () => void): boolean {
  const [attentive, setAttentive] = useState(looking)
  useEffect(() => {
    const look = () => setAttentive(looking())
    const away = () => {
      look()
      onAway()
    }
    window.addEventListener('focus', look)
    window.addEventListener('blur', away)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('focus', look)
      window.removeEventListener('blur', away)
      document.removeEventListener('visibilitychange', look)
    }
  }, [onAway])
  return attentive
}

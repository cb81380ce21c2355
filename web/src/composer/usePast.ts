/** What did the message hold when its text was like this? Undoing brings back words; it must bring back whom they mean. */
import type { Composition } from '@tokenim/client'
import { useEffect, useRef } from 'react'

const KEPT = 200

export function usePast(composition: Composition): (text: string) => Composition | undefined {
  const past = useRef<Composition[]>([])
  useEffect(() => {
    past.current = [...past.current.slice(1 - KEPT), composition]
  }, [composition])
  return (text) => past.current.findLast((it) => it.text === text)
}

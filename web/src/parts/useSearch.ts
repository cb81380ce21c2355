/** Which people have a name that begins like this? Asked shortly after the last key. */
import { useEffect, useState } from 'react'
import type { Person } from '../state/model.ts'
import { useChat } from '../state/store.ts'
import { attempt } from './toasts.ts'

const PAUSE_MS = 180

/** Null while nothing was asked or the answer is on its way. */
export function useSearch(text: string): Person[] | null {
  const chat = useChat()
  const [found, setFound] = useState<Person[] | null>(null)
  const wanted = text.trim()
  useEffect(() => {
    setFound(null)
    if (!wanted) return
    let current = true
    const timer = setTimeout(() => {
      const search = chat.api.search(wanted).then((people) => {
        chat.people.know(people)
        if (current) setFound(people)
      })
      void attempt(search)
    }, PAUSE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [chat, wanted])
  return found
}

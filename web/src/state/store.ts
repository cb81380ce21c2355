/** Where does the state live, and how do components see the part that concerns them? */
import { createContext, useContext, useRef, useSyncExternalStore } from 'react'
import type { Chat } from './chat.ts'
import type { View } from './model.ts'

export const ChatContext = createContext<Chat | null>(null)

export function useChat(): Chat {
  const chat = useContext(ChatContext)
  if (chat === null) throw new Error('There is no chat around this component')
  return chat
}

/** Follow one part of the state. What `pick` makes anew is kept while it is equal in its first level. */
export function useView<T>(pick: (view: View) => T): T {
  const { view } = useChat()
  const last = useRef<T | undefined>(undefined)
  return useSyncExternalStore(view.listen, () => {
    const next = pick(view.get())
    if (last.current === undefined || !alike(last.current, next)) last.current = next
    return last.current
  })
}

function alike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
  return one.every((item, index) => Object.is(item, other[index]))
}

/** Which page does the address name, and how does one go elsewhere? `/` is the list, `/c/<id>` a conversation. */
import { useSyncExternalStore } from 'react'
import { leaveLayers } from './layers.ts'

const listeners = new Set<() => void>()

function listen(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

const path = () => window.location.pathname

// Whoever mistyped an address is shown the list, at its own address.
if (!/^\/(c\/[\w-]+)?$/u.test(path())) window.history.replaceState(window.history.state, '', '/')

export function go(to: string): void {
  if (to === path()) return
  leaveLayers(() => {
    window.history.pushState(null, '', to)
    for (const listener of listeners) listener()
  })
}

export const goTo = (conversation_id: string | null): void =>
  go(conversation_id ? `/c/${conversation_id}` : '/')

export function useConversationId(): string | null {
  return useSyncExternalStore(listen, () => /^\/c\/([\w-]+)$/.exec(path())?.[1] ?? null)
}

/** Which conversations have a text that was begun and not sent? Kept by the store of this device. */
import { useEffect, useSyncExternalStore } from 'react'
import { Holder } from '../state/holder.ts'
import { useChat } from '../state/store.ts'

const drafts = new Holder<Record<string, string>>({})

export function useDrafts(): Record<string, string> {
  const { store } = useChat()
  useEffect(() => {
    void store.drafts().then((kept) => drafts.change(() => Object.fromEntries(kept)))
  }, [store])
  return useSyncExternalStore(drafts.listen, drafts.get)
}

export const draftOf = (id: string): string => drafts.get()[id] ?? ''

export function noteDraft(id: string, text: string): void {
  drafts.change(({ [id]: _, ...others }) => (text ? { ...others, [id]: text } : others))
}

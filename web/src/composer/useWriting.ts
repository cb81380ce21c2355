/** What is being written here, kept over reloads, and told to the others as typing. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Task } from '../history/Room.tsx'
import { draftOf, noteDraft } from '../lists/drafts.ts'
import type { Message } from '../state/model.ts'
import { useChat } from '../state/store.ts'

const KEEP_MS = 400
/** Others forget it after six seconds: say it again before. */
const AGAIN_MS = 3_500

/** The text of this conversation. While a message is changed, its text stands there and the draft waits. */
export function useDraft(id: string, task: Task): [string, (text: string) => void] {
  const { store } = useChat()
  const [draft, setDraft] = useState(() => draftOf(id))
  const [edit, setEdit] = useState('')
  const isEdit = task?.kind === 'edit'
  const edited = isEdit ? task.message : null
  useEffect(() => {
    if (edited) setEdit(String(edited.content['text'] ?? ''))
  }, [edited])
  useEffect(() => {
    void store.drafts().then((kept) => setDraft((now) => now || (kept.get(id) ?? '')))
  }, [store, id])
  useEffect(() => {
    noteDraft(id, draft)
    const timer = setTimeout(() => void store.setDraft(id, draft), KEEP_MS)
    return () => {
      clearTimeout(timer)
      void store.setDraft(id, draft)
    }
  }, [store, id, draft])
  return isEdit ? [edit, setEdit] : [draft, setDraft]
}

export function useTyping(id: string) {
  const chat = useChat()
  const told = useRef(0)
  return useMemo(
    () => ({
      wrote(text: string) {
        if (text === '' && told.current > 0) {
          told.current = 0
          chat.typing(id, false)
        } else if (text !== '' && Date.now() - told.current > AGAIN_MS) {
          told.current = Date.now()
          chat.typing(id, true)
        }
      },
      /** The message itself tells that the writing is over. */
      sent() {
        told.current = 0
      },
    }),
    [chat, id],
  )
}

/** My last message that can be changed. */
export const lastOwn = (items: Message[], me: string): Message | undefined =>
  items.findLast((message) => message.sender_id === me && message.type === 'text' && !message.recalled)

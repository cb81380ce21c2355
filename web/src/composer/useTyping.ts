/** What is being written here is told to the others as typing. */
import { useMemo, useRef } from 'react'
import type { Message } from '../state/model.ts'
import { useChat } from '../state/store.ts'

/** Others forget it after six seconds: say it again before. */
const AGAIN_MS = 3_500

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

/** A message that another one answers, as it is now, wherever it is: undefined until it is known, null when it is gone. */
import { known } from '@tokenim/client'
import { useEffect } from 'react'
import type { Message } from './model.ts'
import { useChat, useView } from './store.ts'

export function useMessage(id: string, seq: number): Message | null | undefined {
  const chat = useChat()
  const [message, online] = useView((view) => [known(view, id, seq), view.link === 'online'] as const)
  const unknown = message === undefined
  useEffect(() => {
    if (unknown) chat.reading.quotes.want(id, seq)
  }, [chat, id, seq, unknown, online])
  return message
}

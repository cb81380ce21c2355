/** A message that another one answers, as it is now, wherever it is: undefined until it is known, null when it is gone. */
import { useEffect } from 'react'
import { place } from '../state/history.ts'
import type { Message } from '../state/model.ts'
import { useChat, useView } from '../state/store.ts'

export function useMessage(id: string, seq: number): Message | null | undefined {
  const chat = useChat()
  const [message, online] = useView((view) => {
    const items = view.histories[id]?.items ?? []
    const near = items[place(items, seq)]
    return [near?.seq === seq ? near : view.quotes[id]?.[seq], view.link === 'online'] as const
  })
  const unknown = message === undefined
  useEffect(() => {
    if (unknown) chat.reading.quotes.want(id, seq)
  }, [chat, id, seq, unknown, online])
  return message
}

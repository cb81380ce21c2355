/** The message that another one answers, in short. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { place } from '../state/history.ts'
import type { Message } from '../state/model.ts'
import { nameOf } from '../state/names.ts'
import { preview } from '../state/preview.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Quote.module.css'

function useMessage(id: string, seq: number): Message | null | undefined {
  const chat = useChat()
  const near = useView((view) => {
    const items = view.histories[id]?.items ?? []
    const found = items[place(items, seq)]
    return found?.seq === seq ? found : undefined
  })
  const [far, setFar] = useState<Message | null>()
  useEffect(() => {
    if (near) return
    let current = true
    void chat.reading.quoted(id, seq).then((message) => current && setFar(message))
    return () => {
      current = false
    }
  }, [chat, id, seq, near])
  return near ?? far
}

export function Quote({ id, seq, onJump }: { id: string; seq: number; onJump: (seq: number) => void }) {
  const { t } = useTranslation()
  const { people } = useChat()
  const message = useMessage(id, seq)
  const name = useView((view) => nameOf(view.people[message?.sender_id ?? '']))
  useEffect(() => people.want(message?.sender_id), [people, message?.sender_id])
  return (
    <button type="button" className={css.quote} onClick={() => onJump(seq)} data-quote={seq}>
      <b>{message ? name : ''}</b>
      <span>
        {message && !message.recalled
          ? preview(message)
          : message === undefined
            ? '…'
            : t('message.reply_gone')}
      </span>
    </button>
  )
}

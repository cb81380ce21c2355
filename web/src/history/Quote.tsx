/** The message that another one answers, in short. */
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { personOf } from '../parts/Avatar.tsx'
import { nameOf } from '../state/names.ts'
import { preview } from '../state/preview.ts'
import { useChat, useView } from '../state/store.ts'
import { useMessage } from '../state/useMessage.ts'
import css from './Quote.module.css'

export function Quote({ id, seq, onJump }: { id: string; seq: number; onJump: (seq: number) => void }) {
  const { t } = useTranslation()
  const { people } = useChat()
  const message = useMessage(id, seq)
  const name = useView((view) => nameOf(view.people[message?.sender_id ?? '']))
  useEffect(() => people.want(message?.sender_id), [people, message?.sender_id])
  return (
    <button
      type="button"
      className={css.quote}
      onClick={() => onJump(seq)}
      data-quote={seq}
      data-person={personOf(message?.sender_id ?? '')}
    >
      <b dir="auto">{message ? name : ''}</b>
      <span dir="auto">
        {message && !message.recalled
          ? preview(message)
          : message === undefined
            ? '…'
            : t('message.reply_gone')}
      </span>
    </button>
  )
}

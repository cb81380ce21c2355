/** Above the field: which message is answered or changed, as it is now. */
import { CloseButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import type { Message } from '../state/model.ts'
import { nameOf } from '../state/names.ts'
import { preview } from '../state/preview.ts'
import { useView } from '../state/store.ts'
import { useMessage } from '../state/useMessage.ts'
import css from './About.module.css'

interface Props {
  id: string
  editing: Message | null
  reply_to: number | null
  onCancel: () => void
}

export function About({ id, editing, reply_to, onCancel }: Props) {
  const seq = editing?.seq ?? reply_to
  return seq === null ? null : <AboutOne id={id} seq={seq} isEdit={editing !== null} onCancel={onCancel} />
}

interface OneProps {
  id: string
  seq: number
  isEdit: boolean
  onCancel: () => void
}

function AboutOne({ id, seq, isEdit, onCancel }: OneProps) {
  const { t } = useTranslation()
  const message = useMessage(id, seq)
  const name = useView((view) => (message ? nameOf(view.people[message.sender_id]) : ''))
  const isGone = message === null || message?.recalled
  return (
    <div className={css.about}>
      <Icon of={isEdit ? 'edit' : 'reply'} size={18} />
      <div className={css.what}>
        <b>{isEdit ? t('write.editing') : t('write.replying', { name })}</b>
        <span dir="auto">{isGone ? t('message.reply_gone') : message ? preview(message) : '…'}</span>
      </div>
      <CloseButton aria-label={t('write.cancel')} onClick={onCancel} />
    </div>
  )
}

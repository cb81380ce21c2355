/** Above the field: which message is answered or changed. */
import { CloseButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Task } from '../history/Room.tsx'
import { Icon } from '../parts/Icon.tsx'
import { nameOf } from '../state/names.ts'
import { preview } from '../state/preview.ts'
import { useView } from '../state/store.ts'
import css from './About.module.css'

export function About({ task, onCancel }: { task: NonNullable<Task>; onCancel: () => void }) {
  const { t } = useTranslation()
  const name = useView((view) => nameOf(view.people[task.message.sender_id]))
  return (
    <div className={css.about}>
      <Icon of={task.kind === 'edit' ? 'edit' : 'reply'} size={18} />
      <div className={css.what}>
        <b>{task.kind === 'edit' ? t('write.editing') : t('write.replying', { name })}</b>
        <span>{preview(task.message)}</span>
      </div>
      <CloseButton aria-label={t('write.cancel')} onClick={onCancel} />
    </div>
  )
}

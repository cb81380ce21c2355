/** How far an own message came: stored, on a device of the others, read. */
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import type { View } from '../state/model.ts'
import { useView } from '../state/store.ts'
import css from './Receipt.module.css'

/** Count the others who hold and have read a message. */
export function reach(
  view: View,
  id: string,
  seq: number,
): { delivered: number; read: number; others: number } {
  let delivered = 0
  let read = 0
  for (const member of Object.values(view.members[id] ?? {})) {
    if (member.user_id === view.me.id) continue
    if (member.delivered_seq >= seq || member.read_seq >= seq) delivered += 1
    if (member.read_seq >= seq) read += 1
  }
  return { delivered, read, others: Math.max((view.conversations[id]?.member_count ?? 1) - 1, 0) }
}

export function Receipt({ id, seq }: { id: string; seq: number }) {
  const { t } = useTranslation()
  const [state, count, all] = useView((view) => {
    const { delivered, read, others } = reach(view, id, seq)
    const state = read > 0 ? 'read' : delivered > 0 ? 'delivered' : 'sent'
    return [state, read, others] as const
  })
  const label = state === 'read' && all > 1 ? t('message.read_by', { count, all }) : t(`message.${state}`)
  return (
    <span role="img" aria-label={label} title={label} className={css.receipt} data-receipt={state}>
      <Icon of={state === 'sent' ? 'check' : 'checks'} size={15} />
    </span>
  )
}

/** The reactions to a message; a click adds the own one or takes it back. */
import { useTranslation } from 'react-i18next'
import { attempt } from '../parts/toasts.ts'
import type { Message } from '../state/model.ts'
import { nameOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Reactions.module.css'

export function Reactions({ id, message }: { id: string; message: Message }) {
  const all = Object.entries(message.reactions ?? {})
  if (all.length === 0) return null
  return (
    <ul className={css.all}>
      {all.map(([emoji, users]) => (
        <li key={emoji}>
          <Reaction id={id} seq={message.seq} emoji={emoji} users={users} />
        </li>
      ))}
    </ul>
  )
}

function Reaction({ id, seq, emoji, users }: { id: string; seq: number; emoji: string; users: string[] }) {
  const { t } = useTranslation()
  const chat = useChat()
  const [isMine, names] = useView(
    (view) =>
      [
        users.includes(view.me.id),
        users
          .slice(0, 12)
          .map((user) => nameOf(view.people[user]))
          .join(', '),
      ] as const,
  )
  const label = t('message.reaction', { emoji, names, count: users.length })
  return (
    <button
      type="button"
      className={css.one}
      aria-pressed={isMine}
      aria-label={label}
      title={names}
      onMouseEnter={() => users.slice(0, 12).forEach((user) => chat.people.want(user))}
      onClick={() => void attempt(chat.react(id, seq, emoji, !isMine))}
    >
      {emoji} <span>{users.length}</span>
    </button>
  )
}

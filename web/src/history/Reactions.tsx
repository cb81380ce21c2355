/** The reactions to a message; a click adds the own one or takes it back. */
import { reactionCount } from '@tokenim/client'
import { useTranslation } from 'react-i18next'
import { attempt } from '../parts/toasts.ts'
import type { Message } from '../state/model.ts'
import { nameOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Reactions.module.css'

/** So many names are shown of those who reacted with the same. */
const NAMES = 12

export function Reactions({ id, message }: { id: string; message: Message }) {
  const all = Object.keys(message.reactions ?? {})
  if (all.length === 0) return null
  return (
    <ul className={css.all}>
      {all.map((emoji) => (
        <li key={emoji}>
          <Reaction id={id} message={message} emoji={emoji} />
        </li>
      ))}
    </ul>
  )
}

function Reaction({ id, message, emoji }: { id: string; message: Message; emoji: string }) {
  const { t } = useTranslation()
  const chat = useChat()
  const users = message.reactions?.[emoji] ?? []
  const named = users.slice(0, NAMES)
  const [isMine, known] = useView(
    (view) =>
      [users.includes(view.me.id), named.map((user) => nameOf(view.people[user])).join(', ')] as const,
  )
  const count = reactionCount(message, emoji)
  const others = count - named.length
  const names = others > 0 ? t('message.reacted_too', { names: known, count: others }) : known
  const label = t('message.reaction', { emoji, names, count })
  return (
    <button
      type="button"
      className={css.one}
      aria-pressed={isMine}
      aria-label={label}
      title={names}
      onMouseEnter={() => named.forEach((user) => chat.people.want(user))}
      onClick={() => void attempt(chat.react(id, message.seq, emoji, !isMine))}
    >
      {emoji} <span>{count}</span>
    </button>
  )
}

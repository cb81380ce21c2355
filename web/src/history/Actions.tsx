/** What can be done with a message: react, answer, change, take back, hide. */
import { ActionIcon, Menu } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Confirm, type Question } from '../parts/Confirm.tsx'
import { Icon, type Sign } from '../parts/Icon.tsx'
import { attempt, tell } from '../parts/toasts.ts'
import type { Message } from '../state/model.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Actions.module.css'
import type { Task } from './Room.tsx'

const EmojiGrid = lazy(() => import('../composer/EmojiGrid.tsx'))
const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏']

interface Props {
  id: string
  message: Message
  isMine: boolean
  opened: boolean
  onOpened: (opened: boolean) => void
  onTask: (task: Task) => void
}

export function Actions({ id, message, isMine, opened, onOpened, onTask }: Props) {
  const { t } = useTranslation()
  const chat = useChat()
  const [question, setQuestion] = useState<Question | null>(null)
  const closed = useView((view) => Boolean(view.conversations[id]?.dissolved_at))
  const { seq } = message
  const isText = message.type === 'text'
  const item = (of: Sign, label: string, onClick: () => void, color?: string) => (
    <Menu.Item leftSection={<Icon of={of} size={18} />} onClick={onClick} {...(color ? { color } : {})}>
      {label}
    </Menu.Item>
  )
  const recall = () =>
    setQuestion({
      text: t('message.sure_recall'),
      yes: t('message.recall'),
      then: () => attempt(chat.api.recall(id, seq)),
    })
  const copy = async () => {
    if (await attempt(navigator.clipboard.writeText(String(message.content['text']))))
      tell(t('message.copied'))
  }
  return (
    <>
      <div className={css.bar} data-mine={isMine}>
        {!closed && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('message.reply')}
            title={t('message.reply')}
            onClick={() => onTask({ kind: 'reply', message })}
          >
            <Icon of="reply" size={18} />
          </ActionIcon>
        )}
        <Menu
          opened={opened}
          onChange={onOpened}
          returnFocus
          position={isMine ? 'bottom-end' : 'bottom-start'}
        >
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('message.actions')}
              title={t('message.actions')}
            >
              <Icon of="more" size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown className={css.menu}>
            {!closed && <React id={id} message={message} onDone={() => onOpened(false)} />}
            {!closed && item('reply', t('message.reply'), () => onTask({ kind: 'reply', message }))}
            {!closed &&
              isMine &&
              isText &&
              item('edit', t('message.edit'), () => onTask({ kind: 'edit', message }))}
            {isText && item('copy', t('message.copy'), () => void copy())}
            {!closed && isMine && item('undo', t('message.recall'), recall)}
            {item('trash', t('message.hide'), () => void attempt(chat.api.hide(id, seq)), 'red')}
          </Menu.Dropdown>
        </Menu>
      </div>
      {question && <Confirm question={question} onClose={() => setQuestion(null)} />}
    </>
  )
}

function React({ id, message, onDone }: { id: string; message: Message; onDone: () => void }) {
  const { t } = useTranslation()
  const chat = useChat()
  const me = useView((view) => view.me.id)
  const [all, setAll] = useState(false)
  const react = (emoji: string) => {
    const isMine = message.reactions?.[emoji]?.includes(me) ?? false
    void attempt(chat.api.react(id, message.seq, emoji, !isMine))
    onDone()
  }
  if (all)
    return (
      <Suspense fallback={null}>
        <EmojiGrid onChosen={react} />
      </Suspense>
    )
  return (
    <div className={css.quick} role="group" aria-label={t('message.react')}>
      {QUICK.map((emoji) => (
        <Menu.Item
          key={emoji}
          className={css.emoji}
          aria-label={t('message.react_with', { emoji })}
          onClick={() => react(emoji)}
        >
          {emoji}
        </Menu.Item>
      ))}
      <Menu.Item
        className={css.emoji}
        aria-label={t('write.emoji')}
        closeMenuOnClick={false}
        onClick={() => setAll(true)}
      >
        <Icon of="plus" size={18} />
      </Menu.Item>
    </div>
  )
}

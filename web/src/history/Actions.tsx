/** What can be done with a message: react, answer, change, take back, hide. */
import { ActionIcon, Menu } from '@mantine/core'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { EmojiPicker } from '../composer/EmojiPicker.tsx'
import { Confirm, type Question } from '../parts/Confirm.tsx'
import { Icon, type Sign } from '../parts/Icon.tsx'
import { useLayer } from '../parts/layers.ts'
import { attempt, tell } from '../parts/toasts.ts'
import { isInvitation, type Message } from '../state/model.ts'
import { closedFor } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Actions.module.css'
import type { Task } from './task.ts'

const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏']
/** So many stand beside the message itself, one click away. */
const NEAREST = 3

export type Opened = 'menu' | 'emoji' | null

interface Props {
  id: string
  message: Message
  isMine: boolean
  /** Are the buttons beside the message in view? */
  shown: boolean
  opened: Opened
  onOpened: (opened: Opened) => void
  onTask: (task: Task) => void
}

export function Actions({ id, message, isMine, shown, opened, onOpened, onTask }: Props) {
  const { t } = useTranslation()
  const chat = useChat()
  const [question, setQuestion] = useState<Question | null>(null)
  const [closed, me] = useView((view) => {
    const it = view.conversations[id]
    return [!it || isInvitation(it) || closedFor(it, view.people) !== null, view.me.id] as const
  })
  useLayer(opened === 'menu', () => onOpened(null))
  const { seq } = message
  const isText = message.type === 'text'
  const reacted = (emoji: string) => message.reactions?.[emoji]?.includes(me) ?? false
  const react = (emoji: string) => {
    onOpened(null)
    void attempt(chat.react(id, seq, emoji, !reacted(emoji)))
  }
  const quick = (emoji: string, role?: 'menuitem') => (
    <button
      key={emoji}
      type="button"
      role={role}
      className={css.one}
      aria-label={t('message.react_with', { emoji })}
      aria-pressed={role ? undefined : reacted(emoji)}
      onClick={() => react(emoji)}
    >
      {emoji}
    </button>
  )
  const icon = (of: Sign, label: string, onClick?: () => void) => (
    <ActionIcon variant="subtle" color="gray" size={30} aria-label={label} title={label} onClick={onClick}>
      <Icon of={of} size={18} />
    </ActionIcon>
  )
  const item = (of: Sign, label: string, onClick: () => void, more: { color?: string } = {}) => (
    <Menu.Item leftSection={<Icon of={of} size={18} />} onClick={onClick} {...more}>
      {label}
    </Menu.Item>
  )
  const reply = () => onTask({ kind: 'reply', message })
  const ask = (about: 'recall' | 'hide', then: () => Promise<void>) => () =>
    setQuestion({
      text: t(`message.sure_${about}`),
      yes: t(`message.${about}`),
      then: () => attempt(then()),
    })
  const copy = async () => {
    if (await attempt(navigator.clipboard.writeText(String(message.content['text']))))
      tell(t('message.copied'))
  }
  return (
    <>
      <div className={css.bar} data-mine={isMine} data-shown={shown}>
        {!closed && QUICK.slice(0, NEAREST).map((emoji) => quick(emoji))}
        {!closed && (
          <EmojiPicker
            opened={opened === 'emoji'}
            onOpened={(emoji) => onOpened(emoji ? 'emoji' : null)}
            onChosen={react}
            target={icon('react', t('message.react'), () => onOpened('emoji'))}
          />
        )}
        {!closed && icon('reply', t('message.reply'), reply)}
        <Menu
          opened={opened === 'menu'}
          onChange={(menu) => onOpened(menu ? 'menu' : null)}
          returnFocus
          position={isMine ? 'bottom-end' : 'bottom-start'}
        >
          <Menu.Target>{icon('more', t('message.actions'))}</Menu.Target>
          <Menu.Dropdown className={css.menu} onKeyDown={walkQuick}>
            {!closed && (
              // Up and down go through what is written below; left and right through these.
              <div className={css.quick} data-quick role="group" aria-label={t('message.react')}>
                {QUICK.map((emoji) => quick(emoji, 'menuitem'))}
                <button
                  type="button"
                  role="menuitem"
                  className={css.one}
                  aria-label={t('write.emoji')}
                  onClick={() => onOpened('emoji')}
                >
                  <Icon of="plus" size={18} />
                </button>
              </div>
            )}
            {!closed && item('reply', t('message.reply'), reply)}
            {!closed &&
              isMine &&
              isText &&
              item('edit', t('message.edit'), () => onTask({ kind: 'edit', message }))}
            {isText && item('copy', t('message.copy'), () => void copy())}
            {!closed &&
              isMine &&
              item(
                'undo',
                t('message.recall'),
                ask('recall', () => chat.api.recall(id, seq)),
              )}
            {item(
              'trash',
              t('message.hide'),
              ask('hide', () => chat.api.hide(id, seq)),
              { color: 'red' },
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      {question && <Confirm question={question} onClose={() => setQuestion(null)} />}
    </>
  )
}

const SIDEWAYS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 }

function walkQuick(event: KeyboardEvent<HTMLDivElement>): void {
  const step = SIDEWAYS[event.key]
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-quick] button')]
  if (step === undefined || all.length === 0) return
  const at = all.indexOf(event.target as HTMLElement)
  const to = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length
  event.preventDefault()
  all[to]!.focus()
}

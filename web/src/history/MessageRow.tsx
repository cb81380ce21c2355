/** One message with all that hangs on it: day, sender, quote, words, reactions, receipt, actions. */
import { memo, useCallback, useEffect, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar, personOf } from '../parts/Avatar.tsx'
import { isComposing } from '../parts/keys.ts'
import type { Message, Row } from '../state/model.ts'
import { nameOf } from '../state/names.ts'
import { preview } from '../state/preview.ts'
import { useChat, useView } from '../state/store.ts'
import { isolated } from '../words/direction.ts'
import { clock, day, full, heading } from '../words/times.ts'
import { useToday } from '../words/today.ts'
import { Actions, type Opened } from './Actions.tsx'
import { isBare } from './bare.ts'
import { Content } from './Content.tsx'
import css from './MessageRow.module.css'
import { Quote } from './Quote.tsx'
import { Reactions } from './Reactions.tsx'
import { Receipt } from './Receipt.tsx'
import type { Task } from './task.ts'
import { useNear } from './useNear.ts'

/** Messages of one person belong together when no more time lies between them. */
const TOGETHER_MS = 5 * 60_000
/** What is younger when it appears has just arrived. */
const FRESH_MS = 3_000

interface Props {
  id: string
  message: Message
  before: Message | undefined
  after: Row | undefined
  isFirst: boolean
  line: number | null
  flash: boolean
  onJump: (seq: number) => void
  onTask: (task: Task) => void
}

export const MessageRow = memo(function MessageRow(props: Props) {
  const { message, before, isFirst, line } = props
  const { t } = useTranslation()
  const isNewDay = !before || day(before.sent_at) !== day(message.sent_at)
  const isNews = line !== null && message.seq > line && (before?.seq ?? 0) <= line
  const me = useView((view) => view.me.id)
  const showsNews = isNews && message.sender_id !== me
  return (
    <>
      {isFirst && <p className={css.beginning}>{t('chat.beginning')}</p>}
      {isNewDay && <Day of={message.sent_at} />}
      {showsNews && (
        <div className={css.news} role="separator" aria-label={t('chat.unread_line')} data-news>
          <span>{t('chat.unread_line')}</span>
        </div>
      )}
      {message.recalled ? (
        <Recalled message={message} isMine={message.sender_id === me} />
      ) : (
        <Said
          {...props}
          isMine={message.sender_id === me}
          isJoined={!isNewDay && !showsNews && together(before, message)}
          isTimed={!saysTime(message, props.after)}
        />
      )}
    </>
  )
})

function Day({ of }: { of: string }) {
  const { i18n } = useTranslation()
  useToday()
  const said = heading(of, i18n.language)
  return (
    <div className={css.day} role="separator" aria-label={said}>
      <span>{said}</span>
    </div>
  )
}

function together(before: Message, message: Message): boolean {
  if (before.sender_id !== message.sender_id || before.recalled) return false
  return Date.parse(message.sent_at) - Date.parse(before.sent_at) < TOGETHER_MS
}

/** Does the message below say the same time for this one? */
function saysTime(message: Message, after: Row | undefined): boolean {
  if (!after || !('seq' in after) || after.recalled || !together(message, after)) return false
  return after.sent_at.slice(0, 16) === message.sent_at.slice(0, 16)
}

function Recalled({ message, isMine }: { message: Message; isMine: boolean }) {
  const { t } = useTranslation()
  const { people } = useChat()
  const name = useView((view) => nameOf(view.people[message.sender_id]))
  useEffect(() => people.want(message.sender_id), [people, message.sender_id])
  return (
    <p className={css.recalled} data-message data-seq={message.seq} data-recalled tabIndex={-1}>
      {isMine ? t('message.recalled_mine') : t('message.recalled', { name })}
    </p>
  )
}

function Said({
  id,
  message,
  isMine,
  isJoined,
  isTimed,
  flash,
  onJump,
  onTask,
}: Props & { isMine: boolean; isJoined: boolean; isTimed: boolean }) {
  const { i18n } = useTranslation()
  const { people } = useChat()
  const [sender, isGroup] = useView(
    (view) => [view.people[message.sender_id], view.conversations[id]?.kind !== 'direct'] as const,
  )
  const [opened, setOpened] = useState<Opened>(null)
  const [used, setUsed] = useState(false)
  const open = useCallback((what: Opened) => {
    setOpened(what)
    // What was asked about must be answered, also when nobody is near any more.
    setUsed(true)
  }, [])
  const { near, handlers } = useNear(() => open('menu'))
  // Own ones came up while they were waiting to be sent.
  const [isFresh] = useState(() => !isMine && Date.now() - Date.parse(message.sent_at) < FRESH_MS)
  useEffect(() => people.want(message.sender_id), [people, message.sender_id])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.key !== 'Enter' || isComposing(event)) return
    event.preventDefault()
    open('menu')
  }
  const name = nameOf(sender)
  const showsName = isGroup && !isMine && !isJoined
  const isAlone = message.type === 'text' && !message.reply_to && isBare(String(message.content['text']))
  return (
    <div
      className={css.row}
      data-mine={isMine}
      data-joined={isJoined}
      data-group={isGroup}
      data-flash={flash}
      data-fresh={isFresh}
    >
      {isGroup && !isMine && (
        <span className={css.face}>
          {!isJoined && <Avatar id={message.sender_id} name={name} url={sender?.avatar_url} size={32} />}
        </span>
      )}
      <article
        className={css.message}
        data-message
        data-seq={message.seq}
        tabIndex={-1}
        aria-label={`${isolated(name)}, ${clock(message.sent_at, i18n.language)}: ${isolated(preview(message))}`}
        {...handlers}
        onKeyDown={onKeyDown}
      >
        <div className={css.bubble} data-bare={isAlone}>
          {showsName && (
            <bdi className={css.name} data-person={personOf(message.sender_id)}>
              {name}
            </bdi>
          )}
          {message.reply_to && <Quote id={id} seq={message.reply_to} onJump={onJump} />}
          <Content message={message} />
          <Meta id={id} message={message} isMine={isMine} isTimed={isTimed} />
        </div>
        {message.reactions && <Reactions id={id} message={message} />}
        {(near || opened || used) && (
          <Actions
            id={id}
            message={message}
            isMine={isMine}
            shown={near || opened !== null}
            opened={opened}
            onOpened={open}
            onTask={onTask}
          />
        )}
      </article>
    </div>
  )
}

interface MetaProps {
  id: string
  message: Message
  isMine: boolean
  isTimed: boolean
}

function Meta({ id, message, isMine, isTimed }: MetaProps) {
  const { t, i18n } = useTranslation()
  if (!isTimed && !isMine && !message.edited_at) return null
  return (
    <span className={css.meta}>
      {message.edited_at && <span data-edited>{t('message.edited')}</span>}
      {isTimed && (
        <time dateTime={message.sent_at} title={full(message.sent_at, i18n.language)}>
          {clock(message.sent_at, i18n.language)}
        </time>
      )}
      {isMine && <Receipt id={id} seq={message.seq} />}
    </span>
  )
}

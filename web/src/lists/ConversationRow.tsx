/** One conversation in the list. */
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../parts/Avatar.tsx'
import { Icon } from '../parts/Icon.tsx'
import { goTo } from '../parts/route.ts'
import { isInvitation, type Conversation } from '../state/model.ts'
import { nameOf, titleOf } from '../state/names.ts'
import { preview } from '../state/preview.ts'
import { useChat, useView } from '../state/store.ts'
import { brief } from '../words/times.ts'
import { useToday } from '../words/today.ts'
import css from './ConversationRow.module.css'

interface Props {
  conversation: Conversation
  index: number
  chosen: boolean
  draft: string | undefined
}

export function ConversationRow({ conversation: it, index, chosen, draft }: Props) {
  const { t, i18n } = useTranslation()
  useToday()
  const { people } = useChat()
  const last = it.last_message
  const isGroup = it.kind !== 'direct'
  const [title, peer, online] = useView((view) => {
    const peer = view.people[it.peer_id ?? '']
    return [
      titleOf(it, view.people),
      peer,
      !peer?.deleted && view.presence[it.peer_id ?? '']?.online,
    ] as const
  })
  useEffect(() => {
    people.want(it.peer_id)
    if (isGroup) people.want(last?.sender_id)
    people.want(it.invited_by)
  }, [people, it.peer_id, isGroup, last?.sender_id, it.invited_by])
  return (
    <a
      href={`/c/${it.id}`}
      className={css.row}
      data-row={index}
      data-news={newsOf(it)}
      aria-current={chosen ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return
        event.preventDefault()
        goTo(it.id)
      }}
    >
      <Avatar
        id={it.peer_id ?? it.id}
        name={title}
        url={isGroup ? it.avatar_url : peer?.avatar_url}
        size={44}
        online={online}
        group={isGroup}
      />
      <span className={css.said}>
        <span className={css.line}>
          <bdi className={css.title} data-unknown={!isGroup && !peer}>
            {title}
          </bdi>
          {last && <time className={css.time}>{brief(last.sent_at, i18n.language)}</time>}
        </span>
        <span className={css.line}>
          <span className={css.last}>
            <Said conversation={it} draft={chosen ? undefined : draft} />
          </span>
          {isInvitation(it) && <span className={css.invitation}>{t('list.invitation')}</span>}
          <Marks conversation={it} label={t('list.unread', { count: it.unread })} />
        </span>
      </span>
    </a>
  )
}

/** Is there something new, and does it ask to be looked at? */
function newsOf(it: Conversation): 'loud' | 'quiet' | undefined {
  const { unread, mentions, muted } = it
  if (unread === 0) return undefined
  if (isInvitation(it)) return 'quiet'
  return muted && mentions === 0 ? 'quiet' : 'loud'
}

function Said({ conversation: it, draft }: { conversation: Conversation; draft: string | undefined }) {
  const { t } = useTranslation()
  const by = useView((view) => nameOf(view.people[it.invited_by ?? '']))
  if (isInvitation(it) && !it.last_message) return <>{t('invite.by', { by })}</>
  return draft ? <Draft text={draft} /> : <Last conversation={it} />
}

function Draft({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <>
      <b className={css.draft}>{t('list.draft')}</b> <bdi>{text}</bdi>
    </>
  )
}

function Last({ conversation: { id, kind, last_message: last } }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const [typing, mine, sender, waiting] = useView((view) => {
    const writers = Object.keys(view.typing[id] ?? {})
    const names = writers.map((writer) => nameOf(view.people[writer])).join(', ')
    return [
      writers.length && names,
      last?.sender_id === view.me.id,
      nameOf(view.people[last?.sender_id ?? '']),
      view.waiting[id]?.at(-1),
    ] as const
  })
  if (typing) return <em className={css.typing}>{t('chat.typing', { count: 1, names: typing })}</em>
  if (waiting)
    return (
      <>
        <Icon of={waiting.problem ? 'alert' : 'clock'} size={14} />{' '}
        <bdi className={css.who}>{t('list.you')} </bdi>
        <bdi>{preview(waiting)}</bdi>
      </>
    )
  if (!last) return <>{t('list.no_messages')}</>
  if (last.recalled) return <>{mine ? t('message.recalled_mine') : t('message.recalled', { name: sender })}</>
  const who = mine ? t('list.you') : kind === 'direct' ? '' : `${sender}:`
  return (
    <>
      {who && <bdi className={css.who}>{who} </bdi>}
      <bdi>{preview(last)}</bdi>
    </>
  )
}

function Marks({ conversation: it, label }: { conversation: Conversation; label: string }) {
  const { t } = useTranslation()
  if (!it.muted && !it.pinned && !it.mentions && !it.unread) return null
  return (
    <span className={css.marks}>
      {it.muted && (
        <span role="img" aria-label={t('list.muted')} className={css.mark}>
          <Icon of="mute" size={15} />
        </span>
      )}
      {it.pinned && it.unread === 0 && (
        <span role="img" aria-label={t('list.pinned')} className={css.mark}>
          <Icon of="pin" size={15} />
        </span>
      )}
      {it.mentions > 0 && (
        <span role="img" aria-label={t('list.mentioned')} className={css.count}>
          <Icon of="at" size={13} />
        </span>
      )}
      {it.unread > 0 && (
        <span
          role="img"
          aria-label={label}
          className={css.count}
          data-muted={it.muted}
          data-unread={it.unread}
        >
          {it.unread > 999 ? '999+' : it.unread}
        </span>
      )}
    </span>
  )
}

/** Above the messages: with whom, and what they do right now. */
import { ActionIcon, UnstyledButton } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkState } from '../lists/LinkState.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { Icon } from '../parts/Icon.tsx'
import { goTo } from '../parts/route.ts'
import type { Conversation } from '../state/model.ts'
import { nameOf, titleOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import { brief } from '../words/times.ts'
import { useToday } from '../words/today.ts'
import css from './Head.module.css'

export function Head({ conversation: it, onDetails }: { conversation: Conversation; onDetails: () => void }) {
  const { t } = useTranslation()
  const chat = useChat()
  const [title, peer, online] = useView((view) => {
    const peer = view.people[it.peer_id ?? '']
    return [
      titleOf(it, view.people),
      peer,
      !peer?.deleted && view.presence[it.peer_id ?? '']?.online,
    ] as const
  })
  useEffect(() => chat.people.want(it.peer_id), [chat, it.peer_id])
  const isGroup = it.kind !== 'direct'
  return (
    <>
      <header className={css.head}>
        <ActionIcon
          className={css.back}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('chat.back')}
          onClick={() => goTo(null)}
        >
          <Icon of="back" size={22} />
        </ActionIcon>
        <UnstyledButton className={css.who} onClick={onDetails}>
          <Avatar
            id={it.peer_id ?? it.id}
            name={title}
            url={isGroup ? it.avatar_url : peer?.avatar_url}
            size={38}
            online={online}
            group={isGroup}
          />
          <span className={css.names}>
            <span className={css.title} dir="auto" role="heading" aria-level={2}>
              {title}
            </span>
            <Doing conversation={it} />
          </span>
        </UnstyledButton>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('chat.details')}
          title={t('chat.details')}
          onClick={onDetails}
        >
          <Icon of="info" />
        </ActionIcon>
      </header>
      <div className={css.link}>
        <LinkState />
      </div>
    </>
  )
}

function Doing({ conversation: it }: { conversation: Conversation }) {
  const { t, i18n } = useTranslation()
  useToday()
  const [writers, presence, deleted] = useView((view) => {
    const names = Object.keys(view.typing[it.id] ?? {}).map((id) => nameOf(view.people[id]))
    const peer = it.peer_id ?? ''
    return [names.join('\n'), view.presence[peer], view.people[peer]?.deleted] as const
  })
  if (deleted) return null
  const names = writers ? writers.split('\n') : []
  if (names.length > 2) return <span className={css.typing}>{t('chat.typing_many')}</span>
  if (names.length > 0) {
    const said = it.kind === 'direct' ? names[0] : names.join(', ')
    return <span className={css.typing}>{t('chat.typing', { count: names.length, names: said })}</span>
  }
  if (it.kind !== 'direct')
    return <span className={css.more}>{t('chat.members', { count: it.member_count })}</span>
  if (presence?.online) return <span className={css.more}>{t('chat.online')}</span>
  if (!presence) return null
  const seen = presence.last_seen_at
  return (
    <span className={css.more}>
      {seen ? t('chat.last_seen', { time: brief(seen, i18n.language) }) : t('chat.away')}
    </span>
  )
}

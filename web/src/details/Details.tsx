/** All about a conversation: who is in it, how it is called, and what one may do with it. */
import { Button, CloseButton, Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../parts/Avatar.tsx'
import { Confirm, type Question } from '../parts/Confirm.tsx'
import { Icon } from '../parts/Icon.tsx'
import { useLayer } from '../parts/layers.ts'
import { goTo } from '../parts/route.ts'
import { attempt } from '../parts/toasts.ts'
import { Toggle } from '../parts/Toggle.tsx'
import type { Conversation } from '../state/model.ts'
import { titleOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Details.module.css'
import { EditGroup } from './EditGroup.tsx'
import { Members } from './Members.tsx'

interface Props {
  conversation: Conversation
  /** Is there room beside the messages? */
  beside: boolean
  onClose: () => void
}

export default function Details({ conversation, beside, onClose }: Props) {
  const { t } = useTranslation()
  const isPhone = useMediaQuery('(max-width: 719px)', false, { getInitialValueInEffect: false })
  useLayer(!beside, onClose)
  if (isPhone)
    return (
      <Modal
        opened
        onClose={onClose}
        fullScreen
        padding={0}
        title={t('chat.details')}
        closeButtonProps={{ 'aria-label': t('details.close') }}
        classNames={{ header: css.modalHead! }}
      >
        <Inside conversation={conversation} />
      </Modal>
    )
  return (
    <aside
      className={css.side}
      data-over={!beside}
      aria-label={t('chat.details')}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header className={css.head}>
        <h2>{t('chat.details')}</h2>
        <CloseButton aria-label={t('details.close')} onClick={onClose} autoFocus={!beside} />
      </header>
      <Inside conversation={conversation} />
    </aside>
  )
}

function Inside({ conversation: it }: { conversation: Conversation }) {
  const [title, peer] = useView((view) => [titleOf(it, view.people), view.people[it.peer_id ?? '']] as const)
  const isGroup = it.kind !== 'direct'
  const about = isGroup ? it.description : peer?.bio
  return (
    <div className={css.inside}>
      <div className={css.who}>
        <Avatar
          id={it.peer_id ?? it.id}
          name={title}
          url={isGroup ? it.avatar_url : peer?.avatar_url}
          size={84}
          group={isGroup}
        />
        <h3>
          <bdi>{title}</bdi>
        </h3>
        {!isGroup && peer?.username && <p className={css.more}>@{peer.username}</p>}
        {about && (
          <p className={css.about} dir="auto">
            {about}
          </p>
        )}
      </div>
      <Preferences conversation={it} />
      {isGroup && <Group conversation={it} title={title} />}
    </div>
  )
}

function Preferences({ conversation: { id, pinned, muted } }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const chat = useChat()
  return (
    <div className={css.block}>
      <Toggle
        label={t('details.pin')}
        checked={pinned}
        onChange={(on) => void attempt(chat.prefer(id, { pinned: on }))}
      />
      <Toggle
        label={t('details.mute')}
        checked={muted}
        onChange={(on) => void attempt(chat.prefer(id, { muted: on }))}
      />
    </div>
  )
}

function Group({ conversation: it, title }: { conversation: Conversation; title: string }) {
  const { t } = useTranslation()
  const chat = useChat()
  const me = useView((view) => view.me.id)
  const [question, setQuestion] = useState<Question | null>(null)
  const [editing, setEditing] = useState(false)
  const mayManage = it.role !== 'member' && !it.dissolved_at
  const go = async () => (await attempt(chat.api.removeMember(it.id, me))) && goTo(null)
  const leave = () =>
    setQuestion(
      it.dissolved_at
        ? { text: t('group.sure_put_away', { name: title }), yes: t('group.put_away'), then: go }
        : { text: t('group.sure_leave', { name: title }), yes: t('group.leave'), then: go },
    )
  const dissolve = () =>
    setQuestion({
      text: t('group.sure_dissolve', { name: title }),
      yes: t('group.dissolve'),
      then: () => attempt(chat.api.dissolve(it.id)),
    })
  return (
    <>
      {mayManage && (
        <Button variant="default" leftSection={<Icon of="edit" size={17} />} onClick={() => setEditing(true)}>
          {t('group.edit')}
        </Button>
      )}
      <Members conversation={it} mayManage={mayManage} onAsk={setQuestion} />
      <div className={css.leave}>
        {(it.role !== 'owner' || it.dissolved_at) && (
          <Button variant="subtle" color="red" leftSection={<Icon of="out" size={17} />} onClick={leave}>
            {t(it.dissolved_at ? 'group.put_away' : 'group.leave')}
          </Button>
        )}
        {it.role === 'owner' && !it.dissolved_at && it.member_count > 1 && (
          <p className={css.hint}>{t('group.owner_stays')}</p>
        )}
        {it.role === 'owner' && !it.dissolved_at && (
          <Button variant="subtle" color="red" leftSection={<Icon of="trash" size={17} />} onClick={dissolve}>
            {t('group.dissolve')}
          </Button>
        )}
      </div>
      {question && <Confirm question={question} onClose={() => setQuestion(null)} />}
      {editing && <EditGroup conversation={it} onClose={() => setEditing(false)} />}
    </>
  )
}

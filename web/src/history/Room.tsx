/** One conversation: who it is with, what was said, and where to write. */
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Composer } from '../composer/Composer.tsx'
import { Boundary } from '../parts/Boundary.tsx'
import { Icon } from '../parts/Icon.tsx'
import { goTo } from '../parts/route.ts'
import { isInvitation, type Conversation, type Message } from '../state/model.ts'
import { nameOf, titleOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import { Head } from './Head.tsx'
import { History } from './History.tsx'
import { Invitation } from './Invitation.tsx'
import css from './Room.module.css'
import type { Task } from './task.ts'
import { useTypeAnywhere } from './useTypeAnywhere.ts'

const Details = lazy(() => import('../details/Details.tsx'))

export function Room({ id }: { id: string }) {
  const { t } = useTranslation()
  const chat = useChat()
  const wide = useMediaQuery('(min-width: 1180px)', true, { getInitialValueInEffect: false })
  const [loaded, conversation, opened] = useView(
    (view) => [view.loaded, view.conversations[id], Boolean(view.histories[id])] as const,
  )
  const [details, setDetails] = useState(false)
  const [editing, setEditing] = useState<Message | null>(null)
  const [sent, setSent] = useState(0)
  const [failed, setFailed] = useState(false)
  const known = conversation !== undefined
  useEffect(() => {
    if (!known) return
    setFailed(false)
    chat.open(id).catch(() => setFailed(true))
  }, [chat, id, known])
  const begin = useCallback(
    ({ kind, message }: Task) => {
      setEditing(kind === 'edit' ? message : null)
      if (kind === 'reply') chat.drafts.answer(id, message.seq)
    },
    [chat, id],
  )
  useTypeAnywhere()
  const was = useRef<Conversation | undefined>(undefined)
  useEffect(() => {
    if (conversation) was.current = conversation
  }, [conversation])
  if (!conversation) return loaded ? <Gone id={id} was={was.current} /> : null
  return (
    <div className={css.room} data-details={details && wide}>
      <section className={css.talk}>
        <Head conversation={conversation} onDetails={() => setDetails(!details)} />
        {opened ? (
          <History id={id} sent={sent} onTask={begin} />
        ) : (
          <div className={css.waiting} role="status">
            {failed ? <p>{t('chat.failed')}</p> : <p>{t('chat.loading')}</p>}
            {failed && (
              <Button variant="light" onClick={() => chat.open(id).catch(() => setFailed(true))}>
                {t('chat.retry')}
              </Button>
            )}
          </div>
        )}
        {isInvitation(conversation) && <Invitation key={`invitation ${id}`} conversation={conversation} />}
        <Composer
          key={id}
          conversation={conversation}
          editing={editing}
          onEdit={setEditing}
          onSent={() => setSent((count) => count + 1)}
        />
      </section>
      {details && (
        <Boundary>
          <Suspense fallback={null}>
            <Details conversation={conversation} beside={wide} onClose={() => setDetails(false)} />
          </Suspense>
        </Boundary>
      )}
    </div>
  )
}

/** Not there, or not there any more: then say what it was. */
function Gone({ id, was }: { id: string; was: Conversation | undefined }) {
  const { t } = useTranslation()
  const { people } = useChat()
  const [by, title, name] = useView((view) => {
    const by = view.removed_by[id]
    return [by, was ? titleOf(was, view.people) : '', nameOf(view.people[by ?? ''])] as const
  })
  useEffect(() => people.want(by), [people, by])
  const said = was && (by ? t('chat.removed', { by: name, name: title }) : t('chat.left', { name: title }))
  return (
    <div className={css.waiting}>
      <Icon of="info" size={36} />
      <p role="status">{said ?? t('chat.gone')}</p>
      <Button variant="light" onClick={() => goTo(null)}>
        {t('chat.back')}
      </Button>
    </div>
  )
}

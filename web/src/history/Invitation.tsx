/** A stranger put somebody into a group: stay, or go for good? It stands above the field: who writes has accepted. */
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { goTo } from '../parts/route.ts'
import { attempt } from '../parts/toasts.ts'
import type { Conversation } from '../state/model.ts'
import { nameOf, titleOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Invitation.module.css'

export function Invitation({ conversation: it }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const { api, people } = useChat()
  const [busy, setBusy] = useState<'accept' | 'decline' | null>(null)
  const [by, name] = useView(
    (view) => [nameOf(view.people[it.invited_by ?? '']), titleOf(it, view.people)] as const,
  )
  useEffect(() => people.want(it.invited_by), [people, it.invited_by])
  const answer = async (how: 'accept' | 'decline') => {
    setBusy(how)
    const isDone = await attempt(api[how](it.id))
    setBusy(null)
    if (isDone && how === 'decline') goTo(null)
  }
  return (
    <section className={css.invitation} aria-label={t('list.invitation')}>
      <div className={css.words}>
        <p className={css.who}>{t('invite.to', { by, name })}</p>
        <p className={css.more}>
          {t('chat.members', { count: it.member_count })} · {t('invite.hint', { by })}
        </p>
      </div>
      <div className={css.buttons}>
        <Button
          variant="default"
          loading={busy === 'decline'}
          disabled={busy === 'accept'}
          onClick={() => void answer('decline')}
        >
          {t('invite.decline')}
        </Button>
        <Button
          loading={busy === 'accept'}
          disabled={busy === 'decline'}
          onClick={() => void answer('accept')}
        >
          {t('invite.accept')}
        </Button>
      </div>
    </section>
  )
}

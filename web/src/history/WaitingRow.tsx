/** A message that the server does not have yet: on its way, waiting for the connection, or refused. */
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import type { Waiting } from '../state/model.ts'
import { preview } from '../state/preview.ts'
import { useChat, useView } from '../state/store.ts'
import { clock } from '../words/times.ts'
import { isBare } from './bare.ts'
import css from './MessageRow.module.css'
import { Words } from './Words.tsx'

export function WaitingRow({ waiting: it }: { waiting: Waiting }) {
  const { t, i18n } = useTranslation()
  const chat = useChat()
  const online = useView((view) => view.link === 'online')
  const state = it.problem
    ? t('message.refused', { problem: it.problem })
    : t(online ? 'message.sending' : 'message.waiting')
  return (
    <div className={css.row} data-mine="true" data-joined="true" data-fresh="true">
      <article className={css.message} data-waiting={it.client_id} data-problem={Boolean(it.problem)}>
        <div className={css.bubble} data-bare={it.type === 'text' && isBare(String(it.content['text']))}>
          {it.type === 'text' ? (
            <Words text={String(it.content['text'])} mentions={it.mentions} all={it.mentions_all} />
          ) : (
            preview(it)
          )}
          <span className={css.meta}>
            <time>{clock(it.written_at, i18n.language)}</time>
            <span role="img" aria-label={state} title={state}>
              <Icon of={it.problem ? 'alert' : 'clock'} size={14} />
            </span>
          </span>
        </div>
        {(it.problem || !online) && <p className={css.note}>{state}</p>}
        {it.problem && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => chat.discard(it.conversation_id, it.client_id)}
          >
            {t('message.discard')}
          </Button>
        )}
      </article>
    </div>
  )
}

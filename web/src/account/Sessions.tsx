/** Where am I logged in? Each login can be ended from here. */
import { Button, Loader } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import form from '../parts/Form.module.css'
import { Icon } from '../parts/Icon.tsx'
import { attempt } from '../parts/toasts.ts'
import type { Login } from '../state/api.ts'
import { useChat } from '../state/store.ts'
import { full } from '../words/times.ts'
import css from './Account.module.css'

export function Sessions() {
  const { t, i18n } = useTranslation()
  const chat = useChat()
  const [logins, setLogins] = useState<Login[] | null>(null)
  const load = useCallback(() => attempt(chat.api.logins().then(setLogins)), [chat])
  useEffect(() => void load(), [load])
  const end = async (work: Promise<void>) => {
    await attempt(work)
    await load()
  }
  if (!logins) return <Loader size="sm" />
  return (
    <div className={form.form}>
      <ul className={css.list}>
        {logins.map((login) => (
          <li key={login.id} className={css.login}>
            <Icon of="device" />
            <div>
              <b>{login.device_name || t('me.unknown_device')}</b>
              <p>
                {login.address} · {t('me.used', { time: full(login.used_at, i18n.language) })}
              </p>
            </div>
            {login.current ? (
              <span className={css.here}>{t('me.this_device')}</span>
            ) : (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => void end(chat.api.endLogin(login.id))}
              >
                {t('me.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {logins.length > 1 && (
        <div className={form.buttons}>
          <Button variant="light" color="red" onClick={() => void end(chat.api.endOtherLogins())}>
            {t('me.end_others')}
          </Button>
        </div>
      )}
    </div>
  )
}

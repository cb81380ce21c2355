/** Another password. */
import { Button, PasswordInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import form from '../parts/Form.module.css'
import { problemsOf, useProblems } from '../parts/problems.ts'
import { tell } from '../parts/toasts.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { useChat } from '../state/store.ts'

const FIELDS = ['current_password', 'new_password'] as const

export function Password() {
  const { t } = useTranslation()
  const chat = useChat()
  const [busy, setBusy] = useState(false)
  const { problem, setProblems, forget } = useProblems()
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const target = event.currentTarget
    const said = new FormData(target)
    const text = (field: (typeof FIELDS)[number]) => String(said.get(field) ?? '')
    setBusy(true)
    setProblems({})
    try {
      await chat.api.changePassword(text('current_password'), text('new_password'))
      tell(t('me.password_changed'))
      target.reset()
    } catch (error) {
      setProblems(problemsOf(error, FIELDS, { password: 'new_password' }))
    }
    setBusy(false)
  }
  return (
    <form className={form.form} onSubmit={(event) => void save(event)}>
      <PasswordInput
        name="current_password"
        label={t('me.password_now')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        error={problem('current_password')}
        aria-invalid={problem('current_password') !== null}
        onChange={() => forget('current_password')}
      />
      <PasswordInput
        name="new_password"
        label={t('me.password_new')}
        description={t('sign.password_hint')}
        autoComplete="new-password"
        required
        withAsterisk={false}
        error={problem('new_password')}
        aria-invalid={problem('new_password') !== null}
        onChange={() => forget('new_password')}
      />
      <Trouble text={problem('')} />
      <p className={form.hint}>{t('me.password_ends')}</p>
      <div className={form.buttons}>
        <Button type="submit" loading={busy}>
          {t('me.password_change')}
        </Button>
      </div>
    </form>
  )
}

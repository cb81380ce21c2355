/** Logging in and signing up: the first thing a newcomer sees. */
import { Button, PasswordInput, TextInput, UnstyledButton } from '@mantine/core'
import { RestError } from '@tokenim/client'
import { useState, useSyncExternalStore, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from '../account/LanguageSwitch.tsx'
import { Icon } from '../parts/Icon.tsx'
import { wordsFor } from '../parts/toasts.ts'
import { farewell, logIn, signUp } from './session.ts'
import css from './SignIn.module.css'

type Trouble = { field: string; text: string } | null

/** Where on the form belongs what the server says? */
function fieldOf(error: unknown): string {
  if (!(error instanceof RestError)) return ''
  if (error.code.startsWith('user.username')) return 'username'
  if (error.code === 'auth.password_weak') return 'password'
  return error.errors[0]?.field ?? ''
}

export function SignIn() {
  const { t } = useTranslation()
  const why = useSyncExternalStore(farewell.listen, farewell.get)
  const [isNew, setNew] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [username, password, name] = ['username', 'password', 'display_name'].map((key) =>
      String(form.get(key) ?? ''),
    ) as [string, string, string]
    setBusy(true)
    setTrouble(null)
    try {
      await (isNew ? signUp(username.trim(), password, name.trim()) : logIn(username.trim(), password))
    } catch (error) {
      setTrouble({ field: fieldOf(error), text: wordsFor(error) })
      setBusy(false)
    }
  }
  const problem = (field: string) => (trouble?.field === field ? trouble.text : null)
  const elsewhere = trouble && !['username', 'password', 'display_name'].includes(trouble.field)
  return (
    <main className={css.page}>
      <div className={css.language}>
        <LanguageSwitch />
      </div>
      <form className={css.card} onSubmit={(event) => void submit(event)}>
        <div className={css.brand}>
          <img src="/icon.svg" alt="" width={52} height={52} />
          <h1>TokenIM</h1>
          <p>{t('app.tagline')}</p>
        </div>
        {why && !trouble && (
          <p className={css.trouble} role="status" data-farewell>
            <Icon of="info" size={18} /> {why}
          </p>
        )}
        <TextInput
          name="username"
          label={t('sign.username')}
          description={isNew ? t('sign.username_hint') : undefined}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          autoFocus
          error={problem('username')}
        />
        {isNew && (
          <TextInput
            name="display_name"
            label={t('sign.display_name')}
            autoComplete="name"
            maxLength={100}
            error={problem('display_name')}
          />
        )}
        <PasswordInput
          name="password"
          label={t('sign.password')}
          description={isNew ? t('sign.password_hint') : undefined}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          withAsterisk={false}
          error={problem('password')}
        />
        {elsewhere && (
          <p className={css.trouble} role="alert">
            <Icon of="alert" size={18} /> {trouble.text}
          </p>
        )}
        <Button type="submit" size="md" loading={busy} fullWidth>
          {isNew ? t('sign.begin') : t('sign.in')}
        </Button>
        <p className={css.other}>
          {isNew ? t('sign.known_here') : t('sign.new_here')}{' '}
          <UnstyledButton
            className={css.switch}
            onClick={() => {
              setNew(!isNew)
              setTrouble(null)
            }}
          >
            {isNew ? t('sign.in') : t('sign.up')}
          </UnstyledButton>
        </p>
      </form>
    </main>
  )
}

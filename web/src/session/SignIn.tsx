/** Logging in and signing up: the first thing a newcomer sees. */
import { Button, PasswordInput, TextInput, UnstyledButton } from '@mantine/core'
import i18next from 'i18next'
import { useRef, useState, useSyncExternalStore, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import { LanguageSwitch } from '../parts/LanguageSwitch.tsx'
import { problemsOf, useProblems, type Problems } from '../parts/problems.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { farewell, logIn, signUp } from './session.ts'
import css from './SignIn.module.css'

const FIELDS = ['username', 'display_name', 'password'] as const
const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]{2,31}$/u
/** No server takes less. */
const PASSWORD_CHARS = 8

type Said = Record<(typeof FIELDS)[number], string>

function read(form: HTMLFormElement): Said {
  const data = new FormData(form)
  const said = (field: string) => String(data.get(field) ?? '')
  return {
    username: said('username').trim(),
    display_name: said('display_name').trim(),
    password: said('password'),
  }
}

/** What is wrong before the server is asked, so that all of it is said at once. */
function lacking({ username, password }: Said, isNew: boolean): Problems {
  const t = i18next.t
  const found: Problems = {}
  if (!username) found['username'] = t('sign.needed')
  else if (isNew && !USERNAME.test(username)) found['username'] = t('sign.username_problem')
  if (!password) found['password'] = t('sign.needed')
  else if (isNew && [...password].length < PASSWORD_CHARS) found['password'] = t('sign.password_problem')
  return found
}

export function SignIn() {
  const { t } = useTranslation()
  const why = useSyncExternalStore(farewell.listen, farewell.get)
  const first = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const [isNew, setNew] = useState(false)
  const [busy, setBusy] = useState(false)
  const { problem, setProblems, forget } = useProblems()
  const show = (found: Problems) => {
    setProblems(found)
    const wrong = FIELDS.find((field) => found[field])
    form.current?.querySelector<HTMLInputElement>(`[name=${wrong ?? 'username'}]`)?.focus()
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const said = read(event.currentTarget)
    const found = lacking(said, isNew)
    if (Object.keys(found).length > 0) return show(found)
    setBusy(true)
    setProblems({})
    try {
      await (isNew
        ? signUp(said.username, said.password, said.display_name)
        : logIn(said.username, said.password))
    } catch (error) {
      setBusy(false)
      show(problemsOf(error, isNew ? FIELDS : []))
    }
  }
  const turn = () => {
    setNew(!isNew)
    setProblems({})
    first.current?.focus()
  }
  const field = (name: (typeof FIELDS)[number]) => ({
    name,
    label: t(`sign.${name}`),
    error: problem(name),
    'aria-invalid': problem(name) !== null,
    onChange: () => forget(name),
  })
  const trouble = problem('')
  return (
    <main className={css.page}>
      <div className={css.language}>
        <LanguageSwitch />
      </div>
      <form ref={form} className={css.card} noValidate onSubmit={(event) => void submit(event)}>
        <div className={css.brand}>
          <img src="/icon.svg" alt="" width={52} height={52} />
          <h1>TokenIM</h1>
          <p>{t('app.tagline')}</p>
        </div>
        {why && !trouble && (
          <p className={css.farewell} role="status" data-farewell>
            <Icon of="info" size={18} /> {why}
          </p>
        )}
        <TextInput
          {...field('username')}
          ref={first}
          description={isNew ? t('sign.username_hint') : undefined}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          autoFocus
        />
        {isNew && (
          <TextInput
            {...field('display_name')}
            description={t('sign.display_name_hint')}
            autoComplete="name"
            maxLength={100}
          />
        )}
        <PasswordInput
          {...field('password')}
          description={isNew ? t('sign.password_hint') : undefined}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          withAsterisk={false}
        />
        <Trouble text={trouble} />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {isNew ? t('sign.begin') : t('sign.in')}
        </Button>
        <p className={css.other}>
          {isNew ? t('sign.known_here') : t('sign.new_here')}{' '}
          <UnstyledButton className={css.switch} onClick={turn}>
            {isNew ? t('sign.in') : t('sign.up')}
          </UnstyledButton>
        </p>
      </form>
    </main>
  )
}

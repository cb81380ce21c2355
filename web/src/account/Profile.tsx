/** How others see me. */
import { Button, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../parts/Avatar.tsx'
import form from '../parts/Form.module.css'
import { problemsOf, useProblems } from '../parts/problems.ts'
import { tell } from '../parts/toasts.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { nameOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Account.module.css'

const FIELDS = ['display_name', 'avatar_url', 'bio'] as const

export function Profile() {
  const { t } = useTranslation()
  const chat = useChat()
  const me = useView((view) => view.people[view.me.id] ?? view.me)
  const [busy, setBusy] = useState(false)
  const [name, setName] = useState(me.display_name ?? '')
  const [avatar, setAvatar] = useState(me.avatar_url ?? '')
  const { problem, setProblems, forget } = useProblems()
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const bio = String(new FormData(event.currentTarget).get('bio') ?? '')
    setBusy(true)
    setProblems({})
    try {
      const saved = await chat.api.updateMe({ display_name: name.trim(), avatar_url: avatar.trim(), bio })
      chat.people.know([saved])
      tell(t('me.saved'))
    } catch (error) {
      setProblems(problemsOf(error, FIELDS))
    }
    setBusy(false)
  }
  return (
    <form className={form.form} onSubmit={(event) => void save(event)}>
      <div className={css.face}>
        <Avatar id={me.id} name={name || nameOf(me)} url={avatar} size={64} />
        <div>
          <b dir="auto">{name || nameOf(me)}</b>
          <span>@{me.username}</span>
        </div>
      </div>
      <TextInput
        label={t('me.display_name')}
        value={name}
        required
        withAsterisk={false}
        maxLength={100}
        error={problem('display_name')}
        onChange={(event) => {
          setName(event.currentTarget.value)
          forget('display_name')
        }}
      />
      <TextInput
        label={t('me.avatar')}
        description={t('me.avatar_hint')}
        placeholder="https://…"
        value={avatar}
        maxLength={2048}
        error={problem('avatar_url')}
        onChange={(event) => {
          setAvatar(event.currentTarget.value)
          forget('avatar_url')
        }}
      />
      <Textarea
        name="bio"
        label={t('me.bio')}
        defaultValue={me.bio}
        maxLength={2000}
        rows={3}
        error={problem('bio')}
      />
      <Trouble text={problem('')} />
      <div className={form.buttons}>
        <Button type="submit" loading={busy}>
          {t('say.save')}
        </Button>
      </div>
    </form>
  )
}

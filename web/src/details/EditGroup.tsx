/** Changing the name, description and picture of a group. */
import { Button, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import css from '../parts/Form.module.css'
import { problemsOf, useProblems } from '../parts/problems.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { Window } from '../parts/Window.tsx'
import type { Conversation } from '../state/model.ts'
import { useChat } from '../state/store.ts'

const FIELDS = ['name', 'description', 'avatar_url'] as const

export function EditGroup({
  conversation: it,
  onClose,
}: {
  conversation: Conversation
  onClose: () => void
}) {
  const { t } = useTranslation()
  const chat = useChat()
  const [busy, setBusy] = useState(false)
  const { problem, setProblems, forget } = useProblems()
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const said = (name: string) => String(form.get(name) ?? '').trim()
    setBusy(true)
    const changes = { name: said('name'), description: said('description'), avatar_url: said('avatar_url') }
    setProblems({})
    try {
      await chat.api.updateGroup(it.id, changes)
      onClose()
    } catch (error) {
      setProblems(problemsOf(error, FIELDS))
      setBusy(false)
    }
  }
  return (
    <Window onClose={onClose} title={t('group.edit')}>
      <form className={css.form} onSubmit={(event) => void save(event)}>
        <TextInput
          data-autofocus
          name="name"
          label={t('group.name')}
          defaultValue={it.name}
          maxLength={100}
          required
          withAsterisk={false}
          error={problem('name')}
          onChange={() => forget('name')}
        />
        <Textarea
          name="description"
          label={t('group.description')}
          defaultValue={it.description}
          maxLength={2000}
          rows={3}
          error={problem('description')}
        />
        <TextInput
          name="avatar_url"
          label={t('group.avatar')}
          defaultValue={it.avatar_url}
          placeholder="https://…"
          maxLength={2048}
          error={problem('avatar_url')}
          onChange={() => forget('avatar_url')}
        />
        <Trouble text={problem('')} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('say.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('say.save')}
          </Button>
        </div>
      </form>
    </Window>
  )
}

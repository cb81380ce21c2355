/** Making a group: its name, and who is in it. */
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import css from '../parts/Form.module.css'
import { problemsOf, useProblems } from '../parts/problems.ts'
import { goTo } from '../parts/route.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { Window } from '../parts/Window.tsx'
import type { Person } from '../state/model.ts'
import { useChat } from '../state/store.ts'
import { PickPeople } from './PickPeople.tsx'

const FIELDS = ['name', 'description'] as const

export function NewGroup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const chat = useChat()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [chosen, setChosen] = useState<Person[]>([])
  const [busy, setBusy] = useState(false)
  const { problem, setProblems, forget } = useProblems()
  const create = async () => {
    setBusy(true)
    const ids = chosen.map((person) => person.id)
    setProblems({})
    try {
      goTo(await chat.begin(chat.api.group(name.trim(), ids, description.trim())))
      onClose()
    } catch (error) {
      setProblems(problemsOf(error, FIELDS))
      setBusy(false)
    }
  }
  return (
    <Window onClose={onClose} title={t('list.new_group')}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        <TextInput
          data-autofocus
          label={t('group.name')}
          value={name}
          maxLength={100}
          error={problem('name')}
          onChange={(event) => {
            setName(event.currentTarget.value)
            forget('name')
          }}
        />
        <TextInput
          label={t('group.description')}
          value={description}
          maxLength={2000}
          error={problem('description')}
          onChange={(event) => {
            setDescription(event.currentTarget.value)
            forget('description')
          }}
        />
        <div role="group" aria-label={t('group.members')}>
          <PickPeople chosen={chosen} onChange={setChosen} />
        </div>
        <Trouble text={problem('')} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('say.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={!name.trim()}>
            {t('group.create')}
          </Button>
        </div>
      </form>
    </Window>
  )
}

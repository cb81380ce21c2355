/** Choose several people by their names. */
import { Checkbox, CloseButton, Loader, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../parts/Avatar.tsx'
import { Icon } from '../parts/Icon.tsx'
import { useSearch } from '../parts/useSearch.ts'
import type { Person } from '../state/model.ts'
import { nameOf } from '../state/names.ts'
import { useView } from '../state/store.ts'
import css from './PickPeople.module.css'

interface Props {
  chosen: Person[]
  onChange: (chosen: Person[]) => void
  /** These are in already. */
  without?: ReadonlySet<string>
}

export function PickPeople({ chosen, onChange, without }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const found = useSearch(text)
  const [me, conversations, people] = useView(
    (view) => [view.me.id, view.conversations, view.people] as const,
  )
  const peers = Object.values(conversations).flatMap((it) => people[it.peer_id ?? ''] ?? [])
  const shown = (text.trim() ? (found ?? []) : peers).filter(
    (it) => it.id !== me && !it.deleted && !without?.has(it.id),
  )
  const isChosen = (person: Person) => chosen.some((it) => it.id === person.id)
  const toggle = (person: Person) =>
    onChange(isChosen(person) ? chosen.filter((it) => it.id !== person.id) : [...chosen, person])
  return (
    <div className={css.pick}>
      {chosen.length > 0 && (
        <ul className={css.chips}>
          {chosen.map((person) => (
            <li key={person.id} className={css.chip}>
              <bdi>{nameOf(person)}</bdi>
              <CloseButton
                size="xs"
                aria-label={`${t('say.cancel')}: ${nameOf(person)}`}
                onClick={() => toggle(person)}
              />
            </li>
          ))}
        </ul>
      )}
      <TextInput
        placeholder={t('group.add_placeholder')}
        aria-label={t('group.add_placeholder')}
        leftSection={<Icon of="search" size={16} />}
        rightSection={text.trim() && found === null ? <Loader size={14} /> : null}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ul className={css.people}>
        {shown.map((person) => (
          <li key={person.id}>
            <label className={css.person}>
              <Avatar id={person.id} name={nameOf(person)} url={person.avatar_url} size={32} />
              <span className={css.name} dir="auto">
                {nameOf(person)}
              </span>
              <span className={css.more}>@{person.username}</span>
              <Checkbox
                checked={isChosen(person)}
                onChange={() => toggle(person)}
                aria-label={nameOf(person)}
              />
            </label>
          </li>
        ))}
        {text.trim() && found?.length === 0 && <li className={css.nothing}>{t('find.nothing')}</li>}
      </ul>
    </div>
  )
}

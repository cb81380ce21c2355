/** The people who could be meant, above the field. */
import { useTranslation } from 'react-i18next'
import { Avatar } from '../parts/Avatar.tsx'
import { Icon } from '../parts/Icon.tsx'
import { useView } from '../state/store.ts'
import css from './MentionList.module.css'
import { ALL, type Candidate } from './mentions.ts'

interface Props {
  candidates: Candidate[]
  at: number
  onChosen: (candidate: Candidate) => void
}

export function MentionList({ candidates, at, onChosen }: Props) {
  const { t } = useTranslation()
  const people = useView((view) => view.people)
  return (
    <div id="mentions" role="listbox" aria-label={t('write.mentions')} className={css.list}>
      {candidates.map((it, index) => (
        <div
          key={it.id}
          id={`mention-${index}`}
          role="option"
          aria-selected={index === at}
          className={css.one}
          onMouseDown={(event) => {
            event.preventDefault()
            onChosen(it)
          }}
        >
          {it.id === ALL ? (
            <Icon of="group" size={28} />
          ) : (
            <Avatar id={it.id} name={it.name} url={people[it.id]?.avatar_url} size={28} />
          )}
          <b dir="auto">{it.name}</b>
          <span className={css.more}>{it.more}</span>
        </div>
      ))}
    </div>
  )
}

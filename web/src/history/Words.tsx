/** The words of a message, with addresses to follow and people who are meant. */
import { Fragment, memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { nameOf } from '../state/names.ts'
import { useView } from '../state/store.ts'
import { isBare } from './bare.ts'
import css from './Words.module.css'

const ADDRESS = /(https?:\/\/[^\s<>"'，。；、）】]+)/giu
const TRAILING = /[.,;:!?)\]]+$/u

interface Props {
  text: string
  mentions?: string[] | undefined
  all?: boolean | undefined
}

export const Words = memo(function Words({ text, mentions = [], all = false }: Props) {
  const { t } = useTranslation()
  const names = useView((view) => mentions.map((id) => nameOf(view.people[id])).join('\n'))
  const meant = [...names.split('\n').filter(Boolean), ...(all ? [t('write.all'), 'all', '所有人'] : [])]
  return (
    <span className={css.words} data-big={isBare(text)} data-words>
      {text.split(ADDRESS).map((part, index) => (
        <Fragment key={index}>{index % 2 ? address(part) : people(part, meant)}</Fragment>
      ))}
    </span>
  )
})

function address(part: string): ReactNode {
  const trailing = TRAILING.exec(part)?.[0] ?? ''
  const href = trailing ? part.slice(0, -trailing.length) : part
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {href}
      </a>
      {trailing}
    </>
  )
}

/** Mark `@Name` for each of the names, the longest first so that “Ann” does not cut “Anna”. */
function people(part: string, names: string[]): ReactNode {
  if (names.length === 0 || !part.includes('@')) return part
  const escaped = names
    .toSorted((one, other) => other.length - one.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'))
  const pieces = part.split(new RegExp(`(@(?:${escaped.join('|')}))`, 'gu'))
  return pieces.map((piece, index) =>
    index % 2 ? (
      <b key={index} className={css.meant}>
        {piece}
      </b>
    ) : (
      piece
    ),
  )
}

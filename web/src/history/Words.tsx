/** The words of a message, with addresses to follow and people who are meant. */
import { memo, useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { located } from '../state/mentioned.ts'
import { named, othersThan } from '../state/named.ts'
import { useChat, useView } from '../state/store.ts'
import { isBare } from './bare.ts'
import { links, type Link } from './links.ts'
import css from './Words.module.css'

interface Props {
  text: string
  mentions?: string[] | undefined
  all?: boolean | undefined
}

const NOBODY: string[] = []

export const Words = memo(function Words({ text, mentions = NOBODY, all = false }: Props) {
  const { t } = useTranslation()
  const { people: profiles, view } = useChat()
  const people = useView((view) => mentions.map((id) => view.people[id]))
  useEffect(() => mentions.forEach((id) => profiles.want(id)), [profiles, mentions])
  const known = Object.fromEntries(mentions.map((id, index) => [id, people[index]!]))
  const addresses = links(text)
  // No name is looked for within an address.
  const others = mentions.length > 0 ? othersThan(mentions, view.get().people) : NOBODY
  const meant = located(without(text, addresses), named(mentions, all, known, t), others)
  const marks = [
    ...addresses.map((it) => ({ ...it, show: address })),
    ...meant.map(({ from, length }) => ({ from, to: from + length, href: '', show: person })),
  ].sort((one, other) => one.from - other.from)
  return (
    <span className={css.words} dir="auto" data-big={isBare(text)} data-words>
      {marked(text, marks)}
    </span>
  )
})

function without(text: string, addresses: Link[]): string {
  const parts: string[] = []
  let at = 0
  for (const { from, to } of addresses) {
    parts.push(text.slice(at, from), ' '.repeat(to - from))
    at = to
  }
  return parts.join('') + text.slice(at)
}

interface Mark extends Link {
  show: (said: string, mark: Mark) => ReactNode
}

function marked(text: string, marks: Mark[]): ReactNode[] {
  const parts: ReactNode[] = []
  let at = 0
  for (const mark of marks) {
    if (mark.to === mark.from) continue
    parts.push(text.slice(at, mark.from), mark.show(text.slice(mark.from, mark.to), mark))
    at = mark.to
  }
  return [...parts, text.slice(at)]
}

const address = (said: string, { from, href }: Mark): ReactNode => (
  <a key={from} href={href} target="_blank" rel="noopener noreferrer nofollow">
    {said}
  </a>
)

const person = (said: string, { from }: Mark): ReactNode => (
  <b key={from} className={css.meant} data-meant>
    {said}
  </b>
)

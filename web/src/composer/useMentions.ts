/** Who could be meant by what is being written after an @? Members that are known, and members found by name. */
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearch } from '../parts/useSearch.ts'
import { nameOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import { ALL, type Candidate } from './mentions.ts'

const SHOWN = 6
/** Profiles of so many members are read at once; others are found by name. */
const READ = 30

export function useMentions(id: string, word: string | null): Candidate[] {
  const { t } = useTranslation()
  const { people: profiles } = useChat()
  const [members, people, me, isGroup] = useView(
    (view) => [view.members[id], view.people, view.me.id, view.conversations[id]?.kind !== 'direct'] as const,
  )
  const [asked, setAsked] = useState(false)
  const isAsking = word !== null && isGroup
  const found = useSearch(isAsking ? word : '')
  useEffect(() => {
    if (!isAsking || asked) return
    setAsked(true)
    for (const member of Object.keys(members ?? {}).slice(0, READ)) profiles.want(member)
  }, [isAsking, asked, members, profiles])
  return useMemo(() => {
    if (word === null || !isGroup) return []
    const begins = (text: string | undefined) => (text ?? '').toLowerCase().includes(word.toLowerCase())
    const known = Object.keys(members ?? {}).flatMap((user) => people[user] ?? [])
    const both = new Map([...known, ...(found ?? [])].map((person) => [person.id, person]))
    const candidates = [...both.values()]
      .filter(
        (it) =>
          it.id !== me && members?.[it.id] && !it.deleted && (begins(it.display_name) || begins(it.username)),
      )
      .map((it): Candidate => ({ id: it.id, name: nameOf(it), more: `@${it.username}` }))
    const all = { id: ALL, name: t('write.all'), more: t('write.all_hint') }
    return [...candidates.slice(0, SHOWN), ...(begins(all.name) && all.name.startsWith(word) ? [all] : [])]
  }, [word, isGroup, members, people, found, me, t])
}

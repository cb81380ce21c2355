/** Ctrl+K: find a conversation or somebody to talk with, all by keyboard. */
import { Loader, TextInput } from '@mantine/core'
import { useEffect, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../parts/Avatar.tsx'
import { Icon } from '../parts/Icon.tsx'
import { isComposing } from '../parts/keys.ts'
import { attempt } from '../parts/toasts.ts'
import { useSearch } from '../parts/useSearch.ts'
import { Window } from '../parts/Window.tsx'
import { inOrder, nameOf, titleOf } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import css from './Finder.module.css'

interface Hit {
  key: string
  title: string
  more: string
  avatar: ReactNode
  section: 'conversations' | 'people'
  open: () => Promise<string>
}

const SHOWN = 7

function useHits(text: string): { hits: Hit[]; asking: boolean } {
  const chat = useChat()
  const [conversations, people, me] = useView(
    (view) => [view.conversations, view.people, view.me.id] as const,
  )
  const found = useSearch(text)
  const wanted = text.trim().toLowerCase()
  const hits = useMemo(() => {
    const known = inOrder(conversations)
      .map((it) => ({ it, title: titleOf(it, people) }))
      .filter(({ title }) => title.toLowerCase().includes(wanted))
      .slice(0, SHOWN)
      .map(({ it, title }): Hit => {
        const url = it.kind === 'direct' ? people[it.peer_id ?? '']?.avatar_url : it.avatar_url
        const avatar = (
          <Avatar id={it.peer_id ?? it.id} name={title} url={url} size={34} group={it.kind !== 'direct'} />
        )
        const more =
          it.kind === 'direct' ? `@${people[it.peer_id ?? '']?.username ?? ''}` : (it.description ?? '')
        return { key: it.id, title, more, avatar, section: 'conversations', open: async () => it.id }
      })
    const peers = new Set(Object.values(conversations).map((it) => it.peer_id))
    const others = (found ?? [])
      .filter(
        (person) =>
          person.id !== me && !(peers.has(person.id) && known.some((hit) => hit.title === nameOf(person))),
      )
      .map((person): Hit => ({
        key: person.id,
        title: nameOf(person),
        more: `@${person.username ?? ''}`,
        avatar: <Avatar id={person.id} name={nameOf(person)} url={person.avatar_url} size={34} />,
        section: 'people',
        open: () => chat.begin(chat.api.direct(person.id)),
      }))
    return [...known, ...others]
  }, [chat, conversations, people, me, found, wanted])
  return { hits, asking: wanted !== '' && found === null }
}

export function Finder({ onClose, onChosen }: { onClose: () => void; onChosen: (id: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const { hits, asking } = useHits(text)
  useEffect(() => setAt(0), [text])
  const choose = (hit: Hit | undefined) => {
    if (hit) void attempt(hit.open().then(onChosen))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === 'Escape') return onClose()
    if (event.key === 'Enter') return choose(hits[at])
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined || hits.length === 0) return
    event.preventDefault()
    setAt((at + step + hits.length) % hits.length)
  }
  return (
    <Window
      onClose={onClose}
      // Escape within a composition belongs to the input method; the field hears it.
      closeOnEscape={false}
      withCloseButton={false}
      yOffset="10vh"
      centered={false}
      padding={0}
      radius="lg"
      attributes={{ content: { 'aria-label': t('list.find') } }}
    >
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        className={css.input}
        leftSection={<Icon of="search" size={18} />}
        rightSection={asking ? <Loader size={16} /> : null}
        placeholder={t('find.placeholder')}
        aria-label={t('list.find')}
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls="hits"
        aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div id="hits" role="listbox" aria-label={t('list.find')} className={css.hits}>
        {hits.map((hit, index) => (
          <div key={hit.key} role="presentation">
            {hits[index - 1]?.section !== hit.section && (
              <p className={css.section}>{t(`find.${hit.section}`)}</p>
            )}
            <div
              id={`hit-${index}`}
              role="option"
              aria-selected={index === at}
              className={css.hit}
              ref={index === at ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
              onMouseMove={() => setAt(index)}
              onClick={() => choose(hit)}
            >
              {hit.avatar}
              <span className={css.title} dir="auto">
                {hit.title}
              </span>
              <bdi className={css.more}>{hit.more}</bdi>
            </div>
          </div>
        ))}
      </div>
      {hits.length === 0 && !asking && (
        <p className={css.nothing}>{t(text.trim() ? 'find.nothing' : 'find.hint')}</p>
      )}
    </Window>
  )
}

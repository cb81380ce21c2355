/** What is being written here? The draft of the conversation, or, while a message is changed, what it says. */
import type { Composition } from '@tokenim/client'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { located } from '../state/mentioned.ts'
import type { Message } from '../state/model.ts'
import { named, othersThan } from '../state/named.ts'
import { useChat } from '../state/store.ts'
import { isNothing, NOTHING } from './composition.ts'

interface Edit {
  seq: number
  composition: Composition
}

interface Held {
  composition: Composition
  /** What is being written in this very moment, also between two renderings. */
  latest: { current: Composition }
  compose: (next: Composition) => void
}

export function useComposition(id: string, editing: Message | null): Held {
  const chat = useChat()
  const { t } = useTranslation()
  const { all } = chat.drafts
  const draft = useSyncExternalStore(all.listen, () => all.get()[id] ?? NOTHING)
  const [edit, setEdit] = useState<Edit | null>(null)
  const begun = useRef<Edit | null>(null)
  if (editing && begun.current?.seq !== editing.seq) {
    // An edit begins with what holds: whom the message mentions stays mentioned unless it is taken out of the text.
    const text = String(editing.content['text'] ?? '')
    const { mentions = [], mentions_all = false } = editing
    const { people } = chat.view.get()
    const found = located(text, named(mentions, mentions_all, people, t), othersThan(mentions, people))
    const composition = { text, mentions: found, reply_to: null }
    begun.current = { seq: editing.seq, composition }
  }
  useEffect(() => {
    if (editing) return
    begun.current = null
    setEdit(null)
  }, [editing])
  const ofEdit = edit?.seq === editing?.seq ? edit : begun.current
  const composition = editing ? (ofEdit?.composition ?? NOTHING) : draft
  const latest = useRef(composition)
  latest.current = composition
  const seq = editing?.seq
  const compose = useCallback(
    (next: Composition) => {
      latest.current = next
      if (seq === undefined) chat.drafts.set(id, isNothing(next) ? null : next)
      else setEdit({ seq, composition: next })
    },
    [chat, id, seq],
  )
  return { composition, latest, compose }
}

/** My conversations: pinned ones first, then the one in which something was said last. */
import { Button } from '@mantine/core'
import { useMemo, useRef, useSyncExternalStore, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { VList, type VListHandle } from 'virtua'
import { Icon } from '../parts/Icon.tsx'
import { inOrder } from '../state/names.ts'
import { useChat, useView } from '../state/store.ts'
import css from './ConversationList.module.css'
import { ConversationRow } from './ConversationRow.tsx'
import type { Beginning } from './Begin.tsx'

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

export function ConversationList({ chosen, onFind, onGroup }: Beginning & { chosen: string | null }) {
  const { t } = useTranslation()
  const [loaded, conversations] = useView((view) => [view.loaded, view.conversations] as const)
  const { all } = useChat().drafts
  const drafts = useSyncExternalStore(all.listen, all.get)
  const list = useRef<VListHandle>(null)
  const rows = useMemo(() => inOrder(conversations), [conversations])
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    const from = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')
    if (step === undefined || !from) return
    event.preventDefault()
    const to = Number(from.dataset['row']) + step
    list.current?.scrollToIndex(to, { align: 'nearest' })
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-row="${to}"]`)?.focus())
  }
  if (!loaded) return <Ghosts />
  if (rows.length === 0)
    return (
      <div className={css.empty}>
        <Icon of="chat" size={36} />
        <h2>{t('list.empty')}</h2>
        <p>{t('list.empty_hint')}</p>
        <div className={css.ways}>
          <Button onClick={onFind}>{t('list.new_direct')}</Button>
          <Button variant="default" onClick={onGroup}>
            {t('list.new_group')}
          </Button>
        </div>
      </div>
    )
  return (
    <div className={css.list} onKeyDown={move}>
      <VList ref={list} data={rows} className={css.scroll}>
        {(row, index) => (
          <ConversationRow
            key={row.id}
            conversation={row}
            index={index}
            chosen={row.id === chosen}
            draft={drafts[row.id]?.text}
          />
        )}
      </VList>
    </div>
  )
}

function Ghosts() {
  return (
    <div className={css.ghosts} aria-hidden="true">
      {[0, 1, 2, 3, 4].map((index) => (
        <div key={index} className={css.ghost}>
          <i />
          <b />
        </div>
      ))}
    </div>
  )
}

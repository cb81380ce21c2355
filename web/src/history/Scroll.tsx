/** One stretch of the history as it is scrolled. Only what is on the screen exists; the rest is read when it comes near. */
import { place } from '@tokenim/client'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { Icon } from '../parts/Icon.tsx'
import { attempt } from '../parts/toasts.ts'
import { isWaiting, type History as Stretch, type Message, type Row, type Waiting } from '../state/model.ts'
import { useChat, useView } from '../state/store.ts'
import css from './History.module.css'
import { MessageRow } from './MessageRow.tsx'
import { firstLook, wayDown, type Look } from './standing.ts'
import type { Task } from './task.ts'
import { useAttentive } from './useAttentive.ts'
import { useEdges } from './useEdges.ts'
import { useStanding } from './useStanding.ts'
import { WaitingRow } from './WaitingRow.tsx'
import { walk } from './walk.ts'

/** Above the first new message the line stays in view, and a piece of what was read. */
const ABOVE_PX = 60
const VERY_END = 1e9

interface Props {
  id: string
  history: Stretch
  waiting: Waiting[]
  /** What came after this seq is new. */
  line: number | null
  /** This is the first stretch since the conversation was opened. */
  isOpening: boolean
  sent: number
  onAway: () => void
  onNews: (after: number) => void
  onTask: (task: Task) => void
}

export function Scroll({ id, history, waiting, line, isOpening, sent, onAway, onNews, onTask }: Props) {
  const { t } = useTranslation()
  const chat = useChat()
  const handle = useRef<VirtualizerHandle>(null)
  const box = useRef<HTMLDivElement>(null)
  const [flash, setFlash] = useState<number | null>(null)
  const [unread, readSeq] = useView((view) => {
    const it = view.conversations[id]
    return [it?.unread ?? 0, it?.read_seq ?? 0] as const
  })
  const { items, end } = history
  const rows = useMemo<Row[]>(
    () => (end && waiting.length ? [...items, ...waiting] : items),
    [items, end, waiting],
  )
  const isShifted = useShifted(items)
  const standing = useStanding(box, rows, end, unread)
  const edges = useEdges(id, history, box)
  const attentive = useAttentive(onAway)

  const { isAtEnd, isWayDown, aim, stayAtEnd } = standing
  const look = useCallback(
    (to: Look) => {
      const it = handle.current
      if (to.at === 'end') {
        stayAtEnd()
        it?.scrollTo(VERY_END)
        return
      }
      aim()
      if (to.at === 'news') it?.scrollToIndex(to.index, { align: 'start', offset: -ABOVE_PX })
      else {
        it?.scrollToIndex(to.index, { align: 'center' })
        setFlash(chat.view.get().histories[id]?.items[to.index]?.seq ?? null)
      }
    },
    [chat, id, aim, stayAtEnd],
  )
  useLayoutEffect(() => {
    const { start, target } = history
    const isNews = isOpening || target === (line ?? NaN) + 1
    look(firstLook({ items, start, target, line: isNews ? line : null }))
    // Only when the stretch begins: afterwards people scroll by themselves.
  }, [])
  const led = useRef(sent)
  useLayoutEffect(() => {
    if (led.current === sent) return
    led.current = sent
    if (end) look({ at: 'end' })
  }, [sent, end, look])

  useEffect(() => {
    if (attentive && isAtEnd && end) chat.read(id)
  }, [chat, id, attentive, isAtEnd, end, rows])
  useEffect(() => {
    if (unread > 0 && !isAtEnd && (line === null || line < readSeq)) onNews(readSeq)
  }, [unread, isAtEnd, line, readSeq, onNews])

  const goDown = () => {
    const at = handle.current!
    const isBelow = (index: number) =>
      at.getItemOffset(index) > at.scrollOffset + Math.max(at.viewportSize / 2, ABOVE_PX + 1)
    const way = wayDown({ items, end, unread: unread > 0 ? readSeq + 1 : null, isBelow })
    if (way.at === 'elsewhere') {
      onNews(readSeq)
      void attempt(chat.reading.jump(id, way.seq))
    } else if (way.at === 'end' && !end) void attempt(chat.reading.jump(id, null))
    else look(way)
  }
  const jump = useCallback(
    (seq: number) => {
      const known = chat.view.get().histories[id]?.items ?? []
      const index = place(known, seq)
      if (known[index]?.seq === seq) look({ at: 'message', index })
      else void attempt(chat.reading.jump(id, seq))
    },
    [chat, id, look],
  )
  return (
    <div className={css.frame}>
      <div
        ref={box}
        className={css.scroll}
        role="log"
        aria-label={t('chat.history')}
        aria-busy={Boolean(history.loading)}
        tabIndex={0}
        onKeyDown={walk}
      >
        <div className={css.spring} />
        {rows.length === 0 && <p className={css.empty}>{t('chat.empty')}</p>}
        <Virtualizer
          ref={handle}
          scrollRef={box}
          data={rows}
          shift={isShifted}
          onScroll={() => {
            standing.scrolled()
            edges.look()
          }}
          onResize={() => {
            standing.resized()
            edges.look()
          }}
          bufferSize={600}
        >
          {(row, index) =>
            isWaiting(row) ? (
              <WaitingRow key={row.client_id} waiting={row} />
            ) : (
              <MessageRow
                key={row.client_id ? `${row.sender_id} ${row.client_id}` : row.seq}
                id={id}
                message={row}
                before={items[index - 1]}
                after={rows[index + 1]}
                isFirst={history.start && index === 0}
                line={line}
                flash={flash === row.seq}
                onJump={jump}
                onTask={onTask}
              />
            )
          }
        </Virtualizer>
      </div>
      {history.loading && (
        <p className={css.loading} data-loading={history.loading}>
          {t('chat.loading')}
        </p>
      )}
      {isWayDown && (
        <button type="button" className={css.below} onClick={goDown} aria-label={t('chat.newest')}>
          {unread > 0 && <span>{t('chat.new_below', { count: unread })}</span>}
          <Icon of="down" size={18} />
        </button>
      )}
    </div>
  )
}

/** Were messages put in front, or taken away there, since the last time? Then the list keeps its distance to the end. */
function useShifted(items: Message[]): boolean {
  const before = useRef<Message[]>(items)
  const first = before.current[0]
  const isShifted = first !== undefined && items.length > 0 && items[0]!.seq !== first.seq
  useLayoutEffect(() => {
    before.current = items
  })
  return isShifted
}

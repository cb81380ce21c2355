/** What was said, from any point to both ends. Only what is on the screen exists; the rest is read when it comes near. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { Icon } from '../parts/Icon.tsx'
import { attempt } from '../parts/toasts.ts'
import { place } from '../state/history.ts'
import type { History as Stretch, Message, Waiting } from '../state/model.ts'
import { useChat, useView } from '../state/store.ts'
import css from './History.module.css'
import { MessageRow } from './MessageRow.tsx'
import type { Task } from './Room.tsx'
import { useAttentive } from './useAttentive.ts'
import { WaitingRow } from './WaitingRow.tsx'

const NEAR_PX = 900
const BOTTOM_PX = 60
const NONE: Waiting[] = []

export type Row = Message | Waiting
const isWaiting = (row: Row): row is Waiting => !('seq' in row)

interface Props {
  id: string
  onTask: (task: Task) => void
}

export function History({ id, onTask }: Props) {
  const chat = useChat()
  const history = useView((view) => view.histories[id])!
  const waiting = useView((view) => view.waiting[id] ?? NONE)
  const [line, setLine] = useState<number | null>(() => {
    const it = chat.view.get().conversations[id]
    return it && it.unread > 0 ? it.read_seq : null
  })
  const away = useCallback(() => setLine(chat.view.get().conversations[id]?.last_seq ?? null), [chat, id])
  return (
    <Scroll
      key={history.place}
      id={id}
      history={history}
      waiting={waiting}
      line={line}
      onAway={away}
      onTask={onTask}
    />
  )
}

interface ScrollProps extends Props {
  history: Stretch
  waiting: Waiting[]
  /** What came after this seq is new. */
  line: number | null
  onAway: () => void
}

function Scroll({ id, history, waiting, line, onAway, onTask }: ScrollProps) {
  const { t } = useTranslation()
  const chat = useChat()
  const handle = useRef<VirtualizerHandle>(null)
  const box = useRef<HTMLDivElement>(null)
  const stuck = useRef(true)
  const [below, setBelow] = useState(false)
  const [flash, setFlash] = useState<number | null>(null)
  const rows = useMemo<Row[]>(
    () => (history.end && waiting.length ? [...history.items, ...waiting] : history.items),
    [history.items, history.end, waiting],
  )
  const isPrepended = useGrownInFront(history.items)
  const attentive = useAttentive(onAway)
  const unread = useView((view) => view.conversations[id]?.unread ?? 0)
  useFirstLook({ handle, history, line, stuck, flash: setFlash })

  useLayoutEffect(() => {
    if (stuck.current && history.end) handle.current?.scrollToIndex(rows.length - 1, { align: 'end' })
  }, [rows, history.end])

  const seen = useCallback(() => {
    if (attentive && stuck.current && history.end) chat.read(id)
  }, [chat, id, attentive, history.end])
  useEffect(seen, [seen, rows])

  const scrolled = (offset: number) => {
    const it = handle.current
    if (!it) return
    const toEnd = it.scrollSize - offset - it.viewportSize
    stuck.current = history.end && toEnd < BOTTOM_PX
    setBelow(!stuck.current && (toEnd > it.viewportSize * 0.5 || !history.end))
    if (offset < NEAR_PX) void attempt(chat.reading.more(id, 'older'))
    if (toEnd < NEAR_PX && !history.end) void attempt(chat.reading.more(id, 'newer'))
    seen()
  }
  const toEnd = () => {
    stuck.current = true
    if (history.end) handle.current?.scrollToIndex(rows.length - 1, { align: 'end' })
    else void attempt(chat.reading.jump(id, null))
  }
  const jump = useCallback(
    (seq: number) => {
      const { items } = chat.view.get().histories[id] ?? { items: [] }
      const at = place(items, seq)
      stuck.current = false
      if (items[at]?.seq === seq) {
        handle.current?.scrollToIndex(at, { align: 'center' })
        setFlash(seq)
      } else void attempt(chat.reading.jump(id, seq))
    },
    [chat, id],
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
          shift={isPrepended}
          onScroll={scrolled}
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
                before={rows[index - 1] as Message | undefined}
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
      {below && (
        <button type="button" className={css.below} onClick={toEnd} aria-label={t('chat.newest')}>
          {unread > 0 && <span>{t('chat.new_below', { count: unread })}</span>}
          <Icon of="down" size={18} />
        </button>
      )}
    </div>
  )
}

/** Were messages put in front since the last time? Then the list must keep its distance to the end. */
function useGrownInFront(items: Message[]): boolean {
  const before = useRef<Message[]>(items)
  const first = before.current[0]
  const grown = first !== undefined && items.length > 0 && items[0]!.seq !== first.seq
  useLayoutEffect(() => {
    before.current = items
  })
  return grown
}

interface Look {
  handle: { current: VirtualizerHandle | null }
  history: Stretch
  line: number | null
  stuck: { current: boolean }
  flash: (seq: number) => void
}

/** Where does the eye fall first: on the message that was asked for, the first new one, or the last one? */
function useFirstLook({ handle, history, line, stuck, flash }: Look): void {
  useLayoutEffect(() => {
    const { items, target } = history
    const isNews = line !== null && (target === undefined || target === line + 1)
    const seq = target ?? (isNews ? line! + 1 : undefined)
    if (seq === undefined || items.length === 0) return
    const at = Math.min(place(items, seq), items.length - 1)
    if (isNews && items.length - at < 6) return
    stuck.current = false
    handle.current?.scrollToIndex(at, { align: isNews ? 'start' : 'center', offset: isNews ? -60 : 0 })
    if (!isNews) flash(seq)
    // Only when the list begins: afterwards people scroll by themselves.
  }, [])
}

/** Arrow keys go from message to message. */
function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  const target = event.target as HTMLElement
  if (step === undefined || target.closest('[role="menu"], textarea, input')) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-message]')]
  const at = all.indexOf(target.closest<HTMLElement>('[data-message]')!)
  const next = at < 0 ? all.at(step < 0 ? -1 : 0) : all[at + step]
  if (!next) return
  event.preventDefault()
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest' })
}

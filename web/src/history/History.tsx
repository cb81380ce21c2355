/** What was said, from any point to both ends: which stretch of it is shown, and what in it is new? */
import { useCallback, useEffect, useRef, useState } from 'react'
import { attempt } from '../parts/toasts.ts'
import type { Waiting } from '../state/model.ts'
import { useChat, useView } from '../state/store.ts'
import { Scroll } from './Scroll.tsx'
import type { Task } from './task.ts'

const NONE: Waiting[] = []

interface Props {
  id: string
  /** Grows with each message that is sent here. */
  sent: number
  onTask: (task: Task) => void
}

export function History({ id, sent, onTask }: Props) {
  const chat = useChat()
  const history = useView((view) => view.histories[id])!
  const waiting = useView((view) => view.waiting[id] ?? NONE)
  const online = useView((view) => view.link === 'online')
  const [line, setLine] = useState<number | null>(() => {
    const it = chat.view.get().conversations[id]
    return it && it.unread > 0 ? it.read_seq : null
  })
  const away = useCallback(() => {
    const it = chat.view.get().conversations[id]
    if (it) setLine(it.unread > 0 ? it.read_seq : it.last_seq)
  }, [chat, id])
  const isOpening = useRef(true)
  useEffect(() => {
    isOpening.current = false
  }, [])
  // Who sends wants to see it: from far away the newest stretch is shown, as soon as it can be read.
  const led = useRef(sent)
  useEffect(() => {
    if (led.current === sent) return
    if (history.end) led.current = sent
    else void attempt(chat.reading.jump(id, null))
  }, [chat, id, sent, history.end, online])
  return (
    <Scroll
      key={history.place}
      id={id}
      history={history}
      waiting={waiting}
      line={line}
      isOpening={isOpening.current}
      sent={sent}
      onAway={away}
      onNews={setLine}
      onTask={onTask}
    />
  )
}

/** When are older and newer messages asked for? While the edge is near: after each scrolling, page and new size. */
import { useCallback, useEffect, useRef, type RefObject } from 'react'
import { attempt } from '../parts/toasts.ts'
import { KEPT } from '@tokenim/client'
import type { History } from '../state/model.ts'
import { useChat, useView } from '../state/store.ts'
import { toEnd, wants } from './standing.ts'
import { measure } from './useStanding.ts'

/** After a failure scrolling asks no more for so long: each failure says so on the screen. */
const PAUSE_MS = 3_000

export function useEdges(id: string, { items, start, end }: History, box: RefObject<HTMLElement | null>) {
  const chat = useChat()
  const online = useView((view) => view.link === 'online')
  const pausedUntil = useRef(0)
  const look = useCallback(() => {
    const ask = async (side: 'older' | 'newer') => {
      if (Date.now() < pausedUntil.current) return
      if (!(await attempt(chat.reading.more(id, side)))) pausedUntil.current = Date.now() + PAUSE_MS
    }
    const { older, newer } = wants(measure(box.current))
    if (older && !start) void ask('older')
    else if (newer && !end) void ask('newer')
  }, [chat, id, start, end, box])
  // After a page nobody needs to scroll for the next one: somebody who stands at the very top cannot.
  useEffect(look, [look, items, online])
  // What lies far away on the other side is forgotten, in a step of its own: the list must see each change by itself.
  useEffect(() => {
    if (items.length <= KEPT) return
    const seen = measure(box.current)
    chat.reading.forgetFar(id, toEnd(seen) > seen.top ? 'newer' : 'older')
  }, [chat, id, items, box])
  return { look }
}

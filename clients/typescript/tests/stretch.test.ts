/** Do pages and events make one stretch without holes and doubles? */
import { describe, expect, test } from 'vitest'
import type { Message, Stretch } from '../src/index.ts'
import * as histories from '../src/stretch.ts'

const message = (seq: number): Message => ({ seq, sender_id: 'u', sent_at: '', type: 'text', content: {} })
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index))
const stretch = (from: number, to: number, more: Partial<Stretch> = {}): Stretch => ({
  items: range(from, to),
  start: false,
  end: true,
  ...more,
})
const seqs = (history: Stretch) => history.items.map((one) => one.seq)

describe('pages', () => {
  test('that overlap are joined without doubles', () => {
    const older = histories.older(stretch(5, 8), { items: range(2, 6), more: true })
    expect(seqs(older)).toEqual([2, 3, 4, 5, 6, 7, 8])
    const newer = histories.newer(stretch(2, 5, { end: false }), { items: range(4, 7), more: false })
    expect(seqs(newer)).toEqual([2, 3, 4, 5, 6, 7])
    expect(newer.end).toBe(true)
  })

  test('say when the first message is reached', () => {
    expect(histories.older(stretch(5, 8), { items: range(1, 4), more: false }).start).toBe(true)
  })

  test('around a message reach the ends only when they do', () => {
    expect(histories.around({ items: range(40, 60), more: true }, 100)).toMatchObject({
      start: false,
      end: false,
    })
    expect(histories.around({ items: range(1, 60), more: true }, 60)).toMatchObject({
      start: true,
      end: true,
    })
  })

  test('what is too much is let go on one side, and that side says so', () => {
    const full = stretch(1, histories.KEPT + 100, { start: true, end: true })
    const top = histories.shortened(full, 'newer')
    expect(top).toMatchObject({ start: true, end: false })
    expect([top.items.length, top.items[0]!.seq]).toEqual([histories.KEPT, 1])
    const bottom = histories.shortened(full, 'older')
    expect(bottom).toMatchObject({ start: false, end: true })
    expect([bottom.items.length, bottom.items[0]!.seq]).toEqual([histories.KEPT, 101])
    expect(histories.shortened(top, 'older')).toBe(top)
  })
})

describe('an event', () => {
  test('with an older seq goes where it belongs', () => {
    const holed = { ...stretch(1, 2), items: [message(1), message(4)] }
    expect(seqs(histories.arrived(holed, message(3)))).toEqual([1, 3, 4])
  })

  test('from before the stretch is left for its page', () => {
    expect(seqs(histories.arrived(stretch(5, 8), message(2)))).toEqual([5, 6, 7, 8])
  })
})

test('whatever the order of arrival, the stretch is in order and holds each message once', () => {
  for (let round = 0; round < 200; round++) {
    const all = range(1, 30).sort(() => Math.random() - 0.5)
    const twice = [...all, ...all.slice(0, 10)]
    const history = twice.reduce<Stretch>((it, one) => histories.arrived(it, one), {
      items: [],
      start: true,
      end: true,
    })
    expect(seqs(history)).toEqual(range(1, 30).map((one) => one.seq))
  }
})

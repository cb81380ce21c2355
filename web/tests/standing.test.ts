/** Does the history stand where people expect it? */
import { describe, expect, test } from 'vitest'
import {
  aimed,
  atEnd,
  firstLook,
  held,
  isWayDown,
  scrolled,
  settled,
  toEnd,
  wants,
  wayDown,
} from '../src/history/standing.ts'

const box = (top: number, size = 2_000, height = 800) => ({ top, size, height })
const end = atEnd(box(1_200))
const reading = settled(box(300), true)

describe('at the end', () => {
  test.each([
    ['a lower window', box(1_200, 2_000, 450), 1_550],
    ['a taller one', box(1_100, 2_000, 900), null],
    ['a new message', box(1_200, 2_070), 1_270],
    ['a picture that came in', box(1_200, 2_400), 1_600],
    ['a message that was taken back', box(1_150, 1_950), null],
  ])('it stays there through %s', (_, seen, top) => {
    const next = held(end, seen, true)
    expect(next.top).toBe(top)
    expect(next.standing.isAtEnd).toBe(true)
    expect(toEnd(next.standing.seen)).toBe(0)
  })

  test('a few pixels that somebody scrolled stay as they are', () => {
    const near = scrolled(end, box(1_180), true)
    expect(near).toMatchObject({ isAtEnd: true, gap: 20 })
    expect(held(near, box(1_180, 2_100), true).top).toBe(1_280)
  })

  test('who scrolls up leaves it, and who comes back is there again', () => {
    const above = scrolled(end, box(900), true)
    expect(above.isAtEnd).toBe(false)
    expect(scrolled(above, box(1_190), true).isAtEnd).toBe(true)
  })

  test('a scroll that the browser made because something became smaller leaves nothing', () => {
    expect(scrolled(end, box(1_000, 2_000, 600), true).isAtEnd).toBe(true)
  })

  test('the end of a stretch that does not reach the newest message is not the end', () => {
    expect(scrolled(reading, box(1_200), false).isAtEnd).toBe(false)
  })
})

describe('reading above', () => {
  test('nothing moves by itself', () => {
    expect(held(reading, box(300, 2_500), true).top).toBeNull()
    expect(held(reading, box(300, 2_000, 450), true).top).toBeNull()
  })

  test('a window that becomes large enough to show the end shows the end', () => {
    expect(held(reading, box(300, 2_000, 1_700), true).standing.isAtEnd).toBe(true)
  })

  test('a way down is offered from half a window away, from news at once, and from far away always', () => {
    expect(isWayDown(reading, true, 0)).toBe(true)
    expect(isWayDown(settled(box(1_000), true), true, 0)).toBe(false)
    expect(isWayDown(settled(box(1_000), true), true, 3)).toBe(true)
    expect(isWayDown(settled(box(1_200), false), false, 0)).toBe(true)
    expect(isWayDown(end, true, 3)).toBe(false)
  })
})

test('while it is aimed at a row, guessed sizes say nothing about the end', () => {
  const aim = aimed(box(0, 900))
  expect(scrolled(aim, box(100, 900), true).isAtEnd).toBe(false)
  expect(held(aim, box(100, 900), true)).toMatchObject({ top: null, standing: { isAimed: true } })
  expect(isWayDown(aimed(box(0, 3_000)), true, 60)).toBe(true)
})

test('pages are asked for near the edges, also at the very top', () => {
  expect(wants(box(0, 9_000))).toEqual({ older: true, newer: false })
  expect(wants(box(4_000, 9_000))).toEqual({ older: false, newer: false })
  expect(wants(box(8_000, 9_000))).toEqual({ older: false, newer: true })
})

describe('the first look', () => {
  const items = [11, 12, 14, 15].map((seq) => ({ seq }))
  const opened = { items, start: false, target: undefined, line: null }

  test.each([
    ['the end when nothing is new', opened, { at: 'end' }],
    ['the first new message', { ...opened, line: 12 }, { at: 'news', index: 2 }],
    [
      'the first new message that was asked for',
      { ...opened, line: 12, target: 13 },
      { at: 'news', index: 2 },
    ],
    ['a message that was asked for', { ...opened, line: 14, target: 12 }, { at: 'message', index: 1 }],
    ['the end when the first new message is above the stretch', { ...opened, line: 3 }, { at: 'end' }],
    ['the beginning when all of it is new', { ...opened, start: true, line: 3 }, { at: 'news', index: 0 }],
    ['the end when the news are gone', { ...opened, line: 15 }, { at: 'end' }],
    [
      'the last message when what was asked for is gone',
      { ...opened, target: 20 },
      { at: 'message', index: 3 },
    ],
    ['nothing in an empty stretch', { ...opened, items: [], line: 3 }, { at: 'end' }],
  ] as const)('falls on %s', (_, stretch, look) => {
    expect(firstLook(stretch)).toEqual(look)
  })
})

describe('the way down', () => {
  const items = [11, 12, 14, 15].map((seq) => ({ seq }))
  const [isBelow, isSeen] = [() => true, () => false]
  const below = { items, end: true, unread: 14, isBelow }

  test.each([
    ['to the first message that was not read', below, { at: 'news', index: 2 }],
    ['from there to the newest', { ...below, isBelow: isSeen }, { at: 'end' }],
    ['to the newest when all was read', { ...below, unread: null }, { at: 'end' }],
    ['to news in another stretch', { ...below, end: false, unread: 90 }, { at: 'elsewhere', seq: 90 }],
    ['to the newest when the news are gone', { ...below, unread: 90 }, { at: 'end' }],
  ] as const)('leads %s', (_, where, way) => {
    expect(wayDown(where)).toEqual(way)
  })
})

/** Whom does a message mention while it is being written? */
import { describe, expect, test } from 'vitest'
import {
  characters,
  isNothing,
  mentioning,
  mentionsOf,
  NOTHING,
  retyped,
} from '../src/composer/composition.ts'

const text = (value: string) => ({ ...NOTHING, text: value })
const withBob = mentioning(text('hello @Bob and all'), 'u_bob', 6, 'Bob')
const whom = (it: typeof withBob) => mentionsOf(it).mentions

describe('a mention keeps its place', () => {
  test('while somebody writes before it', () => {
    const next = retyped(withBob, 'oh hello @Bob and all', 3)
    expect(next.mentions).toEqual([{ user_id: 'u_bob', from: 9, length: 4 }])
  })

  test('while somebody writes behind it', () => {
    expect(retyped(withBob, 'hello @Bob and everybody').mentions).toEqual(withBob.mentions)
    expect(whom(retyped(withBob, 'hello @Bob, and all', 11))).toEqual(['u_bob'])
  })

  test('when the text behind it is written in a script without spaces', () => {
    const wang = mentioning(text('@王伟'), 'u_wang', 0, '王伟')
    expect(whom(retyped(wang, '@王伟你好'))).toEqual(['u_wang'])
  })

  test('when the same words are written once more in front of it', () => {
    const next = retyped(mentioning(text('@Sam'), 'u_sam', 0, 'Sam'), '@Sam@Sam', 4)
    expect(next.mentions).toEqual([{ user_id: 'u_sam', from: 4, length: 4 }])
  })
})

describe('a mention ends', () => {
  test('with a letter taken from it', () => {
    expect(whom(retyped(withBob, 'hello @Bo and all', 9))).toEqual([])
  })

  test('with a letter written into it', () => {
    expect(whom(retyped(withBob, 'hello @Boob and all', 9))).toEqual([])
  })

  test('with a letter that makes it another name', () => {
    const ann = mentioning(text('@Ann'), 'u_ann', 0, 'Ann')
    expect(whom(retyped(ann, '@Anna'))).toEqual([])
  })

  test('with the text', () => {
    const unplaced = { ...withBob, mentions: [{ user_id: 'u_bob', from: 0, length: 0 }] }
    expect(whom(retyped(unplaced, 'hello'))).toEqual(['u_bob'])
    expect(whom(retyped(unplaced, ''))).toEqual([])
  })

  test('with another that takes its place', () => {
    const other = mentioning(withBob, 'u_other', 6, 'Bob')
    expect(whom(other)).toEqual(['u_other'])
  })
})

test('two of one name are two, and one who is named twice is mentioned once', () => {
  const one = mentioning(text('@Sam @Sam @Sam'), 'u_1', 0, 'Sam')
  const three = mentioning(mentioning(one, 'u_2', 5, 'Sam'), 'u_1', 10, 'Sam')
  expect(mentionsOf(three)).toEqual({ mentions: ['u_1', 'u_2'], mentions_all: false })
})

test('everyone is mentioned without an id', () => {
  expect(mentionsOf(mentioning(text('@all come'), null, 0, 'all'))).toEqual({
    mentions: [],
    mentions_all: true,
  })
})

test('an answer without words is something, nothing is not', () => {
  expect(isNothing(NOTHING)).toBe(true)
  expect(isNothing({ ...NOTHING, reply_to: 3 })).toBe(false)
})

test('characters are counted as the server counts them', () => {
  expect(characters('a😀é你')).toBe(4)
  expect(characters('👩‍💻')).toBe(3)
  expect(characters('\ud83d')).toBe(1)
})

/** Who is meant by what was written? */
import { describe, expect, test } from 'vitest'
import { ALL, insert, meant, wantedAt } from '../src/composer/mentions.ts'
import { initials } from '../src/parts/Avatar.tsx'

describe('while writing', () => {
  test('an @ at the beginning of a word asks for people', () => {
    expect(wantedAt('hello @le', 9)).toEqual({ from: 6, word: 'le' })
    expect(wantedAt('你好，@王', 5)).toEqual({ from: 3, word: '王' })
    expect(wantedAt('@', 1)).toEqual({ from: 0, word: '' })
  })

  test('an @ within a word is an address', () => {
    expect(wantedAt('ann@example', 11)).toBeNull()
    expect(wantedAt('@ann is', 7)).toBeNull()
  })

  test('the chosen name takes the place of what was written', () => {
    expect(insert('hello @le there', 6, 9, 'Lena')).toEqual({ text: 'hello @Lena there', cursor: 12 })
  })
})

test('only those whose name still stands there are meant', () => {
  const chosen = [
    { id: 'u_1', name: 'Lena', more: '' },
    { id: 'u_2', name: 'Omar', more: '' },
    { id: ALL, name: 'all', more: '' },
  ]
  expect(meant('@Lena and @all come', chosen)).toEqual({ mentions: ['u_1'], mentions_all: true })
})

test('initials suit names with and without spaces', () => {
  expect(initials('Lena Hoffmann')).toBe('LH')
  expect(initials('王伟')).toBe('王')
  expect(initials('noor')).toBe('N')
  expect(initials('  ')).toBe('?')
})

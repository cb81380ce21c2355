/** When does an @ ask for people? */
import { expect, test } from 'vitest'
import { wantedAt } from '../src/composer/mentions.ts'
import { initials } from '../src/parts/Avatar.tsx'

test('an @ at the beginning of a word asks for people', () => {
  expect(wantedAt('hello @le', 9)).toEqual({ from: 6, word: 'le' })
  expect(wantedAt('(@le', 4)).toEqual({ from: 1, word: 'le' })
  expect(wantedAt('你好，@王', 5)).toEqual({ from: 3, word: '王' })
  expect(wantedAt('@', 1)).toEqual({ from: 0, word: '' })
})

test('scripts without spaces need none before it, and a full-width @ is one', () => {
  expect(wantedAt('请问@李', 4)).toEqual({ from: 2, word: '李' })
  expect(wantedAt('＠李', 2)).toEqual({ from: 0, word: '李' })
  expect(wantedAt('教えて@さ', 5)).toEqual({ from: 3, word: 'さ' })
  expect(wantedAt('안녕@김', 4)).toEqual({ from: 2, word: '김' })
})

test('an @ within a mail address, or one that was left behind, asks for nobody', () => {
  expect(wantedAt('ann@example', 11)).toBeNull()
  expect(wantedAt('ann.b-1@李', 9)).toBeNull()
  expect(wantedAt('Grüße an jürgen@', 16)).toBeNull()
  expect(wantedAt('@ann is', 7)).toBeNull()
})

test('initials suit names with and without spaces', () => {
  expect(initials('Lena Hoffmann')).toBe('LH')
  expect(initials('王伟')).toBe('王')
  expect(initials('noor')).toBe('N')
  expect(initials('  ')).toBe('?')
})

test('initials are whole signs that one sees', () => {
  expect(initials('🇨🇳 Wei')).toBe('🇨🇳W')
  expect(initials('👩‍💻 Ada')).toBe('👩‍💻A')
  expect(initials('\u200bBob')).toBe('B')
  expect(initials('\u202e\u2066Bob \u200d')).toBe('B')
  expect(initials('é́clair')).toBe('É́')
  expect(initials('\u3164')).toBe('?')
})

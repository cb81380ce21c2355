/** Which emoji does a word find, and which texts are shown large? */
import { describe, expect, test } from 'vitest'
import { find, GROUPS } from '../src/composer/emoji.ts'
import { isBare } from '../src/history/bare.ts'

const signs = (text: string) => find(text).map(({ sign }) => sign)

describe('searching emoji', () => {
  test('the beginning of a word finds, in English and Chinese', () => {
    expect(signs('coff')).toEqual(['☕'])
    expect(signs('Birthday ca')).toEqual(['🎂'])
    expect(signs('奶茶')).toEqual(['🧋'])
    expect(signs('茶')).toEqual(['🍵', '🧋'])
  })

  test('the middle of a word does not', () => {
    expect(signs('offee')).toEqual([])
  })

  test('an emoji finds itself', () => {
    expect(signs('🚀')).toEqual(['🚀'])
  })

  test('no emoji stands in two groups, and all can be found by a word in both languages', () => {
    const all = Object.values(GROUPS).flat()
    expect(new Set(all.map(({ sign }) => sign)).size).toBe(all.length)
    for (const { words } of all) expect(words).toMatch(/^[a-z ]+ \p{Script=Han}+( \p{Script=Han}+)*$/u)
  })
})

describe('a text of emoji alone', () => {
  test.each(['🙏', '❤️', '👍🏽', '👨‍👩‍👧', '🇩🇪', '🎉🥳', '🎉 🎉 🎉'])('%s is bare', (text) => {
    expect(isBare(text)).toBe(true)
  })

  test.each(['', '7', '#', 'ok 👍', '🎉🎉🎉🎉', '🇩'])('“%s” is not', (text) => {
    expect(isBare(text)).toBe(false)
  })
})

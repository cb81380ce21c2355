/** Are those who are mentioned found in the text, also under a name of yesterday? */
import { expect, test } from 'vitest'
import { located } from '../src/state/mentioned.ts'

const bob = { user_id: 'u_bob', names: ['Bob Baker', 'bob'] }
const said = (text: string, ...named: { user_id: string | null; names: string[] }[]) =>
  located(text, named).map(({ user_id, from, length }) => [user_id, text.slice(from, from + length)])

test('by the name that is shown, by the user name, and behind a full-width @', () => {
  expect(said('hi @Bob Baker!', bob)).toEqual([['u_bob', '@Bob Baker']])
  expect(said('hi @bob!', bob)).toEqual([['u_bob', '@bob']])
  expect(said('请问＠bob', bob)).toEqual([['u_bob', '＠bob']])
})

test('the longest name wins, and no name is found within a longer word', () => {
  const ann = { user_id: 'u_ann', names: ['Ann'] }
  const anna = { user_id: 'u_anna', names: ['Anna'] }
  expect(said('@Anna and @Ann', ann, anna)).toEqual([
    ['u_anna', '@Anna'],
    ['u_ann', '@Ann'],
  ])
})

test('two of one name are found one after the other', () => {
  const sams = ['u_1', 'u_2'].map((user_id) => ({ user_id, names: ['Sam'] }))
  expect(said('@Sam, @Sam', ...sams)).toEqual([
    ['u_1', '@Sam'],
    ['u_2', '@Sam'],
  ])
})

test('who has another name now is found by the word that is left', () => {
  const renamed = { user_id: 'u_rob', names: ['Robert', 'rob'] }
  expect(said('@Bobby. Please look', renamed)).toEqual([['u_rob', '@Bobby']])
  expect(said('write to x@y.example, @Bobby', renamed)).toEqual([['u_rob', '@Bobby']])
})

test('everyone in whatever language, and somebody without a word in the text', () => {
  expect(said('@所有人 look', { user_id: null, names: ['all', '所有人'] })).toEqual([[null, '@所有人']])
  expect(said('look', bob)).toEqual([['u_bob', '']])
})

test('somebody else who is named in the text is not taken for who is mentioned', () => {
  const sam = { user_id: 'u_sam', names: ['Sam'] }
  const kim = { user_id: 'u_kim', names: ['Kimberley'] }
  const others = ['Sam Smith', 'bob', 'Sam']
  const found = (text: string, one: typeof sam) =>
    located(text, [one], others).map(({ from, length }) => text.slice(from, from + length))
  expect(found('@Sam Smith and @Sam', sam)).toEqual(['@Sam'])
  expect(found('@bob, ask @Kim', kim)).toEqual(['@Kim'])
  expect(found('ask @bob', kim)).toEqual(['@bob'])
})

test('within a word only by the whole name, and never in a mail address that is left out', () => {
  expect(said('see@bob, or ask @bob', bob)).toEqual([['u_bob', '@bob']])
  expect(said('thanks@Bob Baker!', bob)).toEqual([['u_bob', '@Bob Baker']])
  expect(said('grüß@Bobby', { user_id: 'u_rob', names: ['Robert'] })).toEqual([['u_rob', '']])
})

test('a text full of @ takes no time', () => {
  const others = Array.from({ length: 500 }, (_, index) => `Somebody ${index}`)
  for (const text of ['@'.repeat(20_000), '@a '.repeat(6_000)]) {
    const began = performance.now()
    located(text, [bob], others)
    expect(performance.now() - began).toBeLessThan(500)
  }
})

/** Is the whole address found, and nothing but the address? */
import { describe, expect, test } from 'vitest'
import { links } from '../src/history/links.ts'

const found = (text: string) => links(text).map(({ from, to, href }) => [text.slice(from, to), href])
const page = (address: string) => [address, address]

describe('an address of a page', () => {
  test.each([
    ['https://a.example/wiki/Foo_(bar)'],
    ["https://a.example/it's?q=don't&x=[1]"],
    ['http://localhost:8000/c/c_1#top'],
    ['https://user:secret@a.example/'],
    ['https://[::1]:8000/'],
    ['https://zh.example.org/wiki/北京'],
    ['https://中文.example/路'],
    ['https://a.example/~ann/@bob'],
  ])('%s is taken whole', (address) => {
    expect(found(`see ${address} there`)).toEqual([page(address)])
    expect(found(`see (${address}).`)).toEqual([page(address)])
    expect(found(`「${address}」`)).toEqual([page(address)])
  })

  test.each([
    '.',
    ',',
    '!',
    '?',
    ')',
    '),',
    '."',
    '’',
    '…',
    '**',
    '！',
    '？',
    '》',
    '」',
    '，好',
    '）',
    '”',
    '>',
  ])('the sentence goes on with %s behind it', (behind) => {
    expect(found(`https://a.example/b${behind}`)).toEqual([page('https://a.example/b')])
  })

  test('a sentence in Chinese goes on behind the host', () => {
    expect(found('看https://a.example吧')).toEqual([page('https://a.example')])
  })

  test('begins with www, too, but not with www alone', () => {
    expect(found('www.example.org/x, and WWW.example.com.')).toEqual([
      ['www.example.org/x', 'https://www.example.org/x'],
      ['WWW.example.com', 'https://WWW.example.com'],
    ])
    expect(found('www. and www.example and awww.example.org')).toEqual([])
  })

  test('is nothing else', () => {
    expect(found('https:// javascript:alert(1) ftp://a.example //a.example')).toEqual([])
  })
})

test('mail addresses are found, and mentions are none', () => {
  expect(found('Write to me@example.com, or ann.b+c@mail.example.org.')).toEqual([
    ['me@example.com', 'mailto:me@example.com'],
    ['ann.b+c@mail.example.org', 'mailto:ann.b+c@mail.example.org'],
  ])
  expect(found('问me@example.com吧')).toEqual([['me@example.com', 'mailto:me@example.com']])
  expect(found('@ann me@home a@b. @example.com')).toEqual([])
})

test('telephone numbers are found, and other numbers are none', () => {
  expect(found('Call +49 30 123456-78 or (555) 234-5678!')).toEqual([
    ['+49 30 123456-78', 'tel:+493012345678'],
    ['(555) 234-5678', 'tel:5552345678'],
  ])
  expect(found('1 + 2 = 3, 28.11.2026, 12345678901, 1.234.567, +1, 192.168.100.200')).toEqual([])
})

test.each([
  'https://a.example/' + ')'.repeat(19_900),
  'a'.repeat(20_000),
  '@'.repeat(20_000),
  'a@'.repeat(10_000),
  'https://'.repeat(2_500),
  '+1 '.repeat(6_000),
  '('.repeat(9_000) + 'www.a.bc' + ')'.repeat(9_000),
  'a.'.repeat(9_000) + '@a.de',
])('a long text takes no time (%#)', (text) => {
  const began = performance.now()
  links(text)
  expect(performance.now() - began).toBeLessThan(100)
})

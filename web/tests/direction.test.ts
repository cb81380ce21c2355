/** Does a name turn nothing but itself? */
import { expect, test } from 'vitest'
import { isolated, plain } from '../src/words/direction.ts'

test('a name that runs from the right stands by itself in a sentence', () => {
  expect(isolated('נועה')).toBe('\u2068נועה\u2069')
  expect(isolated('مرحبا')).toBe('\u2068مرحبا\u2069')
  expect(isolated('Ann')).toBe('Ann')
  expect(isolated('李四 😀')).toBe('李四 😀')
})

test('signs that turn what follows are left out', () => {
  expect(isolated('\u202eknab ruoY')).toBe('\u2068knab ruoY\u2069')
  expect(plain('a\u2069\u202eb')).toBe('ab')
})

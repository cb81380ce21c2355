/** Is what was begun kept as a whole, at once, and in every tab? */
import { MemoryStore } from '@tokenim/client'
import { afterEach, expect, test, vi } from 'vitest'
import { Drafts } from '../src/state/drafts.ts'

const answer = { text: '@Bob look', mentions: [{ user_id: 'u_bob', from: 0, length: 4 }], reply_to: 7 }
const open: Drafts[] = []

function tab(store: MemoryStore, page: EventTarget = new EventTarget(), user = 'u_me'): Drafts {
  const drafts = new Drafts(store, user, page)
  open.push(drafts)
  return drafts
}

afterEach(() => {
  for (const drafts of open.splice(0)) drafts.close()
})

test('a draft comes back as a whole', async () => {
  const store = new MemoryStore()
  tab(store).set('c_1', answer)
  await vi.waitFor(async () => expect((await store.drafts()).get('c_1')).toEqual(answer))
  const later = tab(store)
  await vi.waitFor(() => expect(later.all.get()).toEqual({ c_1: answer }))
})

test('what is written while the store is read is newer', async () => {
  const store = new MemoryStore()
  await store.setDraft('c_1', answer)
  const drafts = tab(store)
  drafts.set('c_1', { ...answer, text: 'newer' })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(drafts.all.get()['c_1']?.text).toBe('newer')
})

test('other tabs of the same user follow, and forget what was sent', async () => {
  const store = new MemoryStore()
  const [one, other, stranger] = [tab(store), tab(store), tab(new MemoryStore(), undefined, 'u_other')]
  one.set('c_1', answer)
  await vi.waitFor(() => expect(other.all.get()['c_1']).toEqual(answer))
  one.set('c_1', null)
  await vi.waitFor(() => expect(other.all.get()).toEqual({}))
  expect(stranger.all.get()).toEqual({})
})

test('a page that ends hands over what waits behind a write', async () => {
  const store = new MemoryStore()
  const written: (string | undefined)[] = []
  store.setDraft = (_, draft) => {
    written.push(draft?.text)
    return new Promise(() => undefined)
  }
  const page = new EventTarget()
  const drafts = tab(store, page)
  for (const text of ['a', 'ab', 'abc']) drafts.set('c_1', { ...answer, text })
  expect(written).toEqual(['a'])
  page.dispatchEvent(new Event('pagehide'))
  expect(written).toEqual(['a', 'abc'])
})

test('an answer keeps what was written before it', () => {
  const drafts = tab(new MemoryStore())
  drafts.set('c_1', { ...answer, reply_to: null })
  drafts.answer('c_1', 9)
  expect(drafts.all.get()['c_1']).toEqual({ ...answer, reply_to: 9 })
})

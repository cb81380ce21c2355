/** Are answered messages read together, once, and told of what happens to them? */
import { RestError } from '@tokenim/client'
import { expect, test, vi } from 'vitest'
import { fold } from '../src/state/fold.ts'
import { start, type Message } from '../src/state/model.ts'
import { Quotes, spans } from '../src/state/quotes.ts'
import { Holder } from '../src/state/holder.ts'

const message = (seq: number): Message => ({
  seq,
  sender_id: 'u_1',
  sent_at: '2026-11-28T10:00:00Z',
  type: 'text',
  content: { text: `words ${seq}` },
})

function world(known: number[]) {
  const asked: string[] = []
  const view = new Holder(start({ id: 'u_me' }))
  const api = {
    async message(_: string, seq: number) {
      asked.push(`one ${seq}`)
      if (known.includes(seq)) return message(seq)
      throw new RestError({ code: 'message.not_found', status: 404 })
    },
    async messages(_: string, { after_seq = 0, limit }: { after_seq?: number; limit: number }) {
      asked.push(`${limit} after ${after_seq}`)
      return { items: known.filter((seq) => seq > after_seq && seq <= after_seq + limit).map(message) }
    },
  }
  return { asked, view, quotes: new Quotes(api, view) }
}

test('what lies near is one page, what is wanted twice is read once', async () => {
  const { asked, view, quotes } = world([3, 40, 700])
  for (const seq of [40, 3, 700, 41, 3]) quotes.want('c_1', seq)
  await vi.waitFor(() => expect(Object.keys(view.get().quotes['c_1'] ?? {})).toHaveLength(4))
  expect(asked.toSorted()).toEqual(['39 after 2', 'one 700'])
  expect(view.get().quotes['c_1']?.[41]).toBeNull()
  quotes.want('c_1', 3)
  await new Promise((resolve) => setTimeout(resolve, 40))
  expect(asked).toHaveLength(2)
})

test('a message that is gone is known to be gone', async () => {
  const { view, quotes } = world([])
  quotes.want('c_1', 9)
  await vi.waitFor(() => expect(view.get().quotes['c_1']?.[9]).toBeNull())
})

test('a quote follows its message: edited, recalled, deleted for me', async () => {
  const { view, quotes } = world([9])
  quotes.want('c_1', 9)
  await vi.waitFor(() => expect(view.get().quotes['c_1']?.[9]).toBeTruthy())
  const on = { stream: 'c_1', seq: 20 }
  const by = { by: 'u_1', at: '' }
  const edited = fold(view.get(), {
    ...on,
    event: 'message.edited',
    data: { ...by, target_seq: 9, content: { text: 'other words' } },
  })
  expect(edited.quotes['c_1']?.[9]?.content).toEqual({ text: 'other words' })
  const recalled = fold(view.get(), { ...on, event: 'message.recalled', data: { ...by, target_seq: 9 } })
  expect(recalled.quotes['c_1']?.[9]).toMatchObject({ recalled: true, content: {} })
  const hidden = fold(view.get(), {
    stream: 'u_me',
    event: 'message.hidden',
    data: { ...by, conversation_id: 'c_1', target_seq: 9 },
  })
  expect(hidden.quotes['c_1']?.[9]).toBeNull()
})

test('spans are in order and none reaches too far', () => {
  expect(spans([205, 1, 100, 101, 99], 100)).toEqual([[1, 99, 100], [101], [205]])
})

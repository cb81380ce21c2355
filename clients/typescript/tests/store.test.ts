/** Do both stores keep the same, and does what they keep agree with the events? */
import 'fake-indexeddb/auto'
import { describe, expect, test } from 'vitest'
import { eventOf } from '../src/events.ts'
import { IndexedDbStore, MemoryStore, type Message, type Store, type StreamEvent } from '../src/index.ts'

let number = 0

const STORES: [string, () => Promise<Store>][] = [
  ['in memory', async () => new MemoryStore()],
  ['in IndexedDB', () => IndexedDbStore.open(`store ${++number}`)],
]

function message(seq: number, text = `text ${seq}`): Message {
  const sent_at = '2026-11-24T12:00:00.000Z'
  return { seq, sender_id: 'u_a', client_id: `id ${seq}`, sent_at, type: 'text', content: { text } }
}

function sent(seq: number, stream = 'c_1'): StreamEvent {
  return { event: 'message.sent', stream, seq, data: message(seq) }
}

function own(event: string, seq: number, data: object): StreamEvent {
  return eventOf({ event, stream: 'u_me', seq, data: { by: 'u_me', at: '', ...data } })
}

function changing(event: string, seq: number, data: object): StreamEvent {
  return eventOf({ event, stream: 'c_1', seq, data: { by: 'u_b', at: 'later', ...data } })
}

function state(stream: string, seq: number, heads: Record<string, number>): StreamEvent {
  const conversations = Object.entries(heads).map(([id, last_seq]) => ({ id, last_seq }))
  return eventOf({ event: 'resync_required', stream, seq, data: { conversations } })
}

const seqs = async (store: Store, conversation = 'c_1', before_seq = Infinity) =>
  (await store.history(conversation, { before_seq, limit: 100 })).messages.map(({ seq }) => seq)

describe.each(STORES)('a store %s', (_, open) => {
  test('begins empty', async () => {
    const store = await open()

    expect(await store.load()).toEqual({
      epoch: '',
      positions: new Map(),
      hidden: new Map(),
      outbox: [],
    })
    expect(await store.history('c_1', { limit: 10 })).toEqual({ messages: [], complete_after: null })
  })

  test('keeps messages and positions, those that moved last at the end', async () => {
    const store = await open()

    await store.take([sent(4), sent(1, 'c_2'), sent(5)], 'e_1', 'u_me')
    await store.take(
      [own('read.moved', 7, { conversation_id: 'c_1', seq: 5 }), sent(2, 'c_2')],
      'e_1',
      'u_me',
    )

    const { epoch, positions } = await store.load()
    expect(epoch).toBe('e_1')
    expect([...positions]).toEqual([
      ['c_1', 5],
      ['u_me', 7],
      ['c_2', 2],
    ])
    expect(await store.history('c_1', { limit: 10 })).toEqual({
      messages: [message(4), message(5)],
      complete_after: 3,
    })
  })

  test('gives the newest messages of a conversation, and those before a seq', async () => {
    const store = await open()
    await store.take(
      [1, 2, 3, 4, 10].map((seq) => sent(seq)),
      'e_1',
      'u_me',
    )

    const newest = await store.history('c_1', { limit: 2 })
    const before = await store.history('c_1', { limit: 2, before_seq: 4 })

    expect(newest.messages.map(({ seq }) => seq)).toEqual([4, 10])
    expect(before.messages.map(({ seq }) => seq)).toEqual([2, 3])
  })

  test('changes a message as the events say', async () => {
    const store = await open()
    await store.take([sent(1), sent(2), sent(3), sent(4)], 'e_1', 'u_me')

    await store.take(
      [
        changing('message.edited', 5, { target_seq: 1, content: { text: 'new' } }),
        changing('message.recalled', 6, { target_seq: 2 }),
        changing('reaction.added', 7, { target_seq: 3, emoji: '👍' }),
        changing('reaction.added', 8, { target_seq: 3, emoji: '🎉' }),
        changing('reaction.removed', 9, { target_seq: 3, emoji: '👍' }),
        changing('message.edited', 10, { target_seq: 3, content: null }),
        changing('reaction.added', 11, { target_seq: 3 }),
        own('message.hidden', 1, { conversation_id: 'c_1', target_seq: 4 }),
      ],
      'e_1',
      'u_me',
    )

    const { messages } = await store.history('c_1', { limit: 10 })
    expect(messages).toEqual([
      { ...message(1, 'new'), edited_at: 'later', mentions: [], mentions_all: false },
      { ...message(2), content: {}, recalled: true },
      { ...message(3), reactions: { '🎉': ['u_b'] } },
    ])
  })

  test('shows the own user among however many reacted, and counts the others', async () => {
    const store = await open()
    const users = Array.from({ length: 50 }, (_, number) => `u_${number}`)
    const by = (user: string, seq: number) =>
      changing('reaction.added', seq, { target_seq: 1, emoji: '👍', by: user })
    await store.take([sent(1)], 'e_1', 'u_me')

    await store.take(
      users.map((user, number) => by(user, number + 2)),
      'e_1',
      'u_me',
    )
    await store.take([by('u_b', 60), by('u_me', 61)], 'e_1', 'u_me')

    const { messages } = await store.history('c_1', { limit: 10 })
    const told = { reactions: { '👍': [...users, 'u_me'] }, reaction_counts: { '👍': 52 }, reactions_seq: 61 }
    expect(messages).toEqual([{ ...message(1), ...told }])
  })

  test('replaces a message that was read again, and takes in no other', async () => {
    const store = await open()
    await store.take([sent(1)], 'e_1', 'u_me')

    await store.replace('c_1', message(1, 'again'))
    await store.replace('c_1', message(2, 'unknown'))

    expect((await store.history('c_1', { limit: 9 })).messages).toEqual([message(1, 'again')])
  })

  test('keeps nothing of a message whose deletion was told before it, also over a restart', async () => {
    const store = await open()
    await store.take([sent(1)], 'e_1', 'u_me')
    const hidden = (target_seq: number, seq: number) =>
      own('message.hidden', seq, { conversation_id: 'c_1', target_seq })
    await store.take([hidden(1, 1), hidden(2, 2), hidden(4, 3)], 'e_1', 'u_me')

    expect((await store.load()).hidden).toEqual(new Map([['c_1', [2, 4]]]))
    await store.take([sent(2), sent(3)], 'e_1', 'u_me')
    expect([await seqs(store), (await store.load()).hidden]).toEqual([[3], new Map([['c_1', [4]]])])
    await store.take([sent(4)], 'e_1', 'u_me')
    expect([await seqs(store), (await store.load()).hidden]).toEqual([[3], new Map()])
  })

  test('forgets what the state replaces, and what was left', async () => {
    const store = await open()
    await store.take([sent(1), sent(1, 'c_2'), sent(1, 'c_3')], 'e_1', 'u_me')

    await store.take([state('c_1', 9, { c_1: 9 })], 'e_1', 'u_me')
    expect([await seqs(store), await seqs(store, 'c_2')]).toEqual([[], [1]])
    await store.take([own('conversation.left', 3, { conversation_id: 'c_2' })], 'e_1', 'u_me')
    expect([await seqs(store, 'c_2'), await seqs(store, 'c_3')]).toEqual([[], [1]])
    await store.take([state('u_me', 5, { c_1: 9 }), sent(10)], 'e_2', 'u_me')

    const { epoch, positions } = await store.load()
    expect([epoch, [...positions]]).toEqual([
      'e_2',
      [
        ['u_me', 5],
        ['c_1', 10],
      ],
    ])
    expect(await seqs(store, 'c_3')).toEqual([])
    expect(await store.history('c_1', { limit: 9 })).toEqual({ messages: [message(10)], complete_after: 9 })
  })

  test('keeps older history that joins, and nothing that would leave a hole', async () => {
    const store = await open()
    await store.take([state('u_me', 1, { c_1: 20 }), sent(21)], 'e_1', 'u_me')

    await store.keepHistory('c_1', [message(3)], 3, 10)
    expect(await seqs(store)).toEqual([21])
    await store.keepHistory('c_1', [message(15), message(20)], 11, 20)
    await store.keepHistory('c_1', [message(3), message(4)], 1, 10)

    expect(await seqs(store)).toEqual([3, 4, 15, 20, 21])
    expect((await store.history('c_1', { limit: 1 })).complete_after).toBe(0)
  })

  test('keeps the outbox in order, with what became of each', async () => {
    const store = await open()
    const queued = (client_id: string) => ({
      body: { conversation_id: 'c_1', client_id, type: 'text' as const, content: { text: client_id } },
      queued_at: 'now',
    })
    const problem = { code: 'message.too_long', status: 422 }

    for (const id of ['b', 'a', 'c']) await store.queue(queued(id))
    await store.queue({ ...queued('a'), problem })
    await store.unqueue('b')

    expect((await store.load()).outbox).toEqual([{ ...queued('a'), problem }, queued('c')])
  })

  test('keeps drafts and notes until everything is forgotten', async () => {
    const store = await open()
    await store.take([sent(1)], 'e_1', 'u_me')
    const half = { text: 'half @Bob', mentions: [{ user_id: 'u_2', from: 5, length: 4 }], reply_to: 7 }
    await store.setDraft('c_1', half)
    await store.setDraft('c_2', { text: 'gone', mentions: [], reply_to: null })
    await store.setDraft('c_2', null)
    await store.setNote('list', [1, 2])

    expect(await store.drafts()).toEqual(new Map([['c_1', half]]))
    expect(await store.note('list')).toEqual([1, 2])
    await store.clear()

    expect([await store.drafts(), await store.note('list'), await seqs(store)]).toEqual([
      new Map(),
      undefined,
      [],
    ])
    expect((await store.load()).positions).toEqual(new Map())
  })

  test('keeps nothing after the end', async () => {
    const store = await open()
    await store.clear()
    await store.take([sent(1)], 'e_1', 'u_me')
    await store.setDraft('c_1', { text: 'late', mentions: [], reply_to: null })
    await store.setNote('list', [1])
    await store.queue({
      body: { conversation_id: 'c_1', client_id: 'late', type: 'text', content: { text: 'late' } },
      queued_at: '',
    })

    const { positions, outbox } = await store.load()
    expect([positions.size, outbox, (await store.drafts()).size, await store.note('list')]).toEqual([
      0,
      [],
      0,
      undefined,
    ])
  })

  test('shows nothing of another user who had it before', async () => {
    const store = await open()
    await store.claim('u_before')
    await store.take([sent(1)], 'e_1', 'u_before')
    await store.claim('u_before')
    expect(await seqs(store)).toEqual([1])

    await store.claim('u_me')
    expect([await seqs(store), (await store.load()).positions.size]).toEqual([[], 0])
    await store.take([sent(2)], 'e_1', 'u_me')
    expect(await seqs(store)).toEqual([2])
  })
})

test('IndexedDB has everything back after it was closed', async () => {
  const first = await IndexedDbStore.open('again')
  await first.take([sent(1), sent(2)], 'e_1', 'u_me')
  first.close()

  const second = await IndexedDbStore.open('again')
  await second.take([sent(1, 'c_2')], 'e_1', 'u_me')

  expect([...(await second.load()).positions.keys()]).toEqual(['c_1', 'c_2'])
  expect(await seqs(second)).toEqual([1, 2])
})

/** Does the state of the screen follow the events? */
import { describe, expect, test } from 'vitest'
import { fold } from '../src/state/fold.ts'
import { start, type Conversation, type Happening, type Message, type View } from '../src/state/model.ts'

const ME = 'u_me'
const ANN = 'u_ann'
const GROUP = 'c_1'

const conversation = (more: Partial<Conversation> = {}): Conversation => ({
  id: GROUP,
  kind: 'group',
  last_seq: 4,
  unread: 0,
  mentions: 0,
  role: 'member',
  read_seq: 4,
  delivered_seq: 4,
  pinned: false,
  muted: false,
  member_count: 3,
  created_at: '2026-01-01T00:00:00.000Z',
  created_by: ANN,
  name: 'Garden',
  last_message: message(4),
  ...more,
})

function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    seq,
    sender_id: ANN,
    sent_at: '2026-01-01T10:00:00.000Z',
    type: 'text',
    content: { text: `no. ${seq}` },
    ...more,
  }
}

const view = (more: Partial<Conversation> = {}): View => ({
  ...start({ id: ME }),
  loaded: true,
  conversations: { [GROUP]: conversation(more) },
  histories: { [GROUP]: { items: [message(2), message(3), message(4)], start: false, end: true } },
  members: {
    [GROUP]: Object.fromEntries(
      [ME, ANN].map((user_id) => [
        user_id,
        { user_id, role: 'member', joined_at: '', read_seq: 0, delivered_seq: 0 },
      ]),
    ),
  },
})

const happened = (event: string, data: object, seq?: number, stream = GROUP): Happening => ({
  event,
  stream,
  ...(seq ? { seq } : {}),
  data: data as Happening['data'],
})
const sent = (seq: number, more: Partial<Message> = {}) => happened('message.sent', message(seq, more), seq)
const seqs = (it: View) => it.histories[GROUP]!.items.map((one) => one.seq)

describe('a message', () => {
  test('of somebody else is shown, counted and stands in the list', () => {
    const after = fold(view(), sent(5))
    expect(seqs(after)).toEqual([2, 3, 4, 5])
    expect(after.conversations[GROUP]).toMatchObject({
      unread: 1,
      mentions: 0,
      last_seq: 5,
      last_message: { seq: 5 },
    })
  })

  test('that is told twice is shown and counted once', () => {
    const after = [sent(5), sent(5)].reduce(fold, view())
    expect(seqs(after)).toEqual([2, 3, 4, 5])
    expect(after.conversations[GROUP]!.unread).toBe(1)
  })

  test('that mentions me or everybody counts as a mention, that of another one does not', () => {
    const all = [sent(5, { mentions: [ME] }), sent(6, { mentions_all: true }), sent(7, { mentions: [ANN] })]
    expect(all.reduce(fold, view()).conversations[GROUP]).toMatchObject({ unread: 3, mentions: 2 })
  })

  test('of my own leaves nothing unread and nothing waiting', () => {
    const waiting = { client_id: 'x', conversation_id: GROUP, type: 'text', content: {}, written_at: '' }
    const before: View = {
      ...view({ unread: 3, read_seq: 1 }),
      waiting: { [GROUP]: [waiting, { ...waiting, client_id: 'y' }] },
    }
    const after = fold(before, sent(5, { sender_id: ME, client_id: 'x' }))
    expect(after.conversations[GROUP]).toMatchObject({ unread: 0, read_seq: 5 })
    expect(after.waiting[GROUP]!.map((it) => it.client_id)).toEqual(['y'])
  })

  test('does not appear behind a stretch that does not reach the end', () => {
    const before = view()
    before.histories[GROUP] = { ...before.histories[GROUP]!, end: false }
    expect(seqs(fold(before, sent(9)))).toEqual([2, 3, 4])
  })

  test('shows that its sender read what was said before', () => {
    expect(fold(view(), sent(5)).members[GROUP]![ANN]).toMatchObject({ read_seq: 5, delivered_seq: 5 })
  })

  test('ends the typing of its sender', () => {
    const writing = fold(view(), happened('typing.started', { user_id: ANN }))
    expect(Object.keys(writing.typing[GROUP]!)).toEqual([ANN])
    expect(Object.keys(fold(writing, sent(5)).typing[GROUP]!)).toEqual([])
  })
})

describe('a change of a message', () => {
  test('replaces the content in the history and in the list', () => {
    const edit = { target_seq: 4, content: { text: 'better' }, by: ANN, at: '2026-01-02T00:00:00.000Z' }
    const after = fold(view(), happened('message.edited', edit, 5))
    expect(after.histories[GROUP]!.items.at(-1)).toMatchObject({
      content: { text: 'better' },
      edited_at: edit.at,
    })
    expect(after.conversations[GROUP]).toMatchObject({
      last_seq: 5,
      last_message: { content: { text: 'better' } },
    })
  })

  test('that is a recall leaves no word of it', () => {
    const after = fold(view(), happened('message.recalled', { target_seq: 4, by: ANN, at: '' }, 5))
    expect(JSON.stringify(after)).not.toContain('no. 4')
    expect(after.histories[GROUP]!.items.at(-1)!.recalled).toBe(true)
  })

  test('that is a reaction counts each person once, and is gone when it is taken back', () => {
    const reaction = { target_seq: 3, emoji: '👍', by: ANN, at: '' }
    const twice = [5, 6].map((seq) => happened('reaction.added', reaction, seq)).reduce(fold, view())
    expect(twice.histories[GROUP]!.items[1]!.reactions).toEqual({ '👍': [ANN] })
    const back = fold(twice, happened('reaction.removed', reaction, 7))
    expect(back.histories[GROUP]!.items[1]!.reactions).toEqual({})
  })

  test('hidden for me disappears', () => {
    const hidden = { conversation_id: GROUP, target_seq: 3, by: ME, at: '' }
    expect(seqs(fold(view(), happened('message.hidden', hidden, 9, ME)))).toEqual([2, 4])
  })
})

describe('a group', () => {
  test('counts who joins and leaves, once each', () => {
    const joins = happened('member.joined', { user_ids: ['u_new'], by: ANN, at: '' }, 5)
    const joined = [joins, joins].reduce(fold, view())
    expect(joined.conversations[GROUP]!.member_count).toBe(4)
    expect(joined.members[GROUP]!['u_new']).toMatchObject({ role: 'member' })
    const left = fold(joined, happened('member.left', { user_id: 'u_new', by: 'u_new', at: '' }, 6))
    expect(left.conversations[GROUP]!.member_count).toBe(3)
    expect(left.members[GROUP]!['u_new']).toBeUndefined()
  })

  test('shows my new role at once', () => {
    const after = fold(
      view(),
      happened('member.role_changed', { user_id: ME, role: 'admin', by: ANN, at: '' }, 5),
    )
    expect(after.conversations[GROUP]!.role).toBe('admin')
    expect(after.members[GROUP]![ME]!.role).toBe('admin')
  })

  test('that I left is gone from the list', () => {
    const after = fold(
      view(),
      happened('conversation.left', { conversation_id: GROUP, by: ME, at: '' }, 9, ME),
    )
    expect(after.conversations).toEqual({})
    expect(after.histories).toEqual({})
  })

  test('takes a new name and keeps what was not told', () => {
    const after = fold(
      view({ description: 'Plants' }),
      happened('conversation.updated', { name: 'Roof', by: ANN, at: '' }, 5),
    )
    expect(after.conversations[GROUP]).toMatchObject({ name: 'Roof', description: 'Plants' })
  })
})

describe('cursors', () => {
  test('a receipt never goes back, and who read it also holds it', () => {
    const receipts = [
      happened('receipt.read', { user_id: ANN, seq: 4 }),
      happened('receipt.read', { user_id: ANN, seq: 2 }),
    ]
    expect(receipts.reduce(fold, view()).members[GROUP]![ANN]).toMatchObject({
      read_seq: 4,
      delivered_seq: 4,
    })
  })

  test('what I read on another device is not unread here', () => {
    const before = view({ unread: 2, mentions: 1, read_seq: 2 })
    const after = fold(
      before,
      happened('read.moved', { conversation_id: GROUP, seq: 4, by: ME, at: '' }, 9, ME),
    )
    expect(after.conversations[GROUP]).toMatchObject({ unread: 0, mentions: 0, read_seq: 4 })
  })
})

test('what is not known changes nothing', () => {
  const before = view()
  expect(fold(before, happened('something.new', {}))).toBe(before)
  expect(
    fold(before, happened('message.edited', { target_seq: 999, content: {} }, undefined, 'c_else')),
  ).toBe(before)
})

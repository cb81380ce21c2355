/** Does what is shown follow the events, in whatever order streams tell them? */
import { describe, expect, test } from 'vitest'
import {
  current,
  known,
  nothing,
  quoted,
  reactionCount,
  reduce,
  reread,
  told,
  type Conversation,
  type Message,
  type Shown,
  type StreamEvent,
} from '../src/index.ts'

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
  version: 1,
  created_at: '2026-01-01T00:00:00.000Z',
  created_by: ANN,
  history: 'all',
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

const shown = (more: Partial<Conversation> = {}): Shown => ({
  ...nothing({ id: ME }),
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

/** Events as they come over the wire: without types. */
const happened = (event: string, data: object, seq?: number, stream = GROUP): StreamEvent =>
  JSON.parse(JSON.stringify({ event, stream, ...(seq ? { seq } : {}), data }))
const own = (event: string, data: object) =>
  happened(event, { conversation_id: GROUP, by: ME, at: '', ...data }, 9, ME)
const follow = (before: Shown, ...events: StreamEvent[]) => events.reduce<Shown>(reduce, before)
const sent = (seq: number, more: Partial<Message> = {}) => happened('message.sent', message(seq, more), seq)
const seqs = (it: Shown) => it.histories[GROUP]!.items.map((one) => one.seq)
const group = (it: Shown) => it.conversations[GROUP]!

describe('a message', () => {
  test('of somebody else is shown, counted and stands in the list', () => {
    const after = reduce(shown(), sent(5))
    expect(seqs(after)).toEqual([2, 3, 4, 5])
    expect(after.conversations[GROUP]).toMatchObject({
      unread: 1,
      mentions: 0,
      last_seq: 5,
      last_message: { seq: 5 },
    })
  })

  test('that is told twice is shown and counted once', () => {
    const after = follow(shown(), sent(5), sent(5))
    expect(seqs(after)).toEqual([2, 3, 4, 5])
    expect(after.conversations[GROUP]!.unread).toBe(1)
  })

  test('that mentions me or everybody counts as a mention, that of another one does not', () => {
    const all = [sent(5, { mentions: [ME] }), sent(6, { mentions_all: true }), sent(7, { mentions: [ANN] })]
    expect(follow(shown(), ...all).conversations[GROUP]).toMatchObject({ unread: 3, mentions: 2 })
  })

  test('of my own leaves nothing unread', () => {
    const after = reduce(shown({ unread: 3, read_seq: 1 }), sent(5, { sender_id: ME }))
    expect(after.conversations[GROUP]).toMatchObject({ unread: 0, read_seq: 5 })
  })

  test('does not appear behind a stretch that does not reach the end', () => {
    const before = shown()
    before.histories[GROUP] = { ...before.histories[GROUP]!, end: false }
    expect(seqs(reduce(before, sent(9)))).toEqual([2, 3, 4])
  })

  test('shows that its sender read what was said before', () => {
    expect(reduce(shown(), sent(5)).members[GROUP]![ANN]).toMatchObject({ read_seq: 5, delivered_seq: 5 })
  })
})

describe('a change of a message', () => {
  test('replaces the content in the history and in the list', () => {
    const edit = { target_seq: 4, content: { text: 'better' }, by: ANN, at: '2026-01-02T00:00:00.000Z' }
    const after = reduce(shown(), happened('message.edited', edit, 5))
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
    const after = reduce(shown(), happened('message.recalled', { target_seq: 4, by: ANN, at: '' }, 5))
    expect(JSON.stringify(after)).not.toContain('no. 4')
    expect(after.histories[GROUP]!.items.at(-1)!.recalled).toBe(true)
  })

  test('that is a reaction counts each person once, and is gone when it is taken back', () => {
    const reaction = { target_seq: 3, emoji: '👍', by: ANN, at: '' }
    const twice = follow(shown(), ...[5, 6].map((seq) => happened('reaction.added', reaction, seq)))
    expect(twice.histories[GROUP]!.items[1]!.reactions).toEqual({ '👍': [ANN] })
    const back = reduce(twice, happened('reaction.removed', reaction, 7))
    expect(back.histories[GROUP]!.items[1]!.reactions).toEqual({})
  })

  describe('to which more reacted than are shown', () => {
    const first = Array.from({ length: 50 }, (_, number) => `u_${number}`)
    const react = (kind: 'added' | 'removed', by: string, seq: number) =>
      happened(`reaction.${kind}`, { target_seq: 3, emoji: '👍', by, at: '' }, seq)
    const crowded = (users: string[], more: Partial<Message> = {}): Shown => {
      const before = shown()
      const items = [message(3, { reactions: { '👍': users }, ...more })]
      return { ...before, histories: { [GROUP]: { ...before.histories[GROUP]!, items } } }
    }
    const many = () => crowded(first, { reaction_counts: { '👍': 120 }, reactions_seq: 9 })
    const told = (it: Shown) => {
      const one = it.histories[GROUP]!.items[0]!
      return { users: one.reactions?.['👍'], count: reactionCount(one, '👍'), to: one.reactions_seq }
    }

    test('is counted by events, and shows me among them', () => {
      const added = reduce(many(), react('added', ANN, 10))
      expect(told(added)).toEqual({ users: first, count: 121, to: 10 })
      const mine = reduce(added, react('added', ME, 11))
      expect(told(mine)).toEqual({ users: [...first, ME], count: 122, to: 11 })
      const back = follow(mine, react('removed', ANN, 12), react('removed', ME, 13))
      expect(told(back)).toEqual({ users: first, count: 120, to: 13 })
      expect(told(reduce(back, react('removed', 'u_0', 14)))).toMatchObject({
        users: first.slice(1),
        count: 119,
      })
    })

    test('counts no event twice, and none that was counted when it was read', () => {
      const twice = follow(many(), react('added', ANN, 9), react('added', ANN, 10), react('added', ANN, 10))
      expect(told(twice).count).toBe(121)
      const again = follow(twice, react('removed', ANN, 11), react('removed', ANN, 11))
      expect(told(again).count).toBe(120)
    })

    test('has a count from the fifty-first on, and none again when all are shown', () => {
      const all = reduce(crowded(first.slice(1)), react('added', ANN, 5))
      expect(told(all)).toEqual({ users: [...first.slice(1), ANN], count: 50, to: undefined })
      const more = reduce(all, react('added', 'u_0', 6))
      expect(told(more)).toEqual({ users: [...first.slice(1), ANN], count: 51, to: 6 })
      const less = reduce(more, react('removed', 'u_0', 7))
      expect(less.histories).toEqual(all.histories)
    })

    test('keeps the count of one emoji when another one moves', () => {
      const other = happened('reaction.added', { target_seq: 3, emoji: '🎉', by: ANN, at: '' }, 10)
      const after = reduce(many(), other).histories[GROUP]!.items[0]!
      expect(after.reactions).toEqual({ '👍': first, '🎉': [ANN] })
      expect([after.reaction_counts, after.reactions_seq]).toEqual([{ '👍': 120 }, 10])
      expect(reactionCount(after, '😀')).toBe(0)
    })

    test('leaves nothing of it when it is recalled', () => {
      const gone = reduce(many(), happened('message.recalled', { target_seq: 3, by: ANN, at: '' }, 10))
      expect(Object.keys(gone.histories[GROUP]!.items[0]!).filter((it) => it.includes('react'))).toEqual([])
    })

    test('is what it is, when events come that were answered already', () => {
      const late = [react('added', ANN, 10), react('added', ME, 11)]
      const read = message(3, {
        reactions: { '👍': [...first, ME] },
        reaction_counts: { '👍': 122 },
        reactions_seq: 11,
      })
      expect(current(follow(many(), ...late), GROUP, [read], 9)).toEqual([read])
    })
  })

  test('hidden for me disappears', () => {
    const hidden = { conversation_id: GROUP, target_seq: 3, by: ME, at: '' }
    expect(seqs(reduce(shown(), happened('message.hidden', hidden, 9, ME)))).toEqual([2, 4])
  })
})

describe('a group', () => {
  test('counts who joins and leaves, once each', () => {
    const joins = happened('member.joined', { user_ids: ['u_new'], by: ANN, at: '' }, 5)
    const joined = follow(shown(), joins, joins)
    expect(joined.conversations[GROUP]!.member_count).toBe(4)
    expect(joined.members[GROUP]!['u_new']).toMatchObject({ role: 'member' })
    const left = reduce(joined, happened('member.left', { user_id: 'u_new', by: 'u_new', at: '' }, 6))
    expect(left.conversations[GROUP]!.member_count).toBe(3)
    expect(left.members[GROUP]!['u_new']).toBeUndefined()
  })

  test('shows my new role at once', () => {
    const after = reduce(
      shown(),
      happened('member.role_changed', { user_id: ME, role: 'admin', by: ANN, at: '' }, 5),
    )
    expect(after.conversations[GROUP]!.role).toBe('admin')
    expect(after.members[GROUP]![ME]!.role).toBe('admin')
  })

  test('that I left is gone from the list', () => {
    const after = reduce(
      shown(),
      happened('conversation.left', { conversation_id: GROUP, by: ME, at: '' }, 9, ME),
    )
    expect(after.conversations).toEqual({})
    expect(after.histories).toEqual({})
  })

  test('takes a new name and keeps what was not told', () => {
    const after = reduce(
      shown({ description: 'Plants' }),
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
    expect(follow(shown(), ...receipts).members[GROUP]![ANN]).toMatchObject({
      read_seq: 4,
      delivered_seq: 4,
    })
  })

  test('what I read on another device is not unread here', () => {
    const before = shown({ unread: 2, mentions: 1, read_seq: 2 })
    const after = reduce(
      before,
      happened('read.moved', { conversation_id: GROUP, seq: 4, by: ME, at: '' }, 9, ME),
    )
    expect(after.conversations[GROUP]).toMatchObject({ unread: 0, mentions: 0, read_seq: 4 })
  })
})

describe('a member that joined later', () => {
  const change = (event: string, more = {}) =>
    happened(event, { target_seq: 4, by: ANN, at: 'later', ...more }, 5)

  test('is told of an edit without its content: the message stays until it is read again', () => {
    const after = follow(shown(), change('message.edited'))
    expect([group(after).last_message, after.histories[GROUP]!.items.at(-1)]).toEqual([
      message(4),
      message(4),
    ])

    const read = reread(after, GROUP, message(4, { content: { text: 'better' }, edited_at: 'later' }))
    expect([group(read).last_message, read.histories[GROUP]!.items.at(-1)]).toMatchObject([
      { content: { text: 'better' } },
      { content: { text: 'better' } },
    ])
  })

  test('is told of a reaction without its sign: there is none that is empty', () => {
    const after = follow(shown(), change('reaction.added'), change('reaction.removed', { emoji: null }))
    expect(after.histories[GROUP]!.items.at(-1)!.reactions).toBeUndefined()
  })

  test('shows the later one of two answers, whichever comes last', () => {
    const [first, second] = ['1', '2'].map((at) => message(4, { content: { text: at }, edited_at: at }))
    const after = reread(reread(shown(), GROUP, second!), GROUP, first!)
    expect(group(after).last_message).toEqual(second)
    const recalled = follow(after, change('message.recalled'))
    expect(group(reread(recalled, GROUP, second!)).last_message).toMatchObject({
      recalled: true,
      content: {},
    })
  })
})

describe('what is deleted for oneself', () => {
  test('is gone everywhere, and the list shows what was said before it', () => {
    const after = reduce(quoted(shown(), GROUP, 1, message(1)), own('message.hidden', { target_seq: 4 }))
    expect([seqs(after), group(after).last_message, after.unsure]).toEqual([[2, 3], message(3), {}])
    const quote = reduce(after, own('message.hidden', { target_seq: 1 }))
    expect(known(quote, GROUP, 1)).toBe(null)
  })

  test('stays away when the message is told after its deletion', () => {
    const after = follow(shown(), own('message.hidden', { target_seq: 5 }), sent(5, { mentions: [ME] }))
    expect([seqs(after), group(after)]).toMatchObject([
      [2, 3, 4],
      { unread: 0, mentions: 0, last_seq: 5, last_message: { seq: 4 } },
    ])
    expect(current(after, GROUP, [message(4), message(5)], 4).map(({ seq }) => seq)).toEqual([4])
  })

  test('when it was unread, or what stands before it is not known, the server is asked', () => {
    const unread = reduce(shown({ unread: 1, read_seq: 3 }), own('message.hidden', { target_seq: 4 }))
    expect(unread.unsure).toEqual({ [GROUP]: true })
    const closed = reduce({ ...shown(), histories: {} }, own('message.hidden', { target_seq: 4 }))
    expect([closed.unsure, group(closed).last_message]).toEqual([{ [GROUP]: true }, null])

    const sure = told(closed, conversation({ last_message: message(3) }))
    expect([sure.unsure, group(sure).last_message?.seq]).toEqual([{}, 3])
  })
})

describe('unread', () => {
  const read = (seq: number) => own('read.moved', { seq })

  test('is not what was read elsewhere before it was told here', () => {
    const after = follow(shown(), read(5), sent(5, { mentions: [ME] }), sent(6))
    expect(group(after)).toMatchObject({ unread: 1, mentions: 0, read_seq: 5, last_seq: 6 })
  })

  test('between the cursor and the head is asked of the server', () => {
    const after = reduce(shown({ unread: 3, read_seq: 1 }), read(2))
    expect([group(after).read_seq, after.unsure]).toEqual([2, { [GROUP]: true }])
  })

  test('is what the server counted with the event, for the head that it knew', () => {
    const moved = (last_seq: number) => own('read.moved', { seq: 2, unread: 2, mentions: 1, last_seq })
    const before = shown({ unread: 3, mentions: 2, read_seq: 1 })

    const same = reduce(before, moved(4))
    expect([group(same), same.unsure]).toMatchObject([{ read_seq: 2, unread: 2, mentions: 1 }, {}])
    const ahead = follow(before, moved(5), sent(5), sent(6))
    expect([group(ahead), ahead.unsure]).toMatchObject([{ unread: 3, last_seq: 6 }, {}])
    const behind = reduce(before, moved(3))
    expect(behind.unsure).toEqual({ [GROUP]: true })

    const hidden = (read_seq: number) =>
      own('message.hidden', { target_seq: 3, read_seq, unread: 1, mentions: 0, last_seq: 4 })
    const less = reduce(shown({ unread: 2, read_seq: 2 }), hidden(2))
    expect([group(less).unread, less.unsure]).toEqual([1, {}])
    expect(reduce(shown({ unread: 2, read_seq: 2 }), hidden(1)).unsure).toEqual({ [GROUP]: true })
  })

  test('mentions follow an edit or a recall: where one may have come or gone, the server is asked', () => {
    const change = (event: string, more = {}) =>
      happened(event, { target_seq: 4, by: ANN, at: 'later', ...more }, 5)
    const before = (more: Partial<Message>) => {
      const last = message(4, more)
      const histories = { [GROUP]: { items: [last], start: false, end: true } }
      return { ...shown({ unread: 1, mentions: 1, read_seq: 3, last_message: last }), histories }
    }
    const asked = (it: Shown, event: StreamEvent) => Boolean(reduce(it, event).unsure[GROUP])

    expect(asked(before({ mentions: [ME] }), change('message.recalled'))).toBe(true)
    expect(asked(before({}), change('message.recalled'))).toBe(false)
    expect(asked(before({}), change('message.edited', { content: {}, mentions: [ME] }))).toBe(true)
    expect(asked(before({}), change('message.edited', { content: {}, mentions: [ANN] }))).toBe(false)
    expect(asked(before({ mentions_all: true }), change('message.edited', { content: {} }))).toBe(true)
    expect(
      asked({ ...before({}), histories: {} }, change('message.edited', { target_seq: 2, content: {} })),
    ).toBe(false)
    expect(asked(shown({ mentions: 1, read_seq: 0 }), change('message.recalled', { target_seq: 1 }))).toBe(
      true,
    )
    expect(asked(shown(), change('message.recalled', { target_seq: 4 }))).toBe(false)
  })

  test('as the server told it holds, unless something later is known', () => {
    const later = follow(shown(), sent(5), sent(6))
    const stale = told({ ...later, unsure: { [GROUP]: true } }, conversation({ last_seq: 5, unread: 1 }))
    expect([group(stale).unread, stale.unsure]).toEqual([2, { [GROUP]: true }])
    const fresh = told(stale, conversation({ last_seq: 6, unread: 9 }))
    expect([group(fresh).unread, fresh.unsure]).toEqual([9, {}])
  })

  test('is nothing where this device has read further than the server has heard', () => {
    const here = shown({ read_seq: 4, unread: 0 })
    expect(group(told(here, conversation({ read_seq: 2, unread: 2 })))).toMatchObject({
      read_seq: 4,
      unread: 0,
    })
  })
})

describe('a page that was asked for before a change', () => {
  const edit = (seq: number) =>
    happened(
      'message.edited',
      { target_seq: 2, content: { text: `edit ${seq}` }, by: ANN, at: `${seq}` },
      seq,
    )

  test('shows the message as it is after it', () => {
    const after = follow(
      shown(),
      edit(5),
      edit(6),
      happened('message.recalled', { target_seq: 3, by: ANN, at: '' }, 7),
    )
    const page = current(after, GROUP, [message(1), message(2), message(3)], 4)
    expect(page).toMatchObject([
      { content: { text: 'no. 1' } },
      { content: { text: 'edit 6' } },
      { recalled: true },
    ])
  })
})

test('two streams may be told in any order: what is shown in the end is the same', () => {
  const talk = [
    sent(5, { mentions: [ME] }),
    sent(6),
    happened(
      'message.edited',
      { target_seq: 5, content: { text: 'x' }, mentions: [ME], by: ANN, at: 'a' },
      7,
    ),
    happened('reaction.added', { target_seq: 6, emoji: '👍', by: ANN, at: 'a' }, 8),
    sent(9),
    happened('message.recalled', { target_seq: 6, by: ANN, at: 'b' }, 10),
    sent(11),
  ]
  const mine = [
    own('message.hidden', { target_seq: 9 }),
    own('read.moved', { seq: 6 }),
    own('read.moved', { seq: 9 }),
    own('message.hidden', { target_seq: 3 }),
  ]
  const orders = (one: StreamEvent[], other: StreamEvent[]): StreamEvent[][] => {
    if (!one.length || !other.length) return [[...one, ...other]]
    return [
      ...orders(one.slice(1), other).map((rest) => [one[0]!, ...rest]),
      ...orders(one, other.slice(1)).map((rest) => [other[0]!, ...rest]),
    ]
  }
  const server = conversation({
    last_seq: 11,
    read_seq: 9,
    unread: 1,
    mentions: 0,
    last_message: message(11),
  })
  const all = orders(talk, mine)
  expect(all).toHaveLength(330)
  for (const order of all) {
    const end = follow(shown(), ...order)
    // What is not sure is what the server says.
    const sure = end.unsure[GROUP] ? told(end, server) : end
    expect(seqs(sure)).toEqual([2, 4, 5, 6, 11])
    expect(group(sure)).toMatchObject({ read_seq: 9, unread: 1, mentions: 0, last_message: { seq: 11 } })
    expect(known(sure, GROUP, 6)).toMatchObject({ recalled: true })
    expect(known(sure, GROUP, 5)).toMatchObject({ content: { text: 'x' } })
  }
})

test('an invitation ends when it is accepted, here or elsewhere, and when the user speaks', () => {
  const invited = shown({ invited_by: ANN })
  expect(group(reduce(invited, sent(5))).invited_by).toBe(ANN)
  expect(group(reduce(invited, own('invitation.accepted', {}))).invited_by).toBeNull()
  expect(group(reduce(invited, sent(5, { sender_id: ME }))).invited_by).toBeNull()
})

test('what is not known changes nothing', () => {
  const before = shown()
  expect(reduce(before, happened('something.new', {}))).toBe(before)
  expect(
    reduce(before, happened('message.edited', { target_seq: 999, content: {} }, undefined, 'c_else')),
  ).toBe(before)
})

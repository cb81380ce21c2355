/** Do messages stay as they are, wherever they are shown? */
import { describe, expect, test } from 'vitest'
import { current, reactionCount, reduce, reread, type Message, type Shown } from '../src/index.ts'
import { ANN, GROUP, ME, follow, group, happened, message, sent, seqs, shown } from './garden.ts'

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

/** What is unread, and what is not there any more? */
import { describe, expect, test } from 'vitest'
import {
  current,
  known,
  quoted,
  reduce,
  seen,
  told,
  type Message,
  type Shown,
  type StreamEvent,
} from '../src/index.ts'
import {
  ANN,
  GROUP,
  ME,
  conversation,
  follow,
  group,
  happened,
  message,
  own,
  sent,
  seqs,
  shown,
} from './garden.ts'

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

describe('what this device has shown', () => {
  test('is read up to the last message, before the server has heard of it', () => {
    const before = follow(
      shown(),
      sent(5, { mentions: [ME] }),
      happened('member.joined', { user_ids: [] }, 6),
    )
    expect(group(before)).toMatchObject({ unread: 1, mentions: 1, last_seq: 6 })
    const after = seen(before, GROUP)
    expect(group(after)).toMatchObject({ unread: 0, mentions: 0, read_seq: 5, last_seq: 6 })
    expect(seen(after, GROUP)).toBe(after)
  })

  test('changes nothing in a conversation that is not there', () => {
    const before = shown()
    expect(seen(before, 'c_else')).toBe(before)
  })
})

/** Is the state right in whatever order streams tell what happened, and at rest where nothing did? */
import { expect, test } from 'vitest'
import { known, reduce, stepped, told, type Reducers, type StreamEvent } from '../src/index.ts'
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

test('what is not known changes nothing', () => {
  const before = shown()
  expect(reduce(before, happened('something.new', {}))).toBe(before)
  expect(
    reduce(before, happened('message.edited', { target_seq: 999, content: {} }, undefined, 'c_else')),
  ).toBe(before)
})

test('kinds that are called like what every object has are not known', () => {
  const before = shown()
  for (const kind of ['constructor', 'toString', '__proto__']) {
    expect(reduce(before, happened(kind, {}))).toBe(before)
  }
})

test('steps of an application are chosen by the kind of event', () => {
  const steps: Reducers<string[]> = {
    'typing.started': (all, { data }) => [...all, data.user_id],
    'message.sent': (all, { seq }) => [...all, `${seq}`],
  }
  const events = [happened('typing.started', { user_id: ANN }), sent(5), happened('typing.stopped', {})]
  const taken = events.reduce<string[]>((all, event) => stepped(steps, all, event), [])
  expect(taken).toEqual([ANN, '5'])
})

test('what is given stays as it was', () => {
  const [before, copy] = [shown(), structuredClone(shown())]
  const events = [
    sent(5),
    happened('message.edited', { target_seq: 4, content: {}, by: ANN, at: 'a' }, 6),
    happened('message.recalled', { target_seq: 3, by: ANN, at: 'a' }, 7),
    own('message.hidden', { target_seq: 2 }),
    happened('member.joined', { user_ids: ['u_bob'], by: ANN, at: 'a' }, 8),
    happened('member.left', { user_id: ANN, by: ANN, at: 'a' }, 9),
    own('conversation.left', {}),
  ]
  for (const event of events) expect(reduce(before, event)).not.toBe(before)
  expect(before).toEqual(copy)
})

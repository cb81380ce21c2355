/** Does the state of the screen follow the events, beyond what the client shows? */
import type { StreamEvent } from '@tokenim/client'
import { describe, expect, test } from 'vitest'
import { fold } from '../src/state/fold.ts'
import { start, type View, type Waiting } from '../src/state/model.ts'

const [ME, ANN, GROUP] = ['u_me', 'u_ann', 'c_1']
const view: View = { ...start({ id: ME }), loaded: true }
const typing = (event: 'typing.started' | 'typing.stopped', user_id: string): StreamEvent => ({
  event,
  stream: GROUP,
  data: { user_id },
})
const sent = (sender_id: string, client_id: string): StreamEvent => ({
  event: 'message.sent',
  stream: GROUP,
  seq: 5,
  data: { seq: 5, sender_id, client_id, sent_at: '', type: 'text', content: { text: 'hi' } },
})
const writers = (it: View) => Object.keys(it.typing[GROUP] ?? {})

describe('typing', () => {
  test('is shown of others, until they stop or send', () => {
    const writing = fold(view, typing('typing.started', ANN))
    expect(writers(writing)).toEqual([ANN])
    expect(writers(fold(writing, typing('typing.stopped', ANN)))).toEqual([])
    expect(writers(fold(writing, sent(ANN, 'x')))).toEqual([])
  })

  test('of my own on another device is not shown', () => {
    expect(fold(view, typing('typing.started', ME))).toBe(view)
  })
})

test('a message of mine waits no longer once the server tells it', () => {
  const waiting: Waiting = {
    client_id: 'x',
    conversation_id: GROUP,
    type: 'text',
    content: { text: 'hi' },
    written_at: '',
  }
  const before: View = { ...view, waiting: { [GROUP]: [waiting, { ...waiting, client_id: 'y' }] } }
  expect(fold(before, sent(ME, 'x')).waiting[GROUP]!.map((it) => it.client_id)).toEqual(['y'])
  expect(fold(before, sent(ANN, 'x')).waiting[GROUP]).toHaveLength(2)
})

test('presence is what was told last', () => {
  const told = (online: boolean): StreamEvent => ({
    event: 'presence.changed',
    stream: ANN,
    data: { user_id: ANN, online, last_seen_at: null },
  })
  expect(fold(fold(view, told(true)), told(false)).presence).toEqual({
    [ANN]: { online: false, last_seen_at: null },
  })
})

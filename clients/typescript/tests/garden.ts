/** A conversation in which something happens: the group Garden, of which this device shows three messages. */
import {
  nothing,
  reduce,
  type Conversation,
  type Message,
  type Shown,
  type StreamEvent,
} from '../src/index.ts'

export const ME = 'u_me'
export const ANN = 'u_ann'
export const GROUP = 'c_1'

export const conversation = (more: Partial<Conversation> = {}): Conversation => ({
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

export function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    seq,
    sender_id: ANN,
    sent_at: '2026-01-01T10:00:00.000Z',
    type: 'text',
    content: { text: `no. ${seq}` },
    ...more,
  }
}

export const shown = (more: Partial<Conversation> = {}): Shown => ({
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
export const happened = (event: string, data: object, seq?: number, stream = GROUP): StreamEvent =>
  JSON.parse(JSON.stringify({ event, stream, ...(seq ? { seq } : {}), data }))
export const own = (event: string, data: object) =>
  happened(event, { conversation_id: GROUP, by: ME, at: '', ...data }, 9, ME)
export const follow = (before: Shown, ...events: StreamEvent[]) => events.reduce<Shown>(reduce, before)
export const sent = (seq: number, more: Partial<Message> = {}) =>
  happened('message.sent', message(seq, more), seq)
export const seqs = (it: Shown) => it.histories[GROUP]!.items.map((one) => one.seq)
export const group = (it: Shown) => it.conversations[GROUP]!

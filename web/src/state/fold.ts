/** How does an event change what the screen shows? Pure: the same events give the same state. */
import { arrived, changed, react, without } from './history.ts'
import type { Conversation, Happening, History, Member, Message, View } from './model.ts'

type Step = (view: View, happening: Happening) => View

/** Typing is forgotten after so long without another word of it. */
export const TYPING_MS = 6_000

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

export function fold(view: View, happening: Happening): View {
  const step = STEPS[happening.event]
  const next = step ? step(view, happening) : view
  return happening.seq ? passed(next, happening.stream, happening.seq) : next
}

/** Every entry moves the head of its conversation. */
function passed(view: View, id: string, seq: number): View {
  return onConversation(view, id, (it) => (seq > it.last_seq ? { ...it, last_seq: seq } : it))
}

export function onConversation(view: View, id: string, change: (it: Conversation) => Conversation): View {
  const before = view.conversations[id]
  if (before === undefined) return view
  const after = change(before)
  return after === before ? view : { ...view, conversations: { ...view.conversations, [id]: after } }
}

export function onHistory(view: View, id: string, change: (it: History) => History): View {
  const before = view.histories[id]
  if (before === undefined) return view
  const after = change(before)
  return after === before ? view : { ...view, histories: { ...view.histories, [id]: after } }
}

/** A message is changed wherever it is shown: in the history, in quotes of it, in the list. */
function onMessage(view: View, id: string, seq: number, change: (it: Message) => Message): View {
  const quote = view.quotes[id]?.[seq]
  const quoted = quote ? withQuote(view, id, seq, change(quote)) : view
  const next = onHistory(quoted, id, (history) => changed(history, seq, change))
  return onConversation(next, id, (it) =>
    it.last_message?.seq === seq ? { ...it, last_message: change(it.last_message) } : it,
  )
}

const withQuote = (view: View, id: string, seq: number, quote: Message | null): View => ({
  ...view,
  quotes: { ...view.quotes, [id]: { ...view.quotes[id], [seq]: quote } },
})

function onMember(view: View, id: string, user: string, change: (it: Member) => Member): View {
  const members = view.members[id]
  const before = members?.[user]
  if (members === undefined || before === undefined) return view
  return { ...view, members: { ...view.members, [id]: { ...members, [user]: change(before) } } }
}

const concerns = (view: View, message: Message): boolean =>
  Boolean(message.mentions_all) || (message.mentions ?? []).includes(view.me.id)

function sent(view: View, { stream, seq, data }: Happening): View {
  const message = { ...data, seq: seq ?? data['seq'] } as unknown as Message
  const mine = message.sender_id === view.me.id
  let next = onHistory(view, stream, (history) => arrived(history, message))
  next = onConversation(next, stream, (it) => {
    if (message.seq <= it.last_seq) return it
    const counted = mine
      ? { unread: 0, mentions: 0, read_seq: message.seq }
      : { unread: it.unread + 1, mentions: it.mentions + (concerns(view, message) ? 1 : 0) }
    return { ...it, ...counted, last_message: message }
  })
  next = stoppedTyping(next, stream, message.sender_id)
  // Who answers has read what was said before; the server tells no receipt for it.
  next = reached(next, stream, message.sender_id, 'read_seq', message.seq)
  return mine ? settled(next, stream, message.client_id) : next
}

/** The server has the message: it is no longer waiting. */
export function settled(view: View, id: string, client_id: string | null | undefined): View {
  const before = view.waiting[id]
  if (!before?.some((it) => it.client_id === client_id)) return view
  return { ...view, waiting: { ...view.waiting, [id]: before.filter((it) => it.client_id !== client_id) } }
}

function edited(view: View, { stream, data }: Happening): View {
  return onMessage(view, stream, number(data['target_seq']), (it) => ({
    ...it,
    content: data['content'] as Message['content'],
    mentions: (data['mentions'] as string[] | undefined) ?? [],
    mentions_all: Boolean(data['mentions_all']),
    edited_at: text(data['at']) || it.sent_at,
  }))
}

function recalled(view: View, { stream, data }: Happening): View {
  return onMessage(view, stream, number(data['target_seq']), (it) => ({
    ...it,
    content: {},
    recalled: true,
    reactions: {},
  }))
}

const reacted =
  (added: boolean): Step =>
  (view, { stream, data }) =>
    onMessage(view, stream, number(data['target_seq']), (it) =>
      react(it, text(data['emoji']), text(data['by']), added),
    )

function updated(view: View, { stream, data }: Happening): View {
  const fields = ['name', 'description', 'avatar_url', 'history'] as const
  const told = fields.filter((field) => typeof data[field] === 'string')
  return onConversation(view, stream, (it) => ({
    ...it,
    ...Object.fromEntries(told.map((field) => [field, data[field]])),
  }))
}

function joined(view: View, { stream, seq, data }: Happening): View {
  const users = (data['user_ids'] as string[] | undefined) ?? []
  const known = view.members[stream]
  const fresh = known ? users.filter((user) => !known[user]) : []
  const at = text(data['at'])
  const added = Object.fromEntries(
    fresh.map((user_id) => [
      user_id,
      { user_id, role: 'member', joined_at: at, read_seq: 0, delivered_seq: 0 },
    ]),
  )
  const next = fresh.length
    ? { ...view, members: { ...view.members, [stream]: { ...known, ...added } } }
    : view
  return onConversation(next, stream, (it) =>
    (seq ?? 0) > it.last_seq ? { ...it, member_count: it.member_count + users.length } : it,
  )
}

function left(view: View, { stream, seq, data }: Happening): View {
  const { [text(data['user_id'])]: gone, ...others } = view.members[stream] ?? {}
  const next = gone ? { ...view, members: { ...view.members, [stream]: others } } : view
  return onConversation(next, stream, (it) =>
    (seq ?? 0) > it.last_seq ? { ...it, member_count: it.member_count - 1 } : it,
  )
}

function roleChanged(view: View, { stream, data }: Happening): View {
  const user = text(data['user_id'])
  const role = text(data['role'])
  const next = onMember(view, stream, user, (it) => ({ ...it, role }))
  return user === view.me.id ? onConversation(next, stream, (it) => ({ ...it, role })) : next
}

export function removed(view: View, id: string): View {
  const { [id]: _, ...conversations } = view.conversations
  const { [id]: __, ...histories } = view.histories
  const { [id]: ___, ...quotes } = view.quotes
  return { ...view, conversations, histories, quotes }
}

function readMoved(view: View, { data }: Happening): View {
  const seq = number(data['seq'])
  return onConversation(view, text(data['conversation_id']), (it) => {
    if (seq <= it.read_seq) return it
    // Between the cursor and the head only the server can count; the caller asks it when the head is not reached.
    return seq >= (it.last_message?.seq ?? 0)
      ? { ...it, read_seq: seq, unread: 0, mentions: 0 }
      : { ...it, read_seq: seq }
  })
}

/** How far somebody came. It is kept even of those who are not known yet: the list of members may be on its way. */
function reached(
  view: View,
  id: string,
  user_id: string,
  field: 'read_seq' | 'delivered_seq',
  to: number,
): View {
  const members = view.members[id]
  const before = members?.[user_id] ?? {
    user_id,
    role: 'member',
    joined_at: '',
    read_seq: 0,
    delivered_seq: 0,
  }
  const seq = Math.max(before[field], to)
  const after = { ...before, [field]: seq, delivered_seq: Math.max(before.delivered_seq, seq) }
  return { ...view, members: { ...view.members, [id]: { ...members, [user_id]: after } } }
}

const receipt =
  (field: 'read_seq' | 'delivered_seq'): Step =>
  (view, { stream, data }) =>
    reached(view, stream, text(data['user_id']), field, number(data['seq']))

function preferred(view: View, { data }: Happening): View {
  const { pinned, muted } = data as { pinned: boolean; muted: boolean }
  return onConversation(view, text(data['conversation_id']), (it) => ({ ...it, pinned, muted }))
}

function hidden(view: View, { data }: Happening): View {
  const [id, seq] = [text(data['conversation_id']), number(data['target_seq'])]
  const next = view.quotes[id]?.[seq] ? withQuote(view, id, seq, null) : view
  return onHistory(next, id, (it) => without(it, seq))
}

function typing(view: View, { stream, data }: Happening): View {
  const user = text(data['user_id'])
  if (user === view.me.id) return view
  const until = Date.now() + TYPING_MS
  return { ...view, typing: { ...view.typing, [stream]: { ...view.typing[stream], [user]: until } } }
}

export function stoppedTyping(view: View, id: string, user: string): View {
  if (!view.typing[id]?.[user]) return view
  const { [user]: _, ...others } = view.typing[id]
  return { ...view, typing: { ...view.typing, [id]: others } }
}

function presence(view: View, { data }: Happening): View {
  const known = { online: Boolean(data['online']), last_seen_at: text(data['last_seen_at']) || null }
  return { ...view, presence: { ...view.presence, [text(data['user_id'])]: known } }
}

const STEPS: Record<string, Step> = {
  'message.sent': sent,
  'message.edited': edited,
  'message.recalled': recalled,
  'message.hidden': hidden,
  'reaction.added': reacted(true),
  'reaction.removed': reacted(false),
  'conversation.updated': updated,
  'conversation.dissolved': (view, { stream, data }) =>
    onConversation(view, stream, (it) => ({ ...it, dissolved_at: text(data['at']) || it.created_at })),
  'conversation.left': (view, { data }) => removed(view, text(data['conversation_id'])),
  'member.joined': joined,
  'member.left': left,
  'member.role_changed': roleChanged,
  'read.moved': readMoved,
  'preferences.changed': preferred,
  'receipt.read': receipt('read_seq'),
  'receipt.delivered': receipt('delivered_seq'),
  'typing.started': typing,
  'typing.stopped': (view, { stream, data }) => stoppedTyping(view, stream, text(data['user_id'])),
  'presence.changed': presence,
}

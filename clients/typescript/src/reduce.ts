/** How does an event change what is shown? Pure: the same events give the same state, in whatever order streams come. */
import type {
  Conversation,
  EventData,
  EventKind,
  EventOf,
  Member,
  Message,
  Reducers,
  StreamEvent,
} from './events.ts'
import { changed, mustBeRead, type Change } from './projection.ts'
import {
  doubt,
  hide,
  known,
  noted,
  onConversation,
  onMessage,
  onStretch,
  removed,
  type Shown,
} from './shown.ts'
import { arrived } from './stretch.ts'

/**
 * The state after an event. Events of kinds that are not known change nothing, and those that come twice change nothing
 * twice. `resync_required` is the application's: it throws away what it shows, and takes the conversations with `told`.
 */
export function reduce<S extends Shown>(shown: S, event: StreamEvent): S {
  const steps: Reducers<S> = STEPS
  const next = stepped(steps, shown, event)
  const { stream, seq } = event
  // Every entry moves the head of its conversation.
  return seq
    ? onConversation(next, stream, (it) => (seq > it.last_seq ? { ...it, last_seq: seq } : it))
    : next
}

/** The state after the step that is for this kind of event; the same state where none is. */
export function stepped<State, Kind extends EventKind>(
  reducers: Reducers<State>,
  state: State,
  event: EventOf<Kind>,
): State {
  // Own ones: the kinds of a newer server may be called like what every object has.
  return Object.hasOwn(reducers, event.event) ? (reducers[event.event]?.(state, event) ?? state) : state
}

// --- messages ----------------------------------------------------------------------------------------------------

const concerns = (
  shown: Shown,
  { mentions, mentions_all }: Pick<Message, 'mentions' | 'mentions_all'>,
): boolean => Boolean(mentions_all) || (mentions ?? []).includes(shown.me.id)

function sent<S extends Shown>(shown: S, { stream, seq, data }: EventOf<'message.sent'>): S {
  const message = { ...data, seq: seq ?? data.seq }
  const isHidden = shown.hidden[stream]?.includes(message.seq) ?? false
  const next = isHidden ? shown : onStretch(shown, stream, (it) => arrived(it, message))
  const counted = onConversation(next, stream, (it) => counting(shown, it, message, isHidden))
  // Who answers has read what was said before; the server tells no receipt for it.
  return reached(counted, stream, message.sender_id, 'read_seq', message.seq)
}

/** Who was invited agrees by saying so, or by speaking. */
const accepted = (it: Conversation): Conversation => (it.invited_by ? { ...it, invited_by: null } : it)

function counting(shown: Shown, it: Conversation, message: Message, isHidden: boolean): Conversation {
  const { seq } = message
  // What is not above the head is counted already.
  if (seq <= it.last_seq) return it
  if (message.sender_id === shown.me.id)
    return {
      ...accepted(it),
      unread: 0,
      mentions: 0,
      read_seq: seq,
      ...(isHidden ? {} : { last_message: message }),
    }
  if (isHidden) return it
  // The cursor, or the count, may be here before the message: read or deleted on another device.
  const isNew = seq > Math.max(it.read_seq, shown.counted[it.id] ?? 0)
  const mention = isNew && concerns(shown, message) ? 1 : 0
  return {
    ...it,
    unread: it.unread + (isNew ? 1 : 0),
    mentions: it.mentions + mention,
    last_message: message,
  }
}

function change<S extends Shown>(shown: S, event: Change): S {
  const { stream, data } = event
  const before = known(shown, stream, data.target_seq)
  const next = noted(
    onMessage(shown, stream, data.target_seq, (it) => changed(it, event, shown.me.id)),
    event,
  )
  return movesMention(shown, event, before) ? doubt(next, stream) : next
}

/** Whether an edit or a recall may change how many mentions are unread. */
function movesMention(shown: Shown, event: Change, before: Message | null | undefined): boolean {
  const { stream, data } = event
  const conversation = shown.conversations[stream]
  if (event.event === 'reaction.added' || event.event === 'reaction.removed') return false
  if (!conversation || data.target_seq <= conversation.read_seq || before?.sender_id === shown.me.id)
    return false
  const is = event.event === 'message.edited' && (mustBeRead(event) || concerns(shown, event.data))
  return is || (before ? concerns(shown, before) : conversation.mentions > 0)
}

function hidden<S extends Shown>(shown: S, { data }: EventOf<'message.hidden'>): S {
  const { conversation_id: id, target_seq: seq } = data
  const it = shown.conversations[id]
  const wasCounted = it !== undefined && seq > it.read_seq && seq <= it.last_seq
  const next = hide(shown, id, seq)
  if (!wasCounted) return next
  return data.read_seq === it.read_seq ? counted(next, id, data) : doubt(next, id)
}

// --- cursors -----------------------------------------------------------------------------------------------------

function readMoved<S extends Shown>(shown: S, { data }: EventOf<'read.moved'>): S {
  const { conversation_id: id, seq } = data
  const it = shown.conversations[id]
  if (!it || seq < it.read_seq) return shown
  const isAll = seq >= (it.last_message?.seq ?? 0)
  const next = onConversation(shown, id, (one) => ({
    ...one,
    read_seq: seq,
    ...(isAll ? { unread: 0, mentions: 0 } : {}),
  }))
  return isAll || it.unread + it.mentions === 0 ? next : counted(next, id, data)
}

/** Between the cursor and the head only the server can count: with the event, or when it is asked. */
function counted<S extends Shown>(shown: S, id: string, told: EventData['read.moved' | 'message.hidden']): S {
  const { unread, mentions, last_seq } = told
  const head = shown.conversations[id]?.last_seq ?? 0
  if (typeof unread !== 'number' || typeof mentions !== 'number' || !last_seq || last_seq < head)
    return doubt(shown, id)
  const next = { ...shown, counted: { ...shown.counted, [id]: last_seq } }
  return onConversation(next, id, (it) => ({ ...it, unread, mentions }))
}

type Cursor = 'read_seq' | 'delivered_seq'

/** How far somebody came. It is kept even of those who are not known yet: the list of members may be on its way. */
function reached<S extends Shown>(shown: S, id: string, user_id: string, field: Cursor, to: number): S {
  const members = shown.members[id]
  const before = members?.[user_id] ?? joiner(user_id, '')
  const seq = Math.max(before[field], to)
  const after = { ...before, [field]: seq, delivered_seq: Math.max(before.delivered_seq, seq) }
  return { ...shown, members: { ...shown.members, [id]: { ...members, [user_id]: after } } }
}

// --- conversations and members -----------------------------------------------------------------------------------

const joiner = (user_id: string, joined_at: string): Member => ({
  user_id,
  role: 'member',
  joined_at,
  read_seq: 0,
  delivered_seq: 0,
})

function updated(it: Conversation, data: EventData['conversation.updated']): Conversation {
  const { name, description, avatar_url, history } = data
  const fields = Object.entries({ name, description, avatar_url, history })
  return { ...it, ...Object.fromEntries(fields.filter(([, value]) => typeof value === 'string')) }
}

function joined<S extends Shown>(shown: S, { stream, seq, data }: EventOf<'member.joined'>): S {
  const members = shown.members[stream]
  const fresh = members ? data.user_ids.filter((id) => !members[id]) : []
  const added = Object.fromEntries(fresh.map((id) => [id, joiner(id, data.at)]))
  const next = fresh.length
    ? { ...shown, members: { ...shown.members, [stream]: { ...members, ...added } } }
    : shown
  return onConversation(next, stream, (it) =>
    (seq ?? 0) > it.last_seq ? { ...it, member_count: it.member_count + data.user_ids.length } : it,
  )
}

function left<S extends Shown>(shown: S, { stream, seq, data }: EventOf<'member.left'>): S {
  const { [data.user_id]: gone, ...others } = shown.members[stream] ?? {}
  const next = gone ? { ...shown, members: { ...shown.members, [stream]: others } } : shown
  return onConversation(next, stream, (it) =>
    (seq ?? 0) > it.last_seq ? { ...it, member_count: it.member_count - 1 } : it,
  )
}

function roleChanged<S extends Shown>(shown: S, { stream, data }: EventOf<'member.role_changed'>): S {
  const { user_id, role } = data
  const members = shown.members[stream]
  const member = members?.[user_id]
  const changed = { ...members, ...(member ? { [user_id]: { ...member, role } } : {}) }
  const next = member ? { ...shown, members: { ...shown.members, [stream]: changed } } : shown
  return user_id === shown.me.id ? onConversation(next, stream, (it) => ({ ...it, role })) : next
}

/** Each works on every state that has what is shown, and keeps the rest of it. */
type Steps = { [K in EventKind]?: <S extends Shown>(shown: S, event: EventOf<K>) => S }

const STEPS: Steps = {
  'message.sent': sent,
  'message.edited': change,
  'message.recalled': change,
  'reaction.added': change,
  'reaction.removed': change,
  'message.hidden': hidden,
  'read.moved': readMoved,
  'receipt.read': (shown, { stream, data }) => reached(shown, stream, data.user_id, 'read_seq', data.seq),
  'receipt.delivered': (shown, { stream, data }) =>
    reached(shown, stream, data.user_id, 'delivered_seq', data.seq),
  'conversation.updated': (shown, { stream, data }) =>
    onConversation(shown, stream, (it) => updated(it, data)),
  'conversation.dissolved': (shown, { stream, data }) =>
    onConversation(shown, stream, (it) => ({ ...it, dissolved_at: data.at })),
  'invitation.accepted': (shown, { data }) => onConversation(shown, data.conversation_id, accepted),
  'conversation.left': (shown, { data }) => removed(shown, data.conversation_id),
  'preferences.changed': (shown, { data: { conversation_id, pinned, muted } }) =>
    onConversation(shown, conversation_id, (it) => ({ ...it, pinned, muted })),
  'member.joined': joined,
  'member.left': left,
  'member.role_changed': roleChanged,
}

/** How does the shell read what the machine asks for? Over HTTP: the socket may be the very thing that broke. */
import { answer, type Rest } from './rest.ts'
import type { Effect, Repair } from './effects.ts'
import { RestError } from './errors.ts'
import type { Conversation, Entry, Message } from './events.ts'
import type { Machine } from './machine.ts'

const PAGE = 1_000
const LIST_PAGE = 200
const JOIN_ENTRIES = 200
const FAR = 2 ** 53 - 1

type Feed = (machine: Machine) => Effect[]

/** Read what the effect asks for, and say what to feed the machine with. */
export async function read(rest: Rest, userId: string, repair: Repair, signal: AbortSignal): Promise<Feed> {
  try {
    if (repair.do === 'fetch') return await fetched(rest, userId, repair, signal)
    if (repair.do === 'adopt') return await adopted(rest, repair.stream, signal)
    return await (repair.streams?.length ? some(rest, repair.streams, signal) : all(rest, signal))
  } catch (error) {
    // Not a member any more, or no such conversation: nothing to read there. All else ends the connection.
    if (repair.do === 'snapshot' || !isNotThere(error)) throw error
    return (machine) => machine.refused(repair.stream)
  }
}

function isNotThere(error: unknown): boolean {
  return error instanceof RestError && [403, 404, 410].includes(error.status)
}

interface Read {
  items: Entry[]
  last_seq: number
}

async function fetched(
  rest: Rest,
  userId: string,
  { stream, after_seq }: { stream: string; after_seq: number },
  signal: AbortSignal,
): Promise<Feed> {
  const query = { after_seq, limit: PAGE }
  const { items, last_seq } =
    stream === userId
      ? await answer(rest.GET('/v1/users/me/entries', { params: { query }, signal }))
      : await entries(rest, stream, after_seq, signal)
  return (machine) => machine.fetched(stream, items, last_seq)
}

function entries(rest: Rest, conversation_id: string, after_seq: number, signal: AbortSignal): Promise<Read> {
  const params = { path: { conversation_id }, query: { after_seq, limit: PAGE } }
  return answer(rest.GET('/v1/conversations/{conversation_id}/entries', { params, signal }))
}

async function conversation(rest: Rest, conversation_id: string, signal: AbortSignal): Promise<Conversation> {
  const params = { path: { conversation_id } }
  return answer(rest.GET('/v1/conversations/{conversation_id}', { params, signal }))
}

async function adopted(rest: Rest, stream: string, signal: AbortSignal): Promise<Feed> {
  const state = await conversation(rest, stream, signal)
  const { items } = await entries(rest, stream, Math.max(0, state.last_seq - JOIN_ENTRIES), signal)
  return (machine) => machine.adopted(stream, items, state)
}

async function all(rest: Rest, signal: AbortSignal): Promise<Feed> {
  // The own stream first: a conversation joined between the two reads is told by an event that comes after.
  const query = { after_seq: FAR, limit: 1 }
  const own = await answer(rest.GET('/v1/users/me/entries', { params: { query }, signal }))
  const conversations: Conversation[] = []
  let cursor: string | null | undefined
  do {
    const query = { limit: LIST_PAGE, ...(cursor ? { cursor } : {}) }
    const page = await answer(rest.GET('/v1/conversations', { params: { query }, signal }))
    conversations.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return (machine) => machine.snapshot(own.last_seq, conversations)
}

async function some(rest: Rest, streams: string[], signal: AbortSignal): Promise<Feed> {
  const states: [string, Conversation | null][] = []
  for (const stream of streams) states.push([stream, await conversationOrNone(rest, stream, signal)])
  return (machine) => states.flatMap(([stream, state]) => machine.snapshotOf(stream, state))
}

async function conversationOrNone(
  rest: Rest,
  stream: string,
  signal: AbortSignal,
): Promise<Conversation | null> {
  try {
    return await conversation(rest, stream, signal)
  } catch (error) {
    if (isNotThere(error)) return null
    throw error
  }
}

/** Read one message as it is now; null when this user may not see it. */
export async function message(rest: Rest, conversation_id: string, seq: number): Promise<Message | null> {
  const params = { path: { conversation_id, seq } }
  try {
    return await answer(rest.GET('/v1/conversations/{conversation_id}/messages/{seq}', { params }))
  } catch (error) {
    if (isNotThere(error)) return null
    throw error
  }
}

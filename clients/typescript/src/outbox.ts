/** Which message goes next? Per conversation one at a time, in order, until the server has answered. */
import type { Effect } from './effects.ts'
import type { Problem } from './errors.ts'
import type { Draft } from './drafts.ts'
import type { components } from './schema.ts'

const WAIT_MS = 500
const WAIT_MOST_MS = 30_000

/** What the server would say of a message that is too large for it to read. */
const TOO_LARGE: Problem = {
  code: 'request.too_large',
  status: 413,
  detail: 'The message is larger than the server takes',
}

/** The messages of one conversation that the server has not answered yet. */
interface Waiting {
  bodies: Draft[]
  frameId: number | null
  attempts: number
  delayed: boolean
}

type Acceptance = components['schemas']['MessageAccepted']

/** All messages that wait. An unknown outcome is no failure: the message stays and keeps its client id. */
export class Outbox {
  nextId = 2
  private conversations = new Map<string, Waiting>()
  private sent = new Map<number, string>()
  private isOnline = false
  private frameBytes = Infinity
  private suspect = ''

  /** Put a message at the end of its conversation's queue. */
  add(body: Draft): Effect[] {
    const id = body.conversation_id
    const waiting = this.conversations.get(id) ?? { bodies: [], frameId: null, attempts: 0, delayed: false }
    this.conversations.set(id, waiting)
    waiting.bodies.push(body)
    return this.push(id)
  }

  /** The connection is there, for frames of so many bytes: send the first of every queue. */
  online(frameBytes: number): Effect[] {
    this.isOnline = true
    this.frameBytes = frameBytes
    return [...this.conversations.keys()].flatMap((id) => this.push(id))
  }

  /** The connection is gone: what was on its way will be sent again. */
  offline(): void {
    this.isOnline = false
    this.sent.clear()
    for (const waiting of this.conversations.values()) waiting.frameId = null
  }

  /**
   * The connection ended because a frame was too large: perhaps the largest message on its way. It goes once more, for
   * proxies close for reasons of their own; when it happens again, the message is refused.
   */
  tooBig(): Effect[] {
    const [largest] = [...this.sent.values()]
      .map((id) => ({ id, bytes: bytes(this.conversations.get(id)!.bodies[0]!) }))
      .sort((one, other) => other.bytes - one.bytes)
    if (!largest) return []
    const { client_id } = this.conversations.get(largest.id)!.bodies[0]!
    const isSecond = this.suspect === client_id
    this.suspect = client_id
    return isSecond ? [this.refuse(largest.id)] : []
  }

  /** Put the first message of a queue aside: it will never be taken. */
  private refuse(conversationId: string): Effect {
    const waiting = this.conversations.get(conversationId)!
    const { client_id } = waiting.bodies.shift()!
    if (!waiting.bodies.length) this.conversations.delete(conversationId)
    return { do: 'refused', client_id, problem: TOO_LARGE }
  }

  /** The time is over for which the server asked to wait. */
  wake(conversationId: string): Effect[] {
    const waiting = this.conversations.get(conversationId)
    if (waiting) waiting.delayed = false
    return this.push(conversationId)
  }

  /** Whether this frame was a message. */
  owns(frameId: number): boolean {
    return this.sent.has(frameId)
  }

  /** Take the server's answer, and go on with the next message. */
  answered(frameId: number, ok: unknown, problem: Problem | null): Effect[] {
    const conversationId = this.sent.get(frameId)!
    const waiting = this.conversations.get(conversationId)!
    this.sent.delete(frameId)
    waiting.frameId = null
    if (problem?.retryable) return [this.delay(conversationId, waiting, problem)]
    waiting.attempts = 0
    const { client_id } = waiting.bodies.shift()!
    if (!waiting.bodies.length) this.conversations.delete(conversationId)
    const settled: Effect = problem
      ? { do: 'refused', client_id, problem }
      : { do: 'accepted', client_id, ...accepted(ok) }
    return [settled, ...this.push(conversationId)]
  }

  private delay(conversation_id: string, waiting: Waiting, problem: Problem): Effect {
    waiting.delayed = true
    waiting.attempts += 1
    return { do: 'later', conversation_id, after_ms: problem.retry_after_ms ?? backoff(waiting.attempts) }
  }

  private push(conversationId: string): Effect[] {
    const waiting = this.conversations.get(conversationId)
    const body = waiting?.bodies[0]
    if (!waiting || !body || !this.isOnline || waiting.delayed || waiting.frameId !== null) return []
    const frame = { id: this.nextId, op: 'messages.send', body }
    if (bytes(frame) > this.frameBytes) return [this.refuse(conversationId), ...this.push(conversationId)]
    this.nextId += 1
    waiting.frameId = frame.id
    this.sent.set(frame.id, conversationId)
    return [{ do: 'write', frame }]
  }
}

/** The length of something as it is written. */
function bytes(written: object): number {
  return new TextEncoder().encode(JSON.stringify(written)).length
}

/** The longest wait in milliseconds after so many failures. */
export function backoff(attempts: number): number {
  return Math.min(WAIT_MOST_MS, WAIT_MS * 2 ** Math.min(attempts - 1, 10))
}

function accepted(ok: unknown): Acceptance {
  // The frame has the id of `messages.send`: this is what that answers.
  const { conversation_id, seq, sent_at } = ok as Acceptance
  return { conversation_id, seq, sent_at }
}

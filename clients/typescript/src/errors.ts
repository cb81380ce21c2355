/** What can go wrong? A refusal of the server, or a connection that is gone. */
import type { components } from './schema.ts'

type Told = components['schemas']['Problem']

/** A refusal as the server sends it (RFC 9457); what a proxy or this client refuses has only the code and the status. */
export type Problem = Pick<Told, 'code' | 'status'> & Partial<Omit<Told, 'code' | 'status'>>

/**
 * The server refused a request. `code` is stable and made for programs, `detail` for developers, `user_message` for
 * the people in front of the screen. `retryable` says that the same request may succeed later, `retry_after_ms` when.
 */
export class RestError extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly user_message: string
  readonly request_id: string
  readonly retryable: boolean
  readonly retry_after_ms: number | null
  readonly errors: NonNullable<Problem['errors']>

  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail ?? ''}`)
    this.name = 'RestError'
    this.code = problem.code
    this.status = problem.status
    this.detail = problem.detail ?? ''
    this.user_message = problem.user_message ?? ''
    this.request_id = problem.request_id ?? ''
    this.retryable = problem.retryable ?? false
    this.retry_after_ms = problem.retry_after_ms ?? null
    this.errors = problem.errors ?? []
  }
}

/** There is no connection, or it broke before the answer: whether the request was carried out is unknown. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected'
}

/** The server closed the connection and does not want this client back as it is; `reason` says why. */
export class Ended extends Error {
  override readonly name = 'Ended'

  constructor(
    readonly close_code: number,
    readonly reason: string,
  ) {
    super(`${close_code} ${reason}`)
  }
}

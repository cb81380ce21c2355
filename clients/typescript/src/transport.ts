/** How does a request travel? With the token, renewed when it has expired, and again where that is safe. */
import { NotConnected, RestError, type Problem } from './errors.ts'
import { newId } from './ids.ts'
import { backoff } from './outbox.ts'
import type { Tokens } from './session.ts'

const ATTEMPTS = 4
const PATIENCE_MS = 15_000
/** These are asked without a token; the first two do something again when asked again. */
const NOT_TWICE = /\/v1\/auth\/(register|login)$/
const PUBLIC = /\/v1\/auth\/(register|login|refresh)$/

/** Carry out a request as often as it takes; raise what the server refuses as `RestError`. */
export async function travel(request: Request, tokens: Tokens, language: () => string): Promise<Response> {
  const headers = new Headers(request.headers)
  if (language()) headers.set('Accept-Language', language())
  // The server carries out once what is asked twice under one key.
  if (request.method !== 'GET') headers.set('Idempotency-Key', newId())
  const body = request.method === 'GET' ? null : await request.arrayBuffer()
  const plain: Plain = { url: request.url, method: request.method, headers, body, signal: request.signal }
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(plain, tokens)
    } catch (error) {
      const wait = patience(request.url, error, attempt)
      if (wait === null || request.signal.aborted) throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

interface Plain {
  url: string
  method: string
  headers: Headers
  body: ArrayBuffer | null
  signal: AbortSignal
}

async function once(plain: Plain, tokens: Tokens): Promise<Response> {
  const isPublic = PUBLIC.test(new URL(plain.url).pathname)
  const token = isPublic ? '' : (tokens.session?.access_token ?? '')
  let response = await go(plain, token)
  if (response.status === 401 && token && (await tokens.renew(token))) {
    response = await go(plain, tokens.session?.access_token ?? '')
  }
  if (!response.ok) throw new RestError(await problem(response))
  return response
}

async function go(plain: Plain, token: string): Promise<Response> {
  const { url, method, body } = plain
  const headers = new Headers(plain.headers)
  if (token) headers.set('Authorization', `Bearer ${token}`)
  const signal = AbortSignal.any([plain.signal, AbortSignal.timeout(PATIENCE_MS)])
  try {
    return await fetch(url, { method, headers, body: body?.byteLength ? body : null, signal })
  } catch (error) {
    if (plain.signal.aborted) throw error
    throw new NotConnected(`${method} ${url}: ${String(error)}`)
  }
}

/** How long to wait before the next attempt, or null when there shall be none. */
function patience(url: string, error: unknown, attempt: number): number | null {
  if (attempt === ATTEMPTS) return null
  if (error instanceof RestError) {
    if (!error.retryable) return null
    if (error.retry_after_ms !== null) return error.retry_after_ms
  } else if (!(error instanceof NotConnected) || NOT_TWICE.test(new URL(url).pathname)) {
    return null
  }
  return Math.random() * backoff(attempt)
}

async function problem(response: Response): Promise<Problem> {
  const { status } = response
  const text = await response.text()
  try {
    const said: Problem | null = JSON.parse(text)
    if (typeof said?.code === 'string') return { ...said, status: said.status ?? status }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  // Not from the server: a proxy in front of it.
  const retryable = [502, 503, 504].includes(status)
  return { code: 'client.unreadable_answer', status, detail: `HTTP ${status} without a problem`, retryable }
}

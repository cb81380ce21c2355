/** The socket was closed by somebody else than the application: come back when, and with what? */

/** At once, with new credentials, or not before `LATER_MS`: it would end the same way. */
export type Again = 'soon' | 'credentials' | 'later'

export const LATER_MS = 10_000
/** A frame was larger than the server takes. */
export const TOO_BIG = 1009

const CREDENTIALS = [4501, 4502]
/** The client broke the protocol, or there are too many sockets. */
const LATER = [1002, 1003, 1007, 4429]

/** What the server says with a close: why, and when to come back. */
export interface Reason {
  code: string
  retry_after_ms: number
}

/** Say how to come back after this close code. Proxies set codes as well: none of them is the last word. */
export function again(code: number): Again {
  if (CREDENTIALS.includes(code)) return 'credentials'
  return code >= 4500 || LATER.includes(code) ? 'later' : 'soon'
}

/** Read the reason of a close; proxies close with texts of their own. */
export function reason(text: string): Reason {
  try {
    const said: unknown = JSON.parse(text)
    if (typeof said === 'object' && said !== null) return { code: '', retry_after_ms: 0, ...said }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  return { code: text, retry_after_ms: 0 }
}

/** The server closed the socket: come back, come back with new credentials, or stay away? */

export type Again = 'yes' | 'credentials' | 'no'

/** Codes whose answer does not follow from the range they are in. */
const EXCEPTIONS = new Map<number, Again>([
  [1000, 'no'],
  [1002, 'no'],
  [1003, 'no'],
  [1007, 'no'],
  [1009, 'no'],
  [4429, 'no'],
  [4501, 'credentials'],
  [4502, 'credentials'],
])

/** What the server says with a close: why, and when to come back. */
export interface Reason {
  code: string
  retry_after_ms: number
}

/** Say whether to come back after this close code: yes below 4500 and after a loss, no from there on. */
export function again(code: number): Again {
  return EXCEPTIONS.get(code) ?? (code >= 4500 ? 'no' : 'yes')
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

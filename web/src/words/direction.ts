/** How does a name stand in a sentence of another direction without turning what stands around it? */

const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/gu
const TURNS =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}\u200e\u200f\u061c]/u

/** Without the signs that would turn, or end the isolation of, what follows. */
export const plain = (name: string): string => name.replace(CONTROLS, '')

/** Put into a sentence: by itself when it runs, or may run, from the right. */
export function isolated(value: string): string {
  const name = plain(value)
  return TURNS.test(name) || name !== value ? `\u2068${name}\u2069` : name
}

/** Who is meant by an @ in a text? */
import { BEFORE_AT } from '../state/mentioned.ts'

export interface Candidate {
  id: string
  name: string
  more: string
}

/** For everybody in the group. */
export const ALL = '*'

const WANTED = new RegExp(String.raw`${BEFORE_AT}[@＠]([^\s@＠]{0,30})$`, 'u')

/** The word after the last @ before the cursor, while it is being written. */
export function wantedAt(text: string, cursor: number): { from: number; word: string } | null {
  const found = WANTED.exec(text.slice(Math.max(0, cursor - 40), cursor))
  if (!found) return null
  const word = found[1] ?? ''
  return { from: cursor - word.length - 1, word }
}

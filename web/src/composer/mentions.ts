/** Who is meant by an @ in a text? */

export interface Candidate {
  id: string
  name: string
  more: string
}

/** For everybody in the group. */
export const ALL = '*'

/**
 * An @ begins a word, or follows a script that is written without spaces. Behind a Latin letter or digit it stands
 * in a mail address.
 */
const WANTED =
  /(?:^|[^\p{L}\p{N}@＠._%+-]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])[@＠]([^\s@＠]{0,30})$/u

/** The word after the last @ before the cursor, while it is being written. */
export function wantedAt(text: string, cursor: number): { from: number; word: string } | null {
  const found = WANTED.exec(text.slice(Math.max(0, cursor - 40), cursor))
  if (!found) return null
  const word = found[1] ?? ''
  return { from: cursor - word.length - 1, word }
}

/** Who is meant by an @ in a text? */

export interface Candidate {
  id: string
  name: string
  more: string
}

/** For everybody in the group. */
export const ALL = '*'

/** The word after the last @ before the cursor, while it is being written. */
export function wantedAt(text: string, cursor: number): { from: number; word: string } | null {
  const found = /(?:^|[\s(（，。、])@([^\s@]{0,30})$/u.exec(text.slice(0, cursor))
  if (!found) return null
  const word = found[1] ?? ''
  return { from: cursor - word.length - 1, word }
}

/** Put the name of the chosen one in place of what was written after the @. */
export function insert(
  text: string,
  from: number,
  cursor: number,
  name: string,
): { text: string; cursor: number } {
  const said = `@${name} `
  return { text: text.slice(0, from) + said + text.slice(cursor).trimStart(), cursor: from + said.length }
}

/** Of those who were chosen, the ones whose name still stands in the text. */
export function meant(text: string, chosen: Candidate[]): { mentions: string[]; mentions_all: boolean } {
  const still = chosen.filter((candidate) => text.includes(`@${candidate.name}`))
  const ids = new Set(still.map((candidate) => candidate.id))
  const all = ids.delete(ALL)
  return { mentions: [...ids], mentions_all: all }
}

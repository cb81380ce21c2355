/** Where in a text do those stand who are mentioned? By their names, and where a name has changed since, by what is left. */
import type { MentionSpan } from '@tokenim/client'

/** Somebody who is mentioned, and all that they may be called behind an @; everyone when `user_id` is null. */
export interface Named {
  user_id: string | null
  names: string[]
}

/** An @ that does not stand within a mail address, and the word behind it. */
const AT = /(?<![A-Za-z0-9._%+-])[@＠](?=\S)/gu
const WORD = /^[^\s@＠,;:!?，。；：！？、()（）[\]【】"“”]+/u
const LETTER = /^[A-Za-z0-9_]/u

/** Find each mention; one that has no words in the text gets a span without length at the beginning. */
export function located(text: string, named: Named[]): MentionSpan[] {
  if (named.length === 0) return []
  const places = [...text.matchAll(AT)].map(({ index }) => index)
  const spans: MentionSpan[] = []
  const unmatched: number[] = []
  const seen = new Set<string | null>()
  for (const from of places) {
    const match = longest(text.slice(from + 1), named, seen)
    if (!match) unmatched.push(from)
    else {
      seen.add(match.user_id)
      spans.push({ user_id: match.user_id, from, length: match.length + 1 })
    }
  }
  for (const { user_id } of named.filter((it) => !seen.has(it.user_id))) {
    const from = unmatched.shift()
    const word = from === undefined ? '' : wordAt(text, from + 1)
    spans.push(
      from !== undefined && word
        ? { user_id, from, length: word.length + 1 }
        : { user_id, from: 0, length: 0 },
    )
  }
  return spans.sort((one, other) => one.from - other.from)
}

const wordAt = (text: string, from: number): string =>
  (WORD.exec(text.slice(from, from + 64))?.[0] ?? '').replace(/[.\-'’]+$/u, '')

/** The longest name with which the text begins; of several people of one name the one who was not found yet. */
function longest(
  text: string,
  named: Named[],
  seen: Set<string | null>,
): { user_id: string | null; length: number } | null {
  let best: { user_id: string | null; length: number } | null = null
  for (const { user_id, names } of named)
    for (const name of names) {
      if (!name || !begins(text, name)) continue
      const better =
        !best || name.length > best.length || (name.length === best.length && seen.has(best.user_id))
      if (better) best = { user_id, length: name.length }
    }
  return best
}

function begins(text: string, name: string): boolean {
  if (text.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return false
  return !(LETTER.test(name.at(-1)!) && LETTER.test(text.slice(name.length)))
}

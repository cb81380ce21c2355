/** Where in a text do those stand who are mentioned? By their names, and where a name has changed since, by what is left. */
import type { MentionSpan } from '@tokenim/client'

/** Somebody who is mentioned, and all that they may be called behind an @; everyone when `user_id` is null. */
export interface Named {
  user_id: string | null
  names: string[]
}

/**
 * An @ begins a word, or follows a script that is written without spaces. Behind a Latin letter or digit it stands in a
 * mail address, or in a word of somebody's own.
 */
export const BEFORE_AT = String.raw`(?:^|[^\p{L}\p{N}@＠._%+-]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])`

const BEGINS = new RegExp(String.raw`(?<=${BEFORE_AT})[@＠](?=\S)`, 'gu')
const ANYWHERE = /[@＠](?=\S)/gu
const WORD = /^[^\s@＠,;:!?，。；：！？、()（）[\]【】"“”]+/u
const LETTER = /^[A-Za-z0-9_]/u

/** In a text with more @ than this the others are plain words. */
const LOOKED_AT = 300

interface Match {
  user_id: string | null
  length: number
}

/**
 * Find each mention; one that has no words in the text gets a span without length at the beginning. `others` are names
 * of people who are not mentioned: a text may name them too.
 */
export function located(text: string, named: Named[], others: readonly string[] = []): MentionSpan[] {
  if (named.length === 0) return []
  const spans: MentionSpan[] = []
  const [words, othersAt]: [number[], number[]] = [[], []]
  const seen = new Set<string | null>()
  const take = ({ user_id, length }: Match, from: number) => {
    seen.add(user_id)
    spans.push({ user_id, from, length: length + 1 })
  }
  for (const from of places(text, BEGINS)) {
    const said = text.slice(from + 1)
    const match = longest(said, named, seen)
    if (others.some((name) => name.length > (match?.length ?? 0) && begins(said, name))) othersAt.push(from)
    else if (match) take(match, from)
    else words.push(from)
  }
  const missing = () => named.filter((it) => !seen.has(it.user_id))
  // By the whole name, even within a word: it is mentioned, after all.
  if (missing().length > 0)
    for (const from of places(text, ANYWHERE)) {
      const match = longest(text.slice(from + 1), missing(), seen)
      if (match) take(match, from)
    }
  const left = [...words, ...othersAt].filter((from) => !spans.some((it) => it.from === from))
  for (const { user_id } of missing()) {
    const from = left.shift()
    const length = from === undefined ? 0 : wordAt(text, from + 1).length
    spans.push(length > 0 ? { user_id, from: from!, length: length + 1 } : { user_id, from: 0, length: 0 })
  }
  return spans.sort((one, other) => one.from - other.from)
}

const places = (text: string, at: RegExp): number[] =>
  [...text.matchAll(at)].slice(0, LOOKED_AT).map(({ index }) => index)

const wordAt = (text: string, from: number): string =>
  (WORD.exec(text.slice(from, from + 64))?.[0] ?? '').replace(/[.\-'’]+$/u, '')

/** The longest name with which the text begins; of several people of one name the one who was not found yet. */
function longest(text: string, named: Named[], seen: Set<string | null>): Match | null {
  let best: Match | null = null
  for (const { user_id, names } of named)
    for (const name of names) {
      if (!begins(text, name)) continue
      const better =
        !best || name.length > best.length || (name.length === best.length && seen.has(best.user_id))
      if (better) best = { user_id, length: name.length }
    }
  return best
}

function begins(text: string, name: string): boolean {
  if (!name || text.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return false
  return !(LETTER.test(name.at(-1)!) && LETTER.test(text.slice(name.length)))
}

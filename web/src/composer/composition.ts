/** What does a message that is being written hold, and how does each change of its text change whom it mentions? */
import type { Composition, MentionSpan } from '@tokenim/client'

export const NOTHING: Composition = { text: '', mentions: [], reply_to: null }

export const isNothing = ({ text, reply_to }: Composition): boolean => text === '' && reply_to === null

/** Letters of scripts that put spaces between words: right behind a name they make it another name. */
const GOES_ON = /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}_]/u

/** Put another text in the place of the old one. `caret` is where the change ended: it tells apart what looks alike. */
export function retyped(before: Composition, text: string, caret = text.length): Composition {
  if (text === '') return { ...before, text, mentions: [] }
  const behind = sameBehind(before.text, text, caret)
  const front = sameInFront(before.text, text, Math.min(before.text.length, text.length) - behind)
  const end = before.text.length - behind
  const shift = text.length - before.text.length
  const mentions = before.mentions.flatMap((it): MentionSpan[] => {
    if (it.from + it.length <= front) return goesOn(it, front, text) ? [] : [it]
    return it.from >= end ? [{ ...it, from: it.from + shift }] : []
  })
  return { ...before, text, mentions }
}

const goesOn = ({ from, length }: MentionSpan, front: number, text: string): boolean =>
  length > 0 && from + length === front && GOES_ON.test(text.slice(front))

function sameBehind(before: string, text: string, caret: number): number {
  const most = Math.min(before.length, text.length - caret)
  let same = 0
  while (same < most && before.at(-1 - same) === text.at(-1 - same)) same += 1
  return same
}

function sameInFront(before: string, text: string, most: number): number {
  let same = 0
  while (same < most && before[same] === text[same]) same += 1
  return same
}

/** Mention somebody by the name that stands at `from` behind its @; everyone when `user_id` is null. */
export function mentioning(it: Composition, user_id: string | null, from: number, name: string): Composition {
  const length = name.length + 1
  const others = it.mentions.filter((one) => one.from + one.length <= from || one.from >= from + length)
  return { ...it, mentions: [...others, { user_id, from, length }] }
}

/** Whom the message mentions, as the server is told. */
export function mentionsOf({ mentions }: Composition): { mentions: string[]; mentions_all: boolean } {
  const ids = mentions.flatMap(({ user_id }) => user_id ?? [])
  return { mentions: [...new Set(ids)], mentions_all: mentions.some(({ user_id }) => user_id === null) }
}

/** The number of characters as the server counts them: an emoji of two UTF-16 units is one. */
export function characters(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1
  return count
}

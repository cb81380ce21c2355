/** The picture of somebody or of a group; initials on a calm colour where there is none. */
import { useState } from 'react'
import css from './Avatar.module.css'

const COLOURS = 8

interface Props {
  id: string
  name: string
  url?: string | undefined
  size?: number
  online?: boolean | undefined
  group?: boolean
}

export function Avatar({ id, name, url, size = 40, online, group = false }: Props) {
  const [broken, setBroken] = useState('')
  const isPicture = Boolean(url) && broken !== url
  const style = { width: size, height: size, fontSize: size * 0.38 }
  return (
    <span
      className={css.avatar}
      data-person={personOf(id)}
      data-group={group}
      data-initials={isPicture ? undefined : initials(name)}
      style={style}
      aria-hidden="true"
    >
      {isPicture && (
        <img
          src={url}
          alt=""
          loading="lazy"
          referrerPolicy="no-referrer"
          onError={() => setBroken(url ?? '')}
        />
      )}
      {online && <span className={css.dot} data-dot />}
    </span>
  )
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** Signs that one does not see: format and control characters, blanks of all kinds, joiners and selectors by themselves. */
const SEEN = /[^\p{Cf}\p{Cc}\p{Z}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u

/** The first letter as it is seen: a flag or a joined emoji is one, an invisible one is none. */
function letter(word: string): string {
  for (const { segment } of segmenter.segment(word.slice(0, 64))) if (SEEN.test(segment)) return segment
  return ''
}

/** The first letters of the first and the last word; one character where a name is written without spaces. */
export function initials(name: string): string {
  const letters = name.split(/\s+/u).flatMap((word) => letter(word) || [])
  const first = letters[0] ?? '?'
  if (/\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(first)) return first
  return (first + (letters.length > 1 ? letters.at(-1)! : '')).toUpperCase()
}

/** Which of the colours in people.css is this one's? */
export function personOf(id: string): number {
  let sum = 7
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0
  return sum % COLOURS
}

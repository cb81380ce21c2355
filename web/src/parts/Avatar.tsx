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

/** The first letters of the first and the last word; one character where a name is written without spaces. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean)
  const first = words[0] ?? '?'
  if (/\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(first))
    return [...first][0]!
  const last = words.length > 1 ? words.at(-1)! : ''
  return ([...first][0]! + ([...last][0] ?? '')).toUpperCase()
}

/** Which of the colours in people.css is this one's? */
export function personOf(id: string): number {
  let sum = 7
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0
  return sum % COLOURS
}

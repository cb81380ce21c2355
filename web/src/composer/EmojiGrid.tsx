/** The emoji to choose from: by group, by a word, those used last in front. Arrow keys go through the grid. */
import { TextInput } from '@mantine/core'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import css from './EmojiGrid.module.css'
import { isComposing } from '../parts/keys.ts'
import { find, GROUPS, type Emoji } from './emoji.ts'

const KEPT = 'tokenim.emoji'
const KEEP = 16

const recent = (): Emoji[] =>
  (localStorage.getItem(KEPT) ?? '')
    .split(' ')
    .filter(Boolean)
    .map((sign) => ({ sign, words: '' }))

function keep(sign: string, last: Emoji[]): void {
  const others = last.map((emoji) => emoji.sign).filter((other) => other !== sign)
  localStorage.setItem(KEPT, [sign, ...others].slice(0, KEEP).join(' '))
}

export default function EmojiGrid({ onChosen }: { onChosen: (emoji: string) => void }) {
  const { t } = useTranslation()
  const [last] = useState(recent)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const grid = useRef<HTMLDivElement>(null)
  const found = useMemo(() => (text.trim() ? find(text) : null), [text])
  const groups = useMemo(
    () => [...(last.length ? [['recent', last] as const] : []), ...Object.entries(GROUPS)],
    [last],
  )
  const choose = (sign: string) => {
    keep(sign, last)
    onChosen(sign)
  }
  const name = (group: string) => t(`emoji.${group as 'recent'}`)
  const sections = () => [...(grid.current?.querySelectorAll<HTMLElement>('section') ?? [])]
  const go = (index: number) => {
    setText('')
    // The sections stand again after the search is gone.
    requestAnimationFrame(() => sections()[index]?.scrollIntoView({ block: 'start' }))
  }
  const scrolled = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = grid.current ?? {}
    const all = sections()
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - 2
    const seen = all.findLastIndex((it) => it.offsetTop <= scrollTop + 24)
    setAt(isAtEnd ? all.length - 1 : Math.max(seen, 0))
  }
  const onSearchKey = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === 'ArrowDown') grid.current?.querySelector('button')?.focus()
    else if (event.key === 'Enter' && found?.[0]) choose(found[0].sign)
    else return
    event.preventDefault()
  }
  return (
    <div className={css.panel}>
      <TextInput
        className={css.search}
        size="sm"
        leftSection={<Icon of="search" size={16} />}
        placeholder={t('emoji.search')}
        aria-label={t('emoji.search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onSearchKey}
      />
      <div className={css.grid} ref={grid} onKeyDown={walk} onScroll={scrolled}>
        {found?.length === 0 && <p className={css.nothing}>{t('emoji.nothing')}</p>}
        {found && found.length > 0 && <Signs name={t('emoji.found')} all={found} onChosen={choose} />}
        {!found &&
          groups.map(([group, all]) => <Signs key={group} name={name(group)} all={all} onChosen={choose} />)}
      </div>
      <div className={css.tabs} role="group" aria-label={t('write.emoji')}>
        {groups.map(([group, all], index) => (
          <button
            key={group}
            type="button"
            className={css.tab}
            aria-label={name(group)}
            title={name(group)}
            aria-current={!found && index === at ? 'true' : undefined}
            onClick={() => go(index)}
          >
            {group === 'recent' ? <Icon of="clock" size={18} /> : all[0]?.sign}
          </button>
        ))}
      </div>
    </div>
  )
}

interface SignsProps {
  name: string
  all: readonly Emoji[]
  onChosen: (sign: string) => void
}

function Signs({ name, all, onChosen }: SignsProps) {
  return (
    <section aria-label={name}>
      <p className={css.name}>{name}</p>
      <div className={css.all}>
        {all.map(({ sign, words }) => (
          <button
            key={sign}
            type="button"
            className={css.one}
            aria-label={sign}
            title={words.split(' ')[0]}
            onClick={() => onChosen(sign)}
          >
            {sign}
          </button>
        ))}
      </div>
    </section>
  )
}

/** Left and right by one; up and down to what stands nearest in the next row, also across groups. */
function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key]
  if (step === undefined) return
  const all = [...event.currentTarget.querySelectorAll('button')]
  const from = event.target as HTMLButtonElement
  const at = all.indexOf(from)
  const isAcross = event.key === 'ArrowUp' || event.key === 'ArrowDown'
  const to = isAcross ? across(all, at, step) : all[at + step]
  event.preventDefault()
  event.stopPropagation()
  to?.focus()
}

function across(all: HTMLButtonElement[], at: number, step: number): HTMLButtonElement | undefined {
  const from = all[at]!
  const ahead = step > 0 ? all.slice(at + 1) : all.slice(0, at).reverse()
  const row = ahead.find((it) => it.offsetTop !== from.offsetTop)?.offsetTop
  return ahead
    .filter((it) => it.offsetTop === row)
    .sort(
      (one, other) =>
        Math.abs(one.offsetLeft - from.offsetLeft) - Math.abs(other.offsetLeft - from.offsetLeft),
    )[0]
}

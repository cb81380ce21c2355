/** My account: profile, password, sessions and settings, in one window of one size with a tab for each. */
import { useMediaQuery } from '@mantine/hooks'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, type Sign } from '../parts/Icon.tsx'
import { Window } from '../parts/Window.tsx'
import css from './Account.module.css'
import { Password } from './Password.tsx'
import { Profile } from './Profile.tsx'
import { Sessions } from './Sessions.tsx'
import { Settings } from './Settings.tsx'

const PAGES = { profile: Profile, password: Password, sessions: Sessions, settings: Settings }
const SIGNS: Record<Page, Sign> = { profile: 'user', password: 'key', sessions: 'device', settings: 'gear' }
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }

export type Page = keyof typeof PAGES

const names = Object.keys(PAGES) as Page[]

interface Props {
  page: Page
  onPage: (page: Page) => void
  onClose: () => void
}

export default function Account({ page, onPage, onClose }: Props) {
  const { t } = useTranslation()
  const isPhone = useMediaQuery('(max-width: 719px)', false, { getInitialValueInEffect: false })
  const Shown = PAGES[page]
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = names[(names.indexOf(page) + step + names.length) % names.length]!
    onPage(next)
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
  }
  return (
    <Window
      onClose={onClose}
      fullScreen={isPhone}
      size="44rem"
      padding={0}
      radius={isPhone ? 0 : 'lg'}
      title={t('me.menu')}
      classNames={{ header: css.head!, body: css.body! }}
    >
      <div className={css.tabs} role="tablist" aria-label={t('me.menu')} onKeyDown={walk}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            id={`tab-${name}`}
            role="tab"
            className={css.tab}
            aria-selected={name === page}
            aria-controls="account"
            tabIndex={name === page ? 0 : -1}
            data-autofocus={name === page || undefined}
            onClick={() => onPage(name)}
          >
            <Icon of={SIGNS[name]} size={18} />
            <span>{t(`me.${name}`)}</span>
          </button>
        ))}
      </div>
      <section id="account" role="tabpanel" aria-labelledby={`tab-${page}`} className={css.page}>
        <Shown key={page} />
      </section>
    </Window>
  )
}

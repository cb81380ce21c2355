/** What stands in the middle while no conversation is chosen, or while there is none yet. */
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Beginning } from '../lists/Begin.tsx'
import { FIND_KEYS } from '../lists/shortcut.ts'
import { Icon } from '../parts/Icon.tsx'
import { useView } from '../state/store.ts'
import css from './Nothing.module.css'

export function Nothing({ onFind, onGroup }: Beginning) {
  const { t } = useTranslation()
  const state = useView(({ loaded, conversations }) => {
    if (!loaded) return 'unknown'
    return Object.keys(conversations).length > 0 ? 'some' : 'none'
  })
  if (state === 'unknown') return null
  if (state === 'none')
    return (
      <div className={css.nothing}>
        <img src="/icon.svg" alt="" width={64} height={64} />
        <h2>{t('chat.welcome')}</h2>
        <p>{t('chat.welcome_hint')}</p>
        <div className={css.buttons}>
          <Button onClick={onFind}>{t('list.new_direct')}</Button>
          <Button variant="default" onClick={onGroup}>
            {t('list.new_group')}
          </Button>
        </div>
      </div>
    )
  const [before, after] = t('chat.choose_hint', { skipInterpolation: true }).split('{{keys}}')
  return (
    <div className={css.nothing}>
      <Icon of="chat" size={44} />
      <h2>{t('chat.choose')}</h2>
      <p>
        {before}
        <kbd>{FIND_KEYS}</kbd>
        {after}
      </p>
    </div>
  )
}

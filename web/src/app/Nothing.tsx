/** What stands in the middle while no conversation is chosen. */
import { Trans, useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import css from './Nothing.module.css'

export function Nothing() {
  const { t } = useTranslation()
  const keys = navigator.platform.startsWith('Mac') ? '⌘ K' : 'Ctrl K'
  return (
    <div className={css.nothing}>
      <Icon of="chat" size={44} />
      <h2>{t('chat.choose')}</h2>
      <p>
        <Trans i18nKey="chat.choose_hint" values={{ keys }} components={{ kbd: <kbd /> }} />
      </p>
    </div>
  )
}

/** The side: who I am, how the connection is, and my conversations. */
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import { Begin, type Beginning } from './Begin.tsx'
import { ConversationList } from './ConversationList.tsx'
import { LinkState } from './LinkState.tsx'
import { Me } from './Me.tsx'
import { FIND_KEYS } from './shortcut.ts'
import css from './Sidebar.module.css'

export function Sidebar({ chosen, onFind, onGroup }: Beginning & { chosen: string | null }) {
  const { t } = useTranslation()
  return (
    <nav className={css.side} aria-label={t('list.title')}>
      <header className={css.head}>
        <Me />
        <h1>{t('list.title')}</h1>
        <Begin onFind={onFind} onGroup={onGroup} />
      </header>
      <button type="button" className={css.find} onClick={onFind}>
        <Icon of="search" size={17} />
        <span>{t('list.find')}</span>
        <kbd>{FIND_KEYS}</kbd>
      </button>
      <LinkState />
      <ConversationList chosen={chosen} onFind={onFind} onGroup={onGroup} />
    </nav>
  )
}

/** The side: who I am, how the connection is, and my conversations. */
import { ActionIcon } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import { ConversationList } from './ConversationList.tsx'
import { LinkState } from './LinkState.tsx'
import { Me } from './Me.tsx'
import { NewGroup } from './NewGroup.tsx'
import css from './Sidebar.module.css'

export function Sidebar({ chosen, onFind }: { chosen: string | null; onFind: () => void }) {
  const { t } = useTranslation()
  const [making, setMaking] = useState(false)
  return (
    <nav className={css.side} aria-label={t('list.title')}>
      <header className={css.head}>
        <Me />
        <h1>{t('list.title')}</h1>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('list.new_group')}
          title={t('list.new_group')}
          onClick={() => setMaking(true)}
        >
          <Icon of="group" />
        </ActionIcon>
      </header>
      <button type="button" className={css.find} onClick={onFind}>
        <Icon of="search" size={17} />
        <span>{t('list.find')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <LinkState />
      <ConversationList chosen={chosen} onFind={onFind} />
      {making && <NewGroup onClose={() => setMaking(false)} />}
    </nav>
  )
}

/** My account: profile, sessions and settings, in one window with three pages. */
import { Modal, SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import css from './Account.module.css'
import { Profile } from './Profile.tsx'
import { Sessions } from './Sessions.tsx'
import { Settings } from './Settings.tsx'

export type Page = 'profile' | 'sessions' | 'settings'

interface Props {
  page: Page
  onPage: (page: Page) => void
  onClose: () => void
}

export default function Account({ page, onPage, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Modal opened onClose={onClose} title={t('me.menu')} closeButtonProps={{ 'aria-label': t('say.close') }}>
      <SegmentedControl
        fullWidth
        className={css.pages}
        aria-label={t('me.menu')}
        value={page}
        onChange={(value) => onPage(value as Page)}
        data={(['profile', 'sessions', 'settings'] as const).map((value) => ({
          value,
          label: t(`me.${value}`),
        }))}
      />
      {page === 'profile' && <Profile />}
      {page === 'sessions' && <Sessions />}
      {page === 'settings' && <Settings />}
    </Modal>
  )
}

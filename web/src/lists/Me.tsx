/** My own picture, with the menu of my account behind it. */
import { Loader, Menu, UnstyledButton } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Page } from '../account/Account.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { Icon, type Sign } from '../parts/Icon.tsx'
import { go } from '../parts/route.ts'
import { useOpened } from '../parts/useOpened.ts'
import { logOut } from '../session/session.ts'
import { nameOf } from '../state/names.ts'
import { useView } from '../state/store.ts'

const Account = lazy(() => import('../account/Account.tsx'))

export function Me() {
  const { t } = useTranslation()
  const me = useView((view) => view.people[view.me.id] ?? view.me)
  const [page, setPage] = useState<Page | null>(null)
  const leave = () => {
    go('/')
    void logOut()
  }
  const item = (of: Sign, label: string, onClick: () => void) => (
    <Menu.Item leftSection={<Icon of={of} size={18} />} onClick={onClick}>
      {label}
    </Menu.Item>
  )
  return (
    <>
      <Menu position="bottom-start" {...useOpened()}>
        <Menu.Target>
          <UnstyledButton aria-label={`${t('me.menu')}: ${nameOf(me)}`} data-me>
            <Avatar id={me.id} name={nameOf(me)} url={me.avatar_url} size={36} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <bdi>{nameOf(me)}</bdi> · @{me.username}
          </Menu.Label>
          {item('user', t('me.profile'), () => setPage('profile'))}
          {item('device', t('me.sessions'), () => setPage('sessions'))}
          {item('gear', t('me.settings'), () => setPage('settings'))}
          <Menu.Divider />
          {item('out', t('me.logout'), leave)}
        </Menu.Dropdown>
      </Menu>
      {page && (
        <Suspense fallback={<Loader />}>
          <Account page={page} onPage={setPage} onClose={() => setPage(null)} />
        </Suspense>
      )}
    </>
  )
}

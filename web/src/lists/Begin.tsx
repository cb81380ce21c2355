/** The button that begins something new: a message to somebody, or a group. */
import { ActionIcon, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import { useOpened } from '../parts/useOpened.ts'

export interface Beginning {
  onFind: () => void
  onGroup: () => void
}

export function Begin({ onFind, onGroup }: Beginning) {
  const { t } = useTranslation()
  return (
    <Menu {...useOpened()}>
      <Menu.Target>
        <ActionIcon
          variant="light"
          size={36}
          radius="xl"
          aria-label={t('list.new_chat')}
          title={t('list.new_chat')}
        >
          <Icon of="write" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon of="user" size={18} />} onClick={onFind}>
          {t('list.new_direct')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon of="group" size={18} />} onClick={onGroup}>
          {t('list.new_group')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

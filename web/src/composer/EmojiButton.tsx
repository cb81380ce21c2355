/** Opens the emoji to choose from. */
import { ActionIcon, Loader, Popover } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLayer } from '../app/layers.ts'
import { Icon } from '../parts/Icon.tsx'

const EmojiGrid = lazy(() => import('./EmojiGrid.tsx'))

export function EmojiButton({ onChosen }: { onChosen: (emoji: string) => void }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  useLayer(opened, () => setOpened(false))
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={40}
          radius="xl"
          aria-label={t('write.emoji')}
          title={t('write.emoji')}
          onClick={() => setOpened(!opened)}
        >
          <Icon of="smile" size={22} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={<Loader size="sm" />}>
          <EmojiGrid
            onChosen={(sign) => {
              setOpened(false)
              onChosen(sign)
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}

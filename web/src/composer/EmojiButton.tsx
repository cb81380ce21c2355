/** Opens the emoji to choose from. */
import { ActionIcon } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/Icon.tsx'
import { EmojiPicker } from './EmojiPicker.tsx'

export function EmojiButton({ onChosen }: { onChosen: (emoji: string) => void }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <EmojiPicker
      opened={opened}
      onOpened={setOpened}
      onChosen={onChosen}
      // The field has the focus afterwards.
      returnFocus={false}
      target={
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
      }
    />
  )
}

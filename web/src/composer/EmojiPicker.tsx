/** All emoji, beside what opens them; on a phone as a sheet at the bottom. */
import { Loader, Modal, Popover } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { lazy, Suspense, type ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import { useLayer } from '../parts/layers.ts'
import css from './EmojiPicker.module.css'

const EmojiGrid = lazy(() => import('./EmojiGrid.tsx'))

interface Props {
  opened: boolean
  onOpened: (opened: boolean) => void
  onChosen: (emoji: string) => void
  target: ReactElement
  /** What opened it has the focus again when it closes. */
  returnFocus?: boolean
}

export function EmojiPicker({ opened, onOpened, onChosen, target, returnFocus = true }: Props) {
  const { t } = useTranslation()
  const isPhone = useMediaQuery('(max-width: 719px)', false, { getInitialValueInEffect: false })
  const close = () => onOpened(false)
  useLayer(opened, close)
  const grid = (
    <Suspense fallback={<Loader size="sm" />}>
      <EmojiGrid
        onChosen={(emoji) => {
          close()
          onChosen(emoji)
        }}
      />
    </Suspense>
  )
  if (isPhone)
    return (
      <>
        {target}
        <Modal
          opened={opened}
          onClose={close}
          withCloseButton={false}
          returnFocus={returnFocus}
          centered={false}
          padding={0}
          transitionProps={{ transition: 'slide-up', duration: 160 }}
          classNames={{ inner: css.inner!, content: css.sheet! }}
          attributes={{ content: { 'aria-label': t('write.emoji') } }}
        >
          {grid}
        </Modal>
      </>
    )
  return (
    <Popover opened={opened} onChange={onOpened} position="top-start" trapFocus returnFocus={returnFocus}>
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('write.emoji')}>
        {grid}
      </Popover.Dropdown>
    </Popover>
  )
}

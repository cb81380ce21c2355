/** A window above the page. On a phone Back closes it. */
import { Modal, type ModalProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLayer } from './layers.ts'

export function Window(props: Omit<ModalProps, 'opened'>) {
  const { t } = useTranslation()
  useLayer(true, props.onClose)
  return <Modal opened closeButtonProps={{ 'aria-label': t('say.close') }} {...props} />
}

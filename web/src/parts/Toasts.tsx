/** The messages of `tell`, at the bottom of the screen. */
import { CloseButton } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import css from './Toasts.module.css'
import { dismiss, toasts } from './toasts.ts'

export function Toasts() {
  const { t } = useTranslation()
  const all = useSyncExternalStore(toasts.listen, toasts.get)
  return (
    <div className={css.stack} role="status" aria-live="polite">
      {all.map((toast) => (
        <div key={toast.id} className={css.toast} data-kind={toast.kind}>
          <span>{toast.text}</span>
          <CloseButton size="sm" aria-label={t('say.dismiss')} onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  )
}

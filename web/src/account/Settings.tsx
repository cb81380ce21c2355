/** How this device shows the chat, and who may put me into groups. */
import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import form from '../parts/Form.module.css'
import { LanguageSwitch } from '../parts/LanguageSwitch.tsx'
import { attempt } from '../parts/toasts.ts'
import { Toggle } from '../parts/Toggle.tsx'
import { want, wanted } from '../state/notifying.ts'
import { useChat } from '../state/store.ts'
import css from './Account.module.css'
import { WhoMayAdd } from './WhoMayAdd.tsx'

export function Settings() {
  const { t } = useTranslation()
  const chat = useChat()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [notify, setNotify] = useState(wanted)
  const denied = 'Notification' in window && Notification.permission === 'denied'
  return (
    <div className={form.form}>
      <div className={css.setting}>
        <span>{t('me.theme')}</span>
        <SegmentedControl
          size="xs"
          aria-label={t('me.theme')}
          value={colorScheme}
          onChange={(value) => setColorScheme(value)}
          data={[
            { value: 'auto', label: t('me.system') },
            { value: 'light', label: t('me.light') },
            { value: 'dark', label: t('me.dark') },
          ]}
        />
      </div>
      <div className={css.setting}>
        <span>{t('me.language')}</span>
        <LanguageSwitch onChange={(language) => void attempt(chat.api.updateMe({ language }))} />
      </div>
      <Toggle
        label={t('me.notify')}
        checked={notify}
        disabled={denied}
        onChange={(on) => void want(on).then(setNotify)}
      />
      {denied && <p className={form.hint}>{t('me.notify_denied')}</p>}
      <WhoMayAdd />
    </div>
  )
}

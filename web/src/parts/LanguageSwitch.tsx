/** English or Chinese. */
import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { speak, type Language } from '../words/index.ts'

export function LanguageSwitch({ onChange }: { onChange?: (chosen: Language) => void }) {
  const { t, i18n } = useTranslation()
  return (
    <SegmentedControl<Language>
      size="xs"
      aria-label={t('me.language')}
      value={i18n.language === 'zh' ? 'zh' : 'en'}
      data={[
        { value: 'en', label: 'English' },
        { value: 'zh', label: '中文' },
      ]}
      onChange={(value) => {
        void speak(value)
        onChange?.(value)
      }}
    />
  )
}

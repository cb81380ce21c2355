/** Which language does the screen speak? The chosen one, else the browser's, else English. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { isolated } from './direction.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

export type Language = 'en' | 'zh'
const KEPT = 'tokenim.language'

export function language(): Language {
  const chosen = localStorage.getItem(KEPT)
  if (chosen === 'en' || chosen === 'zh') return chosen
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export async function speak(chosen: Language): Promise<void> {
  localStorage.setItem(KEPT, chosen)
  await i18next.changeLanguage(chosen)
}

i18next.on('languageChanged', (chosen) => {
  document.documentElement.lang = chosen === 'zh' ? 'zh-Hans' : 'en'
})

void i18next.use(initReactI18next).init({
  lng: language(),
  fallbackLng: 'en',
  resources: { en: { translation: en }, zh: { translation: zh } },
  // React escapes what is shown; what is put into a sentence must not turn it around.
  interpolation: { escapeValue: true, escape: (value: unknown) => isolated(String(value)) },
})

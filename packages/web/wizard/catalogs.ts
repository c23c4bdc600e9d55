import type { Messages } from '@lingui/core'
import type { Locale } from '@latchkey/words/locales'

/** The words of the components, one language each: only the one that is read is loaded. */
export const CATALOGS: Record<Locale, () => Promise<{ readonly messages: Messages }>> = {
  en: () => import('@latchkey/words/locales/en.po'),
  de: () => import('@latchkey/words/locales/de.po'),
  fr: () => import('@latchkey/words/locales/fr.po'),
  es: () => import('@latchkey/words/locales/es.po'),
  ja: () => import('@latchkey/words/locales/ja.po'),
  'zh-Hans': () => import('@latchkey/words/locales/zh-Hans.po'),
  ar: () => import('@latchkey/words/locales/ar.po'),
}

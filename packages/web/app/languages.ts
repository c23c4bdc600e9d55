import type { Messages } from '@lingui/core'
import { type Locale, localeFor, LOCALES } from '@latchkey/words/locales'

const CATALOGS: Record<Locale, () => Promise<{ readonly messages: Messages }>> = {
  en: () => import('@latchkey/words/locales/en.po'),
  de: () => import('@latchkey/words/locales/de.po'),
  fr: () => import('@latchkey/words/locales/fr.po'),
  es: () => import('@latchkey/words/locales/es.po'),
  ja: () => import('@latchkey/words/locales/ja.po'),
  'zh-Hans': () => import('@latchkey/words/locales/zh-Hans.po'),
  ar: () => import('@latchkey/words/locales/ar.po'),
}

const PLACE = 'latchkey-language'

/** The language chosen on this device, else the first of the browser's that there is. */
export function chosenLocale(): Locale {
  const chosen = localStorage.getItem(PLACE)
  return localeFor(chosen === null ? navigator.languages : [chosen, ...navigator.languages])
}

export function chooseLocale(locale: Locale): void {
  localStorage.setItem(PLACE, locale)
}

export const LOCALE_OPTIONS = (Object.keys(LOCALES) as Locale[]).map((value) => ({ value, label: LOCALES[value].name }))

export async function loadWords(): Promise<{ readonly locale: Locale; readonly messages: Messages }> {
  const locale = chosenLocale()
  // Before anything is asked of the server, which answers in it.
  document.documentElement.lang = locale
  const { messages } = await CATALOGS[locale]()
  return { locale, messages }
}

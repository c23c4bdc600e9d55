import type { Messages } from '@lingui/core'
import { type Locale, localeFor, LOCALES } from '../ui/locales.ts'

const CATALOGS: Record<Locale, () => Promise<{ readonly messages: Messages }>> = {
  en: () => import('../locales/en.po'),
  de: () => import('../locales/de.po'),
  fr: () => import('../locales/fr.po'),
  es: () => import('../locales/es.po'),
  ja: () => import('../locales/ja.po'),
  'zh-Hans': () => import('../locales/zh-Hans.po'),
  ar: () => import('../locales/ar.po'),
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
  const { messages } = await CATALOGS[locale]()
  return { locale, messages }
}

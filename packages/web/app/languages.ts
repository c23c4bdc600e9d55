import type { Messages } from '@lingui/core'
import { loadMessages } from '../ui/catalogs.ts'
import { type Locale, localeFor, LOCALES } from '@latchkey/words/locales'

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
  return { locale, messages: await loadMessages(locale) }
}

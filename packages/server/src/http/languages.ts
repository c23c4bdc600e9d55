import { ENGLISH_UTC, type Language, loadLanguage } from '@latchkey/words/language'
import { type Locale, localeFor, wishedLanguages } from '@latchkey/words/locales'

/** Languages somebody has asked for so far. A server that is never asked holds English only. */
const loaded = new Map<Locale, Language>([['en', ENGLISH_UTC]])

/** Loads the language of a request (`Accept-Language`), so that {@link languageFor} has it. Programs name none, or `*`: English. */
export async function prepareLanguage(header: string | undefined): Promise<void> {
  const locale = localeOf(header)
  if (!loaded.has(locale)) loaded.set(locale, await loadLanguage(locale, 'UTC'))
}

/** The language a request is answered in. */
export function languageFor(header: string | undefined): Language {
  return loaded.get(localeOf(header)) ?? ENGLISH_UTC
}

function localeOf(header: string | undefined): Locale {
  return header === undefined || header === '*' ? 'en' : localeFor(wishedLanguages(header))
}

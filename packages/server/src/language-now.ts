import { createRequire } from 'node:module'
import { type Catalog, ENGLISH_UTC, type Language, languageFrom } from '@latchkey/words/language'
import type { Locale } from '@latchkey/words/locales'

const require = createRequire(import.meta.url)

/** Languages somebody has been spoken to in so far. A server that is never asked holds English only. */
const loaded = new Map<Locale, Language>([['en', ENGLISH_UTC]])

/** A language with days in UTC, at once: replies are drafted within a transaction, which waits for nothing. */
export function languageNow(locale: Locale): Language {
  const known = loaded.get(locale)
  if (known !== undefined) return known
  const language = languageFrom(locale, require(`@latchkey/words/catalogs/${locale}.json`) as Catalog, 'UTC')
  loaded.set(locale, language)
  return language
}

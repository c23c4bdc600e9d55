import type { Language } from '@latchkey/words/language'
import { type Locale, localeFor, wishedLanguages } from '@latchkey/words/locales'
import { languageNow } from '../language-now.ts'

/** The language a request is answered in, by its `Accept-Language`. */
export function languageFor(header: string | undefined): Language {
  return languageNow(localeAsked(header))
}

/** Programs name none, or `*`: English. */
export function localeAsked(header: string | undefined): Locale {
  return header === undefined || header === '*' ? 'en' : localeFor(wishedLanguages(header))
}

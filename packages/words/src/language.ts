import { type Face, type Refusal, type RefusalWords, wordsOf } from '@latchkey/core/refusals'
import english from '../catalogs/en.json' with { type: 'json' }
import { format, type Message, type Values } from './format.ts'
import type { Locale } from './locales.ts'

/** A compiled catalog: by the English text. */
export type Catalog = Readonly<Record<string, Message>>

/** A language to speak: everything a reader reads comes through one of these. */
export interface Language {
  readonly locale: Locale
  /** A message, named by its English text, with its parameters filled in. What no catalog holds stays as it is. */
  say(message: string, values?: Values): string
  /** "A, B and C" */
  list(items: readonly string[]): string
  /** The day of an instant (epoch milliseconds), in the language's way; `?` for what is no instant. */
  day(at: number): string
  /** A refusal in words, for a screen if no other face is named: the one way for the wizard, the server and the pages. */
  refusal(refusal: Refusal, face?: Face): RefusalWords
}

/** Other languages are loaded when somebody speaks them: a command in English waits for none. */
const CATALOGS: Readonly<Record<Exclude<Locale, 'en'>, () => Promise<{ readonly default: unknown }>>> = {
  de: () => import('../catalogs/de.json', { with: { type: 'json' } }),
  fr: () => import('../catalogs/fr.json', { with: { type: 'json' } }),
  es: () => import('../catalogs/es.json', { with: { type: 'json' } }),
  ja: () => import('../catalogs/ja.json', { with: { type: 'json' } }),
  'zh-Hans': () => import('../catalogs/zh-Hans.json', { with: { type: 'json' } }),
  ar: () => import('../catalogs/ar.json', { with: { type: 'json' } }),
}

/** Days of one width, so that columns of them stand still; the month as a word, because 01/02 is two days. Never broken into lines. */
const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: '2-digit' }

/** Where years, months and days carry their own signs, none is ever padded. */
const HAN_DATES = /^(?:ja|zh)\b/

/** The last instant that JavaScript knows, epoch milliseconds (ECMA-262 21.4.1.1). */
const INSTANT_MAX = 8.64e15

export const ENGLISH: Language = languageFrom('en', english as unknown as Catalog)
export const ENGLISH_UTC: Language = languageFrom('en', english as unknown as Catalog, 'UTC')

/** Loads a language. Days are those of this machine's zone unless another is named. */
export async function loadLanguage(locale: Locale, timeZone?: string): Promise<Language> {
  const catalog = locale === 'en' ? english : (await CATALOGS[locale]()).default
  return languageFrom(locale, catalog as Catalog, timeZone)
}

/** The language of a catalog. */
export function languageFrom(locale: Locale, catalog: Catalog, timeZone?: string): Language {
  const find = (text: string): Message => {
    const said = Object.hasOwn(catalog, text) ? catalog[text] : undefined
    // What nobody has translated yet is better read in English than not at all.
    return said === undefined || said.length === 0 ? text : said
  }
  const say = (message: string, values: Values = {}) => format(find(message), values, locale)
  // Made when first needed: each takes longer than a whole command's words.
  let days: Intl.DateTimeFormat | null = null
  let lists: Intl.ListFormat | null = null
  const day = (at: number) => {
    const style: Intl.DateTimeFormatOptions = HAN_DATES.test(locale) ? { dateStyle: 'medium' } : DAY
    days ??= new Intl.DateTimeFormat(locale, timeZone === undefined ? style : { ...style, timeZone })
    return Math.abs(at) <= INSTANT_MAX ? days.format(at).replaceAll(' ', '\u00A0') : '?'
  }
  return {
    locale,
    say,
    list(items) {
      lists ??= new Intl.ListFormat(locale, { type: 'conjunction' })
      return lists.format(items)
    },
    day,
    refusal: (refusal, face = 'screen') =>
      wordsOf(refusal, { instant: day, translate: (text) => textOf(find(text), text), face }),
  }
}

/** Core's own texts are filled by core: a catalog holds them whole. */
function textOf(message: Message, otherwise: string): string {
  return typeof message === 'string' ? message : otherwise
}

import type { Values } from '@latchkey/words/format'
import { ENGLISH, type Language, loadLanguage } from '@latchkey/words/language'
import { type Locale, LOCALES } from '@latchkey/words/locales'

/** The wizard serves one person at a time, so it speaks one language at a time, and all of its words come from here. */
let spokenNow: Language = ENGLISH

/** The languages there are: tag and own name, for a menu. */
export const languages: readonly { readonly tag: Locale; readonly name: string }[] = (
  Object.keys(LOCALES) as Locale[]
).map((tag) => ({ tag, name: LOCALES[tag].name }))

/** The language spoken now. */
export function language(): Language {
  return spokenNow
}

/** Speaks another language from now on; a screen drawn again is in it. */
export async function useLanguage(tag: Locale): Promise<void> {
  speak(await loadLanguage(tag))
}

/** Speaks a language that is at hand. */
export function speak(next: Language): void {
  spokenNow = next
}

/** A message in the language spoken now. The text must stand here as a literal: that is how the catalogs come to know it. */
export function say(message: string, values: Values = {}): string {
  return spokenNow.say(message, values)
}

/** "Commissioning Tool, IzoT Net Server, and OpenLNS Server", as the language has it. */
export function list(items: readonly string[]): string {
  return spokenNow.list(items)
}

type Spoken<T> = T extends string
  ? string
  : T extends (...values: never[]) => unknown
    ? T
    : { readonly [K in keyof T]: Spoken<T[K]> }

/** A table of words whose texts are read in the language spoken at that moment. */
export function spoken<const T extends object>(words: T): Spoken<T> {
  const table = {}
  for (const [name, word] of Object.entries(words)) {
    Object.defineProperty(table, name, { enumerable: true, ...propertyOf(word) })
  }
  return table as Spoken<T>
}

function propertyOf(word: unknown): PropertyDescriptor {
  if (typeof word === 'string') return { get: () => say(word) }
  return { value: typeof word === 'object' && word !== null ? spoken(word) : word }
}

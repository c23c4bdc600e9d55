import { describe, expect, test } from 'vitest'
import { type Entry, readCatalog } from '../src/build/catalog.ts'
import { loadLanguage } from '../src/language.ts'
import { type Locale, LOCALES } from '../src/locales.ts'

const LANGUAGES = (Object.keys(LOCALES) as Locale[]).filter((locale) => locale !== 'en')
const english = await readCatalog('en')

/** The parameters of a message, core's `{hostName|another PC}` among them. */
function parametersOf(message: string): readonly string[] {
  return [...new Set(Array.from(message.matchAll(/\{ ?([a-zA-Z]\w*)\s*[|,}]/g), ([, name]) => name ?? ''))].toSorted()
}

/** The controls whose words sentences quote. */
const CONTROLS = [
  'Activate product license',
  'Manage',
  'Use my account',
  'I also have an Activation Key',
  'Succeeded',
] as const

describe.each(LANGUAGES)('%s', async (locale) => {
  const entries = await readCatalog(locale)
  const said = (message: string) => entries.find((entry) => entry.message === message)?.translation ?? ''

  test('says every message of the English catalog', () => {
    expect(entries.map(({ message }) => message).toSorted()).toEqual(english.map(({ message }) => message).toSorted())
    expect(entries.filter(({ translation }) => translation.trim() === '')).toEqual([])
  })

  test('has the parameters of the English, in every message', () => {
    const wrong = entries.filter(
      ({ message, translation }) => String(parametersOf(message)) !== String(parametersOf(translation)),
    )
    expect(wrong).toEqual([])
  })

  test('has every plural form that the language knows, or its other', () => {
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
    const lacking = entries.filter(
      ({ translation }) => translation.includes(', plural,') && !hasForms(translation, forms),
    )
    expect(lacking.map(({ message }) => message)).toEqual([])
  })

  test('quotes controls by the words that stand on them', () => {
    const quoting = entries.flatMap((entry) =>
      CONTROLS.filter((control) => entry.message.includes(`"${control}"`)).map((control) => ({ entry, control })),
    )
    expect(quoting.length).toBeGreaterThan(10)
    const other = quoting.filter(({ entry, control }) => !entry.translation.includes(said(control)))
    expect(other.map(({ entry, control }) => `${control}: ${entry.translation}`)).toEqual([])
  })

  test('leads along the way out by the words of the controls: Manage > Return', () => {
    const way = `${said('Manage')} > ${said('Return')}`
    const leading = entries.filter(({ message }) => message.includes('Manage > Return'))
    expect(leading.length).toBeGreaterThan(2)
    expect(leading.filter(({ translation }) => !translation.includes(way))).toEqual([])
  })

  test('keeps options, variables, commands and codes as they are typed', () => {
    const typed = /--[a-z][a-z-]+|LATCHKEY_[A-Z]+|license-wizard [a-z]+|HTTPS_PROXY|NO_PROXY/g
    const altered = entries.filter(({ message, translation }) =>
      (message.match(typed) ?? []).some((word) => !translation.includes(word)),
    )
    expect(altered).toEqual([])
    // A sign that cannot be seen would be copied along with an option, and break it.
    expect(entries.filter(({ translation }) => /\p{Cf}/u.test(translation))).toEqual([])
  })

  test('compiles: every message can be said', async () => {
    const language = await loadLanguage(locale)
    for (const entry of english.filter(({ files }) => files.some((file) => file.startsWith('packages/wizard/')))) {
      expect(language.say(entry.message, valuesFor(entry))).not.toMatch(/[{}]/)
    }
  })
})

function valuesFor({ message }: Entry): Readonly<Record<string, number>> {
  return Object.fromEntries(parametersOf(message).map((name) => [name, 2]))
}

/** Several forms may do with `other` where a language uses it for whatever is not named. */
function hasForms(message: string, forms: readonly string[]): boolean {
  const named = forms.filter((form) => new RegExp(String.raw`\b${form} \{`).test(message))
  return named.includes('other') && (named.length >= 2 || forms.length === 1)
}

import { afterEach, describe, expect, test } from 'vitest'
import { languageFrom } from '@latchkey/words/language'
import { LOCALES, type Locale } from '@latchkey/words/locales'
import { findingWords } from '../src/command-words.ts'
import { speak, useLanguage } from '../src/language.ts'
import { BUTTONS, FIELDS, TITLES } from '../src/labels.ts'
import { w } from '../src/words.ts'
import { expectFitting, tourOfScreens } from './terminal/tour.ts'

afterEach(async () => await useLanguage('en'))

/** What the tour shows that is nobody's language: names, addresses, ids, keys, commands, codes. */
const DATA = [
  /holiday\.jpg/g,
  /\/home\/[\w/.-]+|\/offline\b|\bKiB\b|IzoT(?: Net)?(?: Server)?|\bNet Server\b/g,
  /Commissioning\s*Tool|Commissioning|IzoT Net(?: Server)?|\bTool\b|\bServer\b(?=[\s；;。、]|$)|Standard/g,
  /maria@example\.com|licenses\.example|PC-1|OLD-PC|\bPC\b|maria(?![a-z])|otto(?![a-z])/g,
  /\b(?:op|rr|lic|key)_\w+|license-wizard [^\n]*|--[\w-]+|\b[A-Z]+(?:_[A-Z]+)+\b/g,
  /\b(?:[0-9A-Z]{5}-)+[0-9A-Z]{1,5}\b|\b[0-9A-HJKMNP-TV-Z]{5}\b/g,
  /(?:https?|socks5):\/\/[\w.:]+_*|\bhttps?\b|\bPEM\b|BEGIN CERTIFICATE|\/nowhere/g,
  /\b(?:English|Deutsch|Français|Español)\b/g,
  /\b(?:Tab|Enter|Esc|OK)\b/g,
]

function withoutData(text: string): string {
  return DATA.reduce((left, data) => left.replaceAll(data, ' '), text)
}

describe('the screens', () => {
  test.each(Object.keys(LOCALES) as Locale[])('in %s fit 80 columns and 24 rows', async (locale) => {
    await useLanguage(locale)
    const screens = await tourOfScreens()
    expect(screens.length).toBeGreaterThan(15)
    expectFitting(screens)
  })

  test.each(['ja', 'zh-Hans', 'ar'] as const)('in %s show no English', async (locale) => {
    await useLanguage(locale)
    const left = (await tourOfScreens()).flatMap((screen) => {
      const [, ...lines] = screen.split('\n')
      return lines.filter((line) => /[A-Za-z]{3}/.test(withoutData(line)))
    })
    expect(left).toEqual([])
  })

  test('say nothing that did not come through the catalog', async () => {
    // The pseudo-language writes Cyrillic for Latin: whatever is Latin still was not translated, or is data.
    speak(pseudoLanguage())
    const left = (await tourOfScreens()).flatMap((screen) => {
      const [, ...lines] = screen.split('\n')
      return lines.filter((line) => /[A-Za-z]{3}/.test(withoutData(line)))
    })
    expect(left).toEqual([])
  })

  test('are drawn anew in a language chosen while they are open', async () => {
    expect(BUTTONS.next).toBe('Next >')
    await useLanguage('de')
    expect([BUTTONS.next, TITLES.exit, FIELDS.hasKey]).toEqual([
      'Weiter >',
      'Möchten Sie beenden?',
      'Ich habe auch einen Aktivierungsschlüssel',
    ])
    expect(w.holds('PC-1', ['A', 'B'])).toBe('Dieser PC (PC-1) hält 2 Lizenzen: A und B.')
  })
})

function holds(count: number): string {
  return w.holds(
    'PC',
    Array.from({ length: count }, () => 'x'),
  )
}

test('plurals have the forms of the language', async () => {
  await useLanguage('ar')
  expect(holds(1)).toContain('ترخيص واحد')
  expect(holds(2)).toContain('ترخيصان')
  expect(holds(3)).toContain('3 تراخيص')
  expect(holds(11)).toContain('11 ترخيصًا')
  await useLanguage('ja')
  expect(findingWords({ kind: 'files-sound', count: 3 })).toBe('ライセンスファイル 3 個、すべて正常です。')
})

test('a name that looks like a message or an escape is shown as it is', async () => {
  await useLanguage('de')
  const nasty = String.raw`{count, plural, one {x}} \u001B[31m {host}`
  expect(w.holdsNothing(nasty)).toBe(`Dieser PC (${nasty}) hält noch keine Lizenzen.`)
})

function cyrillic(text: string): string {
  return text.replaceAll(/\{[^}]*\}|[a-z]/gi, (found) =>
    found.length > 1 ? found : String.fromCharCode(found.charCodeAt(0) + 0x3d0),
  )
}

function pseudoLanguage() {
  const english = languageFrom('en', {})
  const speech = new Map<string, string>()
  return {
    ...english,
    say(message: string, values = {}) {
      // Plural and select are left to the catalog; here they read as their last case.
      const flat = message.replaceAll(
        /\{\w+, plural,(?: =0 \{[^}]*\})? one \{(?:[^{}]|\{\w+\})*\} other \{((?:[^{}]|\{\w+\})*)\}\}/g,
        '$1',
      )
      speech.set(message, flat)
      return Object.entries(values).reduce(
        (text, [name, value]) => text.replaceAll(`{${name}}`, String(value)),
        cyrillic(flat),
      )
    },
    refusal: (refusal: Parameters<typeof english.refusal>[0]) => {
      const { sentence, cause, wayOut } = english.refusal(refusal)
      return { sentence: cyrillic(sentence), cause: cyrillic(cause), wayOut: cyrillic(wayOut) }
    },
    list: (items: readonly string[]) => items.join('; '),
    day: () => '2026',
  }
}

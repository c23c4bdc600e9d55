import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ActivationKeyText,
  formatActivationKey,
  KEY_RANDOM_BYTES,
  type KeyReading,
  last5Of,
  normalizeLegacyKey,
  readActivationKey,
  refusalOfKey,
} from '@latchkey/core/activation-key'
import { wordsOf } from '@latchkey/core/refusals'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const KEY = formatActivationKey(Uint8Array.from({ length: KEY_RANDOM_BYTES }, (_, i) => i * 15))
const VALID = { kind: 'valid', key: KEY, last5: KEY.slice(-5) }
const keys = fc.uint8Array({ minLength: KEY_RANDOM_BYTES, maxLength: KEY_RANDOM_BYTES }).map(formatActivationKey)

/** Replaces the symbol at a place counted without hyphens. */
function withSymbol(key: string, index: number, symbol: string): string {
  const at = index + Math.floor(index / 5)
  return key.slice(0, at) + symbol + key.slice(at + 1)
}

function symbolAt(key: string, index: number): string {
  return key.charAt(index + Math.floor(index / 5))
}

function suggestionOf(reading: KeyReading) {
  return reading.kind === 'mistyped' ? reading.suggestion : null
}

function isMistyped(reading: KeyReading): reading is Extract<KeyReading, { kind: 'mistyped' }> {
  return reading.kind === 'mistyped'
}

function wordsFor(text: string): string {
  const reading = readActivationKey(text)
  if (!isMistyped(reading)) throw new Error(`not mistyped: ${reading.kind}`)
  const { cause, wayOut } = wordsOf(refusalOfKey(reading))
  return `${cause} ${wayOut}`
}

describe('an activation key', () => {
  test('is six groups of five symbols, the same for the same random bytes', () => {
    expect(formatActivationKey(new Uint8Array(KEY_RANDOM_BYTES))).toBe('00000-00000-00000-00000-00000-0KAW7')
    expect(KEY).toBe('007HW-B9W9D-D6JY4-7JTJV-9GYJW-7D0KP')
  })

  test('needs enough random bytes, and uses 130 bits of them', () => {
    expect(() => formatActivationKey(new Uint8Array(KEY_RANDOM_BYTES - 1))).toThrow('17 random bytes')
    const made = Array.from({ length: 136 }, (_, bit) => {
      const bytes = new Uint8Array(KEY_RANDOM_BYTES)
      bytes[bit >> 3] = 128 >> (bit & 7)
      return formatActivationKey(bytes)
    })
    expect(new Set(made.slice(0, 130)).size).toBe(130)
  })

  test('is read back as it was made', () => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(key).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/)
        expect(readActivationKey(key)).toEqual({ kind: 'valid', key, last5: key.slice(-5) })
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('any paste of a key is read', () => {
  test.each([
    ['in lower case', KEY.toLowerCase()],
    ['with spaces for hyphens', KEY.replaceAll('-', ' ')],
    ['without hyphens', KEY.replaceAll('-', '')],
    ['with line breaks', `\r\n${KEY.replaceAll('-', '-\r\n')}\n`],
    ['with tabs and no-break spaces', `\t${KEY.replaceAll('-', '\u00A0')}\u202F`],
    [
      'with typographic hyphens',
      KEY.replace('-', '‐').replace('-', '‑').replace('-', '–').replace('-', '—').replace('-', '−'),
    ],
    ['with soft hyphens and zero-width spaces', KEY.replaceAll('-', '\u00AD').replace('5T', '5\u200BT')],
    ['with a byte order mark', `\uFEFF${KEY}`],
    [
      'in full-width characters',
      Array.from(KEY, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)).join(''),
    ],
    ['with O for 0', KEY.replaceAll('0', 'O')],
    ['with o for 0', KEY.replaceAll('0', 'o')],
    ['in quotes', `“${KEY}”`],
    ['in angle brackets', `<${KEY}>`],
    ['after its name', `Activation Key:${KEY}`],
    ['with dots', KEY.replaceAll('-', '.')],
    ['with underscores', KEY.replaceAll('-', '_')],
    [
      'within the mail of an order',
      `Dear customer,\n\nthank you. Your key:\n\n    ${KEY}\n\nKind regards\nORDER 12345-67890`,
    ],
    ['in the middle of words of five letters', `THESE WORDS ARE ${KEY.replaceAll('-', ' ')} MAYBE FUNNY`],
    ['twice', `${KEY}\n${KEY}`],
  ])('%s', (_, text) => {
    expect(readActivationKey(text)).toEqual(VALID)
  })

  test('with I and L for 1', () => {
    const key = formatActivationKey(new Uint8Array(KEY_RANDOM_BYTES).fill(0b00001000))
    const typed = key.replace('1', 'I').replace('1', 'l').replace('1', 'i').replace('1', 'L')
    expect(typed).not.toBe(key)
    expect(readActivationKey(typed)).toMatchObject({ kind: 'valid', key })
  })

  test('but not which of two keys was meant', () => {
    const other = formatActivationKey(new Uint8Array(KEY_RANDOM_BYTES).fill(9))
    expect(readActivationKey(`${KEY}\n${other}`).kind).not.toBe('valid')
  })
})

describe('a slip is found and named', () => {
  test('every wrong symbol at every place is corrected', () => {
    for (let index = 0; index < 30; index += 1) {
      for (const symbol of `${ALPHABET}U`) {
        const typed = withSymbol(KEY, index, symbol)
        const expected = {
          key: KEY,
          slip: 'wrong',
          group: Math.floor(index / 5) + 1,
          position: (index % 5) + 1,
          symbol: symbolAt(KEY, index),
        }
        expect(suggestionOf(readActivationKey(typed))).toEqual(typed === KEY ? null : expected)
      }
    }
  })

  test('every missing symbol is named', () => {
    for (let index = 0; index < 30; index += 1) {
      const suggestion = suggestionOf(readActivationKey(withSymbol(KEY, index, '')))
      expect(suggestion).toMatchObject({ key: KEY, slip: 'missing', symbol: symbolAt(KEY, index) })
    }
  })

  test('every symbol too many is named', () => {
    for (let index = 0; index < 30; index += 1) {
      const typed = withSymbol(KEY, index, `${symbolAt(KEY, index)}7`)
      expect(suggestionOf(readActivationKey(typed))).toMatchObject({ key: KEY, slip: 'extra' })
      expect(suggestionOf(readActivationKey(withSymbol(KEY, index, `${symbolAt(KEY, index)}U`)))).toMatchObject({
        key: KEY,
      })
    }
  })

  test('every two neighbours swapped are named', () => {
    for (let index = 0; index < 29; index += 1) {
      const [a, b] = [symbolAt(KEY, index), symbolAt(KEY, index + 1)]
      const typed = withSymbol(withSymbol(KEY, index, b), index + 1, a)
      const expected = {
        key: KEY,
        slip: 'swapped',
        group: Math.floor(index / 5) + 1,
        position: (index % 5) + 1,
        symbol: a,
      }
      expect(suggestionOf(readActivationKey(typed))).toEqual(a === b ? null : expected)
    }
  })

  test('two to four wrong symbols are never valid, and never taken for another key', () => {
    const error = fc.record({ index: fc.nat(29), by: fc.integer({ min: 1, max: 31 }) })
    const errors = fc.uniqueArray(error, { minLength: 2, maxLength: 4, selector: ({ index }) => index })
    fc.assert(
      fc.property(keys, errors, (key, wrong) => {
        const typed = wrong.reduce((text, { index, by }) => {
          const symbol = ALPHABET.charAt((ALPHABET.indexOf(symbolAt(key, index)) + by) % 32)
          return withSymbol(text, index, symbol)
        }, key as string)
        const reading = readActivationKey(typed)
        expect(reading.kind).toBe('mistyped')
        expect(wrong.length === 2 ? (suggestionOf(reading)?.key ?? key) : key).toBe(key)
      }),
      { numRuns: 5_000 },
    )
  })

  test('a suggestion is a valid key', () => {
    fc.assert(
      fc.property(keys, fc.nat(29), fc.nat(31), (key, index, symbol) => {
        const typed = withSymbol(withSymbol(key, index, ALPHABET.charAt(symbol)), 29 - index, '')
        const suggested = suggestionOf(readActivationKey(typed))?.key ?? key
        expect(readActivationKey(suggested).kind).toBe('valid')
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    [
      withSymbol(KEY, 16, 'Q'),
      'The key was mistyped: its check symbols do not fit the rest. Compare it with your order. Did you mean J in group 4?',
    ],
    [withSymbol(KEY, 16, ''), 'Is a J missing in group 4?'],
    [withSymbol(KEY, 16, 'JQ'), 'Is there one symbol too many in group 4?'],
    [withSymbol(withSymbol(KEY, 16, '7'), 15, 'J'), 'Are two symbols swapped in group 4?'],
    [
      withSymbol(withSymbol(KEY, 16, 'Q'), 3, 'Q'),
      'The key was mistyped: its check symbols do not fit the rest. Compare it with your order. Copying',
    ],
  ])('in words: %s', (typed, words) => {
    expect(wordsFor(typed)).toContain(words)
  })

  test('what is no key at all is refused in words too', () => {
    expect(refusalOfKey({ kind: 'malformed' })).toEqual({ code: 'KEY_MALFORMED', facts: {} })
  })
})

describe('a key of another system', () => {
  test.each([
    ['ABCD-1234', 'ABCD-1234'],
    ['  abcd 1234\n', 'ABCD1234'],
    ['ct–77_ü/§', 'CT-77_Ü/§'],
    ['ＡＢＣＤ', 'ABCD'],
    ['A\u200B\u0308BCD', 'ÄBCD'],
    ['A'.repeat(100), 'A'.repeat(100)],
    [withSymbol(withSymbol(KEY, 0, 'U'), 7, 'U'), withSymbol(withSymbol(KEY, 0, 'U'), 7, 'U')],
    [KEY.slice(0, -2), KEY.slice(0, -2)],
    ['ABCDE-FGHJK-MNPQR-STVWX-YZ012-3456U', 'ABCDE-FGHJK-MNPQR-STVWX-YZ012-3456U'],
    ['ABCDE-FGHJK-MNPQR-STVWX-YZ012-345U', 'ABCDE-FGHJK-MNPQR-STVWX-YZ012-345U'],
  ])('%j may be one: only the server knows', (text, key) => {
    expect(readActivationKey(text)).toMatchObject({ kind: 'legacy', key })
    expect(normalizeLegacyKey(text)).toBe(key)
  })

  test.each(['', '   ', 'abc', 'A'.repeat(101), 'ABCD\u0007', 'x'.repeat(3_000), '----------------'.repeat(10)])(
    '%j is none',
    (text) => {
      expect(readActivationKey(text)).toEqual({ kind: 'malformed' })
      expect(normalizeLegacyKey(text)).toBe(null)
    },
  )

  test('has one form, and is that form itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const key = normalizeLegacyKey(text)
        expect(key === null ? null : normalizeLegacyKey(key)).toBe(key)
      }),
      { numRuns: 10_000 },
    )
  })
})

test('of a key no more than the last five characters are shown, of a short one less', () => {
  expect(last5Of(KEY)).toBe('7D0KP')
  expect(last5Of('ABCD' as ActivationKeyText)).toBe('CD')
  expect(last5Of('ABCDEFGHIJ' as ActivationKeyText)).toBe('FGHIJ')
  expect(last5Of('ABCDEF😀😀😀' as ActivationKeyText)).toBe('F😀😀😀')
})

describe('no text breaks the reading', () => {
  test('whatever it holds', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({
        unit: fc.constantFrom(...Array.from(ALPHABET), 'U', 'i', '-', ' ', '\n', 'ß', '\u200B'),
        maxLength: 80,
      }),
    )
    fc.assert(
      fc.property(text, (text) => {
        expect(['valid', 'mistyped', 'legacy', 'malformed']).toContain(readActivationKey(text).kind)
      }),
      { numRuns: 5_000 },
    )
  })

  test.each([
    ['ten million characters', 'A'.repeat(10_000_000)],
    ['the longest paste of spaces', ' '.repeat(4_000)],
    ['the longest paste of groups', 'ABCDE-'.repeat(666)],
    ['the longest paste of characters that NFKC makes longer', '\uFDFA'.repeat(4_000)],
  ])('%s', (_, text) => {
    expect(readActivationKey(text)).toEqual({ kind: 'malformed' })
  })
})

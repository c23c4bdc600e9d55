import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CHECK_SYMBOLS,
  checkSymbols,
  isCodeWord,
  singleCorrection,
  WORD_SYMBOLS_MAX,
} from '@latchkey/core/reed-solomon'

const LENGTH = 30
const ZERO: readonly number[] = Array.from({ length: LENGTH }, () => 0)
const symbols = fc.array(fc.nat(31), { minLength: LENGTH - CHECK_SYMBOLS, maxLength: LENGTH - CHECK_SYMBOLS })
const words = symbols.map((random) => random.concat(checkSymbols(random)))

/*
 * The code is linear: the word that errors make of a code word is one again exactly when the errors alone are one. So errors on the
 * word of zeros stand for the same errors on every word.
 */
describe('the code over GF(32)', () => {
  test('is the one described: generator z^4 + 30z^3 + 6z^2 + 9z + 17 over x^5 + x^2 + 1', () => {
    expect(checkSymbols([1])).toEqual([30, 6, 9, 17])
    expect(checkSymbols([0, 0, 0])).toEqual([0, 0, 0, 0])
  })

  test('makes code words, and the sum of two is one', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        expect(isCodeWord(a)).toBe(true)
        expect(isCodeWord(a.map((symbol, i) => symbol ^ (b[i] ?? 0)))).toBe(true)
      }),
    )
  })

  test('corrects every single error, in words of every length', () => {
    for (let length = CHECK_SYMBOLS + 1; length <= WORD_SYMBOLS_MAX; length += 1) {
      const zero = Array.from({ length }, () => 0)
      for (const { index, error } of errors(length)) {
        const wrong = zero.with(index, error)
        expect(isCodeWord(wrong)).toBe(false)
        expect(singleCorrection(wrong)).toEqual({ index, symbol: 0 })
      }
    }
  })

  test('finds every double error, and never corrects it into another code word', () => {
    let tried = 0
    let taken = 0
    for (const first of errors(LENGTH)) {
      for (const second of errors(LENGTH).filter(({ index }) => index > first.index)) {
        const wrong = ZERO.with(first.index, first.error).with(second.index, second.error)
        tried += 1
        if (isCodeWord(wrong) || singleCorrection(wrong) !== null) taken += 1
      }
    }
    expect([tried, taken]).toEqual([418_035, 0])
  }, 120_000)

  test('finds every error of three and four symbols', () => {
    const error = fc.record({ index: fc.nat(LENGTH - 1), error: fc.integer({ min: 1, max: 31 }) })
    const several = fc.uniqueArray(error, { minLength: 3, maxLength: 4, selector: ({ index }) => index })
    fc.assert(
      fc.property(words, several, (word, errors) => {
        const wrong = errors.reduce<readonly number[]>(
          (symbols, { index, error }) => symbols.with(index, (symbols[index] ?? 0) ^ error),
          word,
        )
        expect(isCodeWord(wrong)).toBe(false)
      }),
      { numRuns: 20_000 },
    )
  }, 120_000)

  test('leaves a code word as it is', () => {
    expect(singleCorrection(ZERO)).toBe(null)
  })

  test('has numbers from 0 to 31 only: others are a bug', () => {
    expect(() => checkSymbols([32])).toThrow(RangeError)
    expect(() => isCodeWord([-1, 0])).toThrow(RangeError)
  })
})

function errors(length: number): readonly { readonly index: number; readonly error: number }[] {
  return Array.from({ length: length * 31 }, (_, i) => ({ index: Math.floor(i / 31), error: (i % 31) + 1 }))
}

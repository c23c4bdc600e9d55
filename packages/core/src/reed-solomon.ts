/**
 * The check symbols of codes that people type: a Reed-Solomon code over GF(32), so that one symbol is one character of base 32.
 *
 * - Field: GF(2)[x] / (x^5 + x^2 + 1); x (the number 2) generates it. Adding is XOR.
 * - Generator: (z - 2^1)(z - 2^2)(z - 2^3)(z - 2^4), so a code word is 0 at 2^1 .. 2^4.
 * - The first symbol belongs to the highest power of z; the 4 check symbols come last.
 *
 * Any two code words of at most {@link WORD_SYMBOLS_MAX} symbols differ in at least 5 places: 1 to 4 wrong symbols never make
 * another code word, and a single wrong one has exactly one code word next to it.
 */
const FIELD_POLYNOMIAL = 0b100101

/** Symbols that the code adds. */
export const CHECK_SYMBOLS = 4

/** Longest code word: beyond it two places of the word would have the same power of the generator. */
export const WORD_SYMBOLS_MAX = 31

/** The powers 2^0 .. 2^30 of the field's generator; they are all its elements but 0. */
const POWERS: readonly number[] = Array.from({ length: WORD_SYMBOLS_MAX }, powerOfTwo)

/** Exponent of each element but 0, whose entry is unused. */
const LOGARITHMS: readonly number[] = Array.from({ length: WORD_SYMBOLS_MAX + 1 }, (_, element) =>
  POWERS.indexOf(element),
)

/** Coefficients of the generator below z^4, highest first. */
const GENERATOR: readonly number[] = generatorCoefficients()

/** The 4 symbols to append to `symbols` (numbers 0 to 31, at most 27 of them) to make a code word. */
export function checkSymbols(symbols: readonly number[]): readonly number[] {
  let remainder: readonly number[] = Array.from({ length: CHECK_SYMBOLS }, () => 0)
  for (const symbol of symbols) {
    const factor = symbol ^ at(remainder, 0)
    remainder = GENERATOR.map((coefficient, place) => multiply(coefficient, factor) ^ (remainder[place + 1] ?? 0))
  }
  return remainder
}

/** Whether the symbols are a code word. */
export function isCodeWord(symbols: readonly number[]): boolean {
  return syndromes(symbols).every((syndrome) => syndrome === 0)
}

/** A symbol to put in place of another. */
export interface Correction {
  /** Index of the wrong symbol. */
  readonly index: number
  readonly symbol: number
}

/** The one symbol whose change makes a code word; null when no single one does, or when it is one already. */
export function singleCorrection(symbols: readonly number[]): Correction | null {
  const found = syndromes(symbols)
  if (found.includes(0)) return null
  // A single error e at power p gives the syndromes e 2^p, e 2^2p, e 2^3p, e 2^4p: a geometric row.
  const ratio = divide(at(found, 1), at(found, 0))
  const isGeometric = found.every((syndrome, i) => i === 0 || syndrome === multiply(at(found, i - 1), ratio))
  const index = symbols.length - 1 - at(LOGARITHMS, ratio)
  if (!isGeometric || index < 0) return null
  return { index, symbol: at(symbols, index) ^ divide(at(found, 0), ratio) }
}

/** The word's values at 2^1 .. 2^4: all 0 for a code word, and for any word the same as those of its errors alone. */
function syndromes(symbols: readonly number[]): readonly number[] {
  return POWERS.slice(1, 1 + CHECK_SYMBOLS).map((root) =>
    symbols.reduce((value, symbol) => multiply(value, root) ^ symbol, 0),
  )
}

function multiply(a: number, b: number): number {
  if (a === 0 || b === 0) return 0
  return at(POWERS, (at(LOGARITHMS, a) + at(LOGARITHMS, b)) % POWERS.length)
}

/** `b` is not 0. */
function divide(a: number, b: number): number {
  return at(POWERS, (at(LOGARITHMS, a) - at(LOGARITHMS, b) + POWERS.length) % POWERS.length)
}

function powerOfTwo(_: unknown, exponent: number): number {
  let power = 1
  for (let i = 0; i < exponent; i += 1) power = power & 16 ? (power << 1) ^ FIELD_POLYNOMIAL : power << 1
  return power
}

function generatorCoefficients(): readonly number[] {
  let product: readonly number[] = [1]
  for (const root of POWERS.slice(1, 1 + CHECK_SYMBOLS)) {
    product = [...product, 0].map((coefficient, i) => coefficient ^ multiply(product[i - 1] ?? 0, root))
  }
  return product.slice(1)
}

function at(values: readonly number[], index: number): number {
  const value = values[index]
  if (value === undefined) throw new RangeError('a symbol is a number from 0 to 31')
  return value
}

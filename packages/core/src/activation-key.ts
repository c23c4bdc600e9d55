import { LIMITS } from './limits.ts'
import { type Refusal, refusal } from './refusals.ts'
import type { Slip as SlipName } from './refusal-facts.ts'
import { CHECK_SYMBOLS, checkSymbols, isCodeWord, singleCorrection } from './reed-solomon.ts'

declare const brand: unique symbol

/**
 * An activation key as it is printed, sent and digested: `XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX`, upper case, with hyphens.
 * 26 random symbols (130 bits) and 4 check symbols, in Crockford's base 32 (no I, L, O, U).
 */
export type ActivationKeyText = string & { readonly [brand]: 'ActivationKeyText' }

/** A key that another system issued, in the one form that is sent and digested: see {@link normalizeLegacyKey}. */
export type LegacyKeyText = string & { readonly [brand]: 'LegacyKeyText' }

/** What a text that somebody typed or pasted as an activation key is. */
export type KeyReading =
  | { readonly kind: 'valid'; readonly key: ActivationKeyText; readonly last5: string }
  /** Meant as a key of ours, but wrong for certain: refused where it was typed, never sent. */
  | { readonly kind: 'mistyped'; readonly suggestion: KeySuggestion | null }
  /** Not of our form; another system may have issued it, which only the server knows. */
  | { readonly kind: 'legacy'; readonly key: LegacyKeyText; readonly last5: string }
  /** No key at all: empty, too short, too long. */
  | { readonly kind: 'malformed' }

/** The only key that is one slip away from what was typed. */
export interface KeySuggestion {
  readonly key: ActivationKeyText
  readonly slip: SlipName
  /** Group of the key in which the slip is, 1 to 6. */
  readonly group: number
  /** Place within the group, 1 to 5. */
  readonly position: number
  /** The symbol that belongs there. */
  readonly symbol: string
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const RANDOM_SYMBOLS = 26
const KEY_SYMBOLS = RANDOM_SYMBOLS + CHECK_SYMBOLS
const GROUP_SYMBOLS = 5

/** Random bytes a key is made from: 26 symbols of 5 bits = 130 bits. */
export const KEY_RANDOM_BYTES = 17

/**
 * XORed onto the check symbols, so that a code of one kind is never valid as another, and a row of zeros is none. Kinds to come
 * (emergency codes, transfer codes) take another row.
 */
const MASKS = { 'activation-key': [19, 10, 28, 7] } as const satisfies Record<string, readonly number[]>

/** Anything that separates groups or crept in with a paste: white space, invisible characters, hyphens and dashes. */
const SEPARATORS = /[\s\p{Cf}\p{Pd}\u2043\u2212_.]+/gu
const SIX_GROUPS = /(?<![0-9A-Z])(?=([0-9A-Z]{5}(?:[\s-]{1,3}[0-9A-Z]{5}){5})(?![0-9A-Z]))/g

/**
 * Makes an activation key from random bytes.
 * @throws if fewer than {@link KEY_RANDOM_BYTES} bytes are given (a bug in the caller)
 */
export function formatActivationKey(random: Uint8Array): ActivationKeyText {
  if (random.length < KEY_RANDOM_BYTES) throw new RangeError(`a key needs ${KEY_RANDOM_BYTES} random bytes`)
  const bits = Array.from(random.subarray(0, KEY_RANDOM_BYTES), (byte) => byte.toString(2).padStart(8, '0')).join('')
  const symbols = Array.from({ length: RANDOM_SYMBOLS }, (_, i) => Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2))
  return textOf(masked([...symbols, ...checkSymbols(symbols)]))
}

/**
 * Reads whatever was typed or pasted: any case, spaces, line breaks, hyphens of any sort, full-width characters, I and L for 1,
 * O for 0, or a text around one key. Every error of 1 to 4 symbols is found; a single wrong, missing or extra symbol and two
 * neighbours swapped are corrected when only one key fits.
 */
export function readActivationKey(text: string): KeyReading {
  if (text.length > LIMITS.pasteCharsMax) return { kind: 'malformed' }
  const symbols = symbolsOf(text)
  if (isKey(symbols)) return validReading(textOf(symbols))
  const suggestion = suggestionFor(symbols)
  const isOurForm = symbols.length === KEY_SYMBOLS && !symbols.includes(FOREIGN)
  if (suggestion !== null || isOurForm) return { kind: 'mistyped', suggestion }
  const within = keyWithin(text)
  if (within !== null) return validReading(within)
  const legacy = normalizeLegacyKey(text)
  return legacy === null ? { kind: 'malformed' } : { kind: 'legacy', key: legacy, last5: last5Of(legacy) }
}

/**
 * The one form of a key of another system: compatibility characters made plain, upper case, no white space, plain hyphens.
 * Null for what cannot be one: fewer than 4 or more than 100 characters, or unprintable ones.
 */
export function normalizeLegacyKey(text: string): LegacyKeyText | null {
  if (text.length > LIMITS.pasteCharsMax) return null
  // Taking a character out can bring two together that NFKC makes one; what is not settled then is nothing anybody prints.
  const key = legacyForm(legacyForm(text))
  const isSettled = legacyForm(key) === key
  return isSettled && /^[\p{L}\p{M}\p{N}\p{P}\p{S}]{4,100}$/u.test(key) ? (key as LegacyKeyText) : null
}

function legacyForm(text: string): string {
  return plainUpperCase(text)
    .replaceAll(/[\s\p{Cf}]+/gu, '')
    .replaceAll(/[\p{Pd}\u2043\u2212]/gu, '-')
}

/** The refusal (KEY_MALFORMED) of a text that is no key, with the slip in words; of the key itself at most one symbol is told. */
export function refusalOfKey(reading: Exclude<KeyReading, { kind: 'valid' | 'legacy' }>): Refusal {
  if (reading.kind === 'malformed' || reading.suggestion === null) return refusal('KEY_MALFORMED')
  const { slip, group, symbol } = reading.suggestion
  return refusal('KEY_MALFORMED', { slip, group, symbol })
}

/**
 * What may be shown and logged of a key: its last five characters. Of an activation key they tell one random symbol and the check
 * symbols, which leaves 105 bits; of a short legacy key it is never more than half.
 */
export function last5Of(key: ActivationKeyText | LegacyKeyText): string {
  const characters = Array.from(key)
  return characters.slice(-Math.min(GROUP_SYMBOLS, Math.floor(characters.length / 2))).join('')
}

/** Stands for a character outside the alphabet: a wrong symbol whose place is known. */
const FOREIGN = -1

function symbolsOf(text: string): readonly number[] {
  const characters = plainUpperCase(text).replace(SEPARATORS, '').replaceAll(/[IL]/g, '1').replaceAll('O', '0')
  return Array.from(characters, (character) => ALPHABET.indexOf(character))
}

/** Applied twice, it is the same as once: upper case can bring forth characters that NFKC changes again. */
function plainUpperCase(text: string): string {
  return text.normalize('NFKC').toUpperCase().normalize('NFKC')
}

function isKey(symbols: readonly number[]): boolean {
  return symbols.length === KEY_SYMBOLS && !symbols.includes(FOREIGN) && isCodeWord(masked(symbols))
}

/** Puts the mask of the kind onto the check symbols, or takes it off. */
function masked(symbols: readonly number[]): readonly number[] {
  return symbols.map((symbol, i) => symbol ^ (MASKS['activation-key'][i - RANDOM_SYMBOLS] ?? 0))
}

function textOf(symbols: readonly number[]): ActivationKeyText {
  const characters = symbols.map((symbol) => ALPHABET.charAt(symbol)).join('')
  return (characters.match(/.{5}/g) ?? []).join('-') as ActivationKeyText
}

function validReading(key: ActivationKeyText): KeyReading {
  return { kind: 'valid', key, last5: last5Of(key) }
}

/** The key within a longer text, such as the mail of an order; null for none and for several. */
function keyWithin(text: string): ActivationKeyText | null {
  const words = plainUpperCase(text).replaceAll(/[\p{Pd}\u2043\u2212]/gu, '-')
  const readings = Array.from(words.matchAll(SIX_GROUPS), ([, groups]) => symbolsOf(groups ?? '')).filter(isKey)
  const keys = new Set(readings.map(textOf))
  const [key] = keys
  return keys.size === 1 && key !== undefined ? key : null
}

interface Slip {
  readonly slip: KeySuggestion['slip']
  readonly index: number
  readonly symbols: readonly number[]
}

function suggestionFor(symbols: readonly number[]): KeySuggestion | null {
  const slips = slipsOf(symbols)
  const [first] = slips
  if (first === undefined || new Set(slips.map(({ symbols }) => textOf(symbols))).size > 1) return null
  const { slip, index } = first
  return {
    key: textOf(first.symbols),
    slip,
    group: Math.floor(index / GROUP_SYMBOLS) + 1,
    position: (index % GROUP_SYMBOLS) + 1,
    symbol: ALPHABET.charAt(first.symbols[index] ?? 0),
  }
}

/** All keys one slip away. A symbol left out of a row of equal ones is found at each of its places; the first is as good as any. */
function slipsOf(symbols: readonly number[]): readonly Slip[] {
  switch (symbols.length) {
    case KEY_SYMBOLS:
      return [...wrongSymbol(symbols), ...swappedSymbols(symbols)]
    case KEY_SYMBOLS - 1:
      if (symbols.includes(FOREIGN)) return []
      return places(KEY_SYMBOLS).flatMap((index) =>
        correctedAt(symbols.toSpliced(index, 0, FOREIGN)).map((found) => ({ slip: 'missing', index, symbols: found })),
      )
    case KEY_SYMBOLS + 1:
      return places(KEY_SYMBOLS + 1)
        .map((index) => ({ index, symbols: symbols.toSpliced(index, 1) }))
        .filter((candidate) => isKey(candidate.symbols))
        .map((candidate) => ({
          slip: 'extra',
          index: Math.min(candidate.index, KEY_SYMBOLS - 1),
          symbols: candidate.symbols,
        }))
    default:
      return []
  }
}

function wrongSymbol(symbols: readonly number[]): readonly Slip[] {
  const foreign = symbols.indexOf(FOREIGN)
  if (foreign !== symbols.lastIndexOf(FOREIGN)) return []
  if (foreign !== -1) return correctedAt(symbols).map((found) => ({ slip: 'wrong', index: foreign, symbols: found }))
  const correction = singleCorrection(masked(symbols))
  if (correction === null) return []
  const { index, symbol } = correction
  return [{ slip: 'wrong', index, symbols: masked(masked(symbols).with(index, symbol)) }]
}

/** The key that differs only where the one {@link FOREIGN} symbol stands; none or one. */
function correctedAt(symbols: readonly number[]): readonly (readonly number[])[] {
  const index = symbols.indexOf(FOREIGN)
  const guess = symbols.with(index, 0)
  if (isKey(guess)) return [guess]
  const correction = singleCorrection(masked(guess))
  return correction?.index === index ? [masked(masked(guess).with(index, correction.symbol))] : []
}

function swappedSymbols(symbols: readonly number[]): readonly Slip[] {
  return places(KEY_SYMBOLS - 1)
    .map((index) => ({ index, symbols: symbols.toSpliced(index, 2, symbols[index + 1] ?? 0, symbols[index] ?? 0) }))
    .filter((candidate) => isKey(candidate.symbols))
    .map((candidate) => ({ slip: 'swapped', index: candidate.index, symbols: candidate.symbols }))
}

function places(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index)
}

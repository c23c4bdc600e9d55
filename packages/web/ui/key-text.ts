import { type KeyReading, type KeySuggestion, readActivationKey } from '@latchkey/core/activation-key'
import { LIMITS } from '@latchkey/core/limits'

/** Longest text the key field holds: a key of another system has at most 100 characters, and some are typed wrong. */
export const KEY_FIELD_CHARS_MAX = 200
/** Symbols of an activation key, without hyphens. */
export const KEY_SYMBOLS = 30

/** What the key field says about what stands in it. */
export type KeyHint =
  | { readonly kind: 'empty' }
  /** So far nothing speaks against it. */
  | { readonly kind: 'incomplete'; readonly typed: number }
  | { readonly kind: 'valid' }
  | { readonly kind: 'mistyped'; readonly suggestion: KeySuggestion | null }
  | { readonly kind: 'legacy' }
  | { readonly kind: 'malformed' }

/** Reads what stands in the field, as kindly as what is still being typed deserves. */
export function keyHint(text: string): KeyHint {
  const trimmed = text.trim()
  if (trimmed === '') return { kind: 'empty' }
  const reading = readActivationKey(trimmed)
  if (reading.kind === 'valid') return { kind: 'valid' }
  if (reading.kind === 'mistyped') return { kind: 'mistyped', suggestion: reading.suggestion }
  const typed = symbolsTyped(trimmed)
  if (typed !== null && typed < KEY_SYMBOLS) return { kind: 'incomplete', typed }
  return { kind: reading.kind }
}

/** A text in the field and where the caret stands in it. */
export interface KeyEdit {
  readonly text: string
  readonly caret: number
  /** Characters of the paste that were left out. */
  readonly cut: number
}

/**
 * What the field holds after `pasted` replaced its selection. A whole key, alone or within a mail, replaces everything; other text is
 * joined to one line. However long the paste is, only its start is looked at, so that 10 MB take no longer than a word.
 */
export function pasteKey(text: string, selection: readonly [start: number, end: number], pasted: string): KeyEdit {
  const looked = pasted.slice(0, LIMITS.pasteCharsMax)
  const whole = groupedKey(readActivationKey(looked))
  if (whole !== null) return { text: whole, caret: whole.length, cut: 0 }
  const line = looked.replaceAll(/\s+/g, ' ').trim()
  const before = text.slice(0, selection[0])
  const after = text.slice(selection[1])
  const kept = line.slice(0, Math.max(0, KEY_FIELD_CHARS_MAX - before.length - after.length))
  const joined = before + kept + after
  const key = groupedKey(readActivationKey(joined))
  // Counts the pasted text as it came: white space that was joined is not "left out", but what lies beyond the limit is.
  const cut = line.length - kept.length + (pasted.length - looked.length)
  return key === null
    ? { text: joined, caret: before.length + kept.length, cut }
    : { text: key, caret: key.length, cut }
}

/** The text in groups, if it is a key; otherwise as it is. */
export function tidyKey(text: string): string {
  return groupedKey(readActivationKey(text)) ?? text.trim()
}

function groupedKey(reading: KeyReading): string | null {
  return reading.kind === 'valid' ? reading.key : null
}

/** How many symbols of a key stand in the text; null if there are others, which no key of ours has. */
function symbolsTyped(text: string): number | null {
  const symbols = text.normalize('NFKC').replaceAll(/[\s\p{Cf}\p{Pd}_.]+/gu, '')
  return /^[0-9a-tv-z]*$/i.test(symbols) ? symbols.length : null
}

import { LOCALES } from '@latchkey/words/locales'
import { language } from '../language.ts'

const FROM_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
/** Unicode's isolates (UAX 9): from right to left, by the first letter, and the end of either. */
const RIGHT_TO_LEFT = '\u2067'
const BY_FIRST_LETTER = '\u2068'
const END = '\u2069'

/**
 * A piece of a line that a terminal turns for itself: what stands beside it (frame, other columns) keeps its place. Pieces without
 * letters written from the right stay as they are; terminals that turn nothing show the letters in the order they are read in.
 */
export function isolated(text: string): string {
  if (!FROM_RIGHT.test(text)) return text
  const begin = LOCALES[language().locale].direction === 'rtl' ? RIGHT_TO_LEFT : BY_FIRST_LETTER
  return `${begin}${text}${END}`
}

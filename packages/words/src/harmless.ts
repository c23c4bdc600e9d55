const SPACING = /[\t\n\v\f\r\u2028\u2029]+/g
/** Control characters (ESC among them), and invisible ones such as those that turn the direction of writing. */
const HARMFUL = /[\p{Cc}\p{Cf}\uFFF9-\uFFFB]/gu

/** A text that others chose (host, account and product names, server words), safe to print: one line, nothing that steers a terminal. */
export function harmless(text: string): string {
  return text.replace(SPACING, ' ').replace(HARMFUL, '')
}

/** The emphasis that terminals know and that hides nothing: bold, dim, and their end. */
const EMPHASIS: ReadonlySet<string> = new Set(['\u001B[1m', '\u001B[2m', '\u001B[22m'])
const STEERING = /[^\P{Cc}\n]\[\d*m|[^\P{Cc}\n]|\p{Cf}|[\u2028\u2029\uFFF9-\uFFFB]/gu

/** The same of a whole answer: its lines and its emphasis stay. What others chose must have been made {@link harmless} before, or is here. */
export function harmlessLines(text: string): string {
  return text.replace(STEERING, (found) => (EMPHASIS.has(found) ? found : ''))
}

/** JSON that is safe to look at in a terminal: what {@link harmless} would drop is written as an escape, so nothing is lost. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[^\P{Cc}\n]|\p{Cf}/gu, escaped)
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  }).join('')
}

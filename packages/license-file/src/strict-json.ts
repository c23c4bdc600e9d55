import { err, ok, type Result } from '@latchkey/core/result'

/** Objects and arrays within each other; a response needs six. */
const DEPTH_MAX = 16

const NUMBER = /-?[0-9.eE+-]+/y
const PLAIN_INTEGER = /^(?:0|-?[1-9][0-9]{0,15})$/
const BLANK = /[ \t\n\r]*/y

// A byte order mark stays, so that JSON refuses it.
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export type JsonObject = Readonly<Record<string, unknown>>

/**
 * Reads a JSON object that every parser reads alike (RFC 7493): strict UTF-8, no member twice in an object, no lone surrogates,
 * only integers, written plainly, of at most 2^53 - 1.
 */
export function parseStrictJson(bytes: Uint8Array): Result<JsonObject, 'JSON_MALFORMED' | 'DUPLICATE_NAME'> {
  let text: string
  let value: unknown
  try {
    text = DECODER.decode(bytes)
    value = JSON.parse(text)
  } catch {
    return err('JSON_MALFORMED')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return err('JSON_MALFORMED')
  const refusal = refusalOfText(text)
  return refusal === null ? ok(value as JsonObject) : err(refusal)
}

/** Walks through text that is known to be JSON, so that any string before a colon is a member's name. */
function refusalOfText(text: string): 'JSON_MALFORMED' | 'DUPLICATE_NAME' | null {
  /** Of the objects (and, unused, arrays) that the walk is in. */
  const names: Set<string>[] = []
  let index = 0
  while (index < text.length) {
    const character = text.charAt(index)
    if (character === '"') {
      const end = endOfString(text, index)
      const string = stringBetween(text, index, end)
      if (string === null) return 'JSON_MALFORMED'
      index = endOfMatch(BLANK, text, end)
      if (text.charAt(index) !== ':') continue
      if (names.at(-1)?.has(string) === true) return 'DUPLICATE_NAME'
      names.at(-1)?.add(string)
    } else if (character === '{' || character === '[') {
      names.push(new Set())
      if (names.length > DEPTH_MAX) return 'JSON_MALFORMED'
      index += 1
    } else if (character === '}' || character === ']') {
      names.pop()
      index += 1
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      const end = endOfMatch(NUMBER, text, index)
      if (!isPlainInteger(text.slice(index, end))) return 'JSON_MALFORMED'
      index = end
    } else {
      index += 1
    }
  }
  return null
}

/** The index after the closing quote. */
function endOfString(text: string, start: number): number {
  let index = start + 1
  while (text.charAt(index) !== '"') index += text.charAt(index) === '\\' ? 2 : 1
  return index + 1
}

/** The string with its escapes resolved; null for one with half a character, which only an escape can bring in. */
function stringBetween(text: string, start: number, end: number): string | null {
  const quoted = text.slice(start, end)
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  const string = JSON.parse(quoted) as string
  return string.isWellFormed() ? string : null
}

function endOfMatch(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : start
}

function isPlainInteger(number: string): boolean {
  return PLAIN_INTEGER.test(number) && Number.isSafeInteger(Number(number))
}

/** A message as it lies compiled in a catalog: text, or its pieces. Made by Lingui's compiler of ICU messages. */
export type Message = string | readonly Piece[]

/** Text, `#` (the number of the plural around it), a parameter, or a choice by a parameter. */
type Piece = string | readonly [name: string] | readonly [name: string, kind: 'plural' | 'select', cases: Cases]
type Cases = Readonly<Record<string, Message>>

/** What fills the parameters of a message. */
export type Values = Readonly<Record<string, string | number>>

/**
 * The message with its parameters filled in. Ours and not Lingui's own runtime, because that one decodes `\u001B` written out in what
 * fills a message: a host name could steer a terminal.
 */
export function format(message: Message, values: Values, locale: string): string {
  return filled(message, values, locale, null)
}

function filled(message: Message, values: Values, locale: string, number: string | null): string {
  if (typeof message === 'string') return message
  return message.map((piece) => filledPiece(piece, values, locale, number)).join('')
}

function filledPiece(piece: Piece, values: Values, locale: string, number: string | null): string {
  if (piece === '#') return number ?? piece
  if (typeof piece === 'string') return piece
  const [name, kind, cases = {}] = piece
  const value = values[name]
  if (value === undefined) throw new RangeError(`a message is said without its {${name}}`)
  if (kind === undefined) return typeof value === 'number' ? numberIn(locale, value) : value
  const chosen = kind === 'plural' ? pluralCase(cases, Number(value), locale) : caseOf(cases, String(value))
  return filled(chosen, values, locale, kind === 'plural' ? numberIn(locale, Number(value)) : number)
}

function pluralCase(cases: Cases, value: number, locale: string): Message {
  // ICU's `=0` comes out of the compiler as `0`.
  const exact = String(value)
  return caseOf(cases, Object.hasOwn(cases, exact) ? exact : new Intl.PluralRules(locale).select(value))
}

function caseOf(cases: Cases, name: string): Message {
  return (Object.hasOwn(cases, name) ? cases[name] : cases['other']) ?? ''
}

function numberIn(locale: string, value: number): string {
  return new Intl.NumberFormat(locale).format(value)
}

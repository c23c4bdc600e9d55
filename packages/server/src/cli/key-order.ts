import type { BodyOf } from '@latchkey/contract/operations'
import { LANGUAGES } from '@latchkey/core/languages'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'

/** Products and seats as commands and CSV files write them, such as `ct:10 izot-net-server`. */
export type Products = BodyOf<'issueKey'>['products']

const PRODUCT = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?::(\d{1,6}))?$/

/** Reads `product[:seats]`, several separated by spaces or semicolons; the error completes "… must be". */
export function readProducts(text: string): Result<Products, string> {
  const products: Products = []
  for (const word of text.split(/[\s;]+/).filter((part) => part !== '')) {
    const [, product, seatsText] = PRODUCT.exec(word) ?? []
    const seats = Number(seatsText ?? 1)
    if (product === undefined || seats < 1 || seats > LIMITS.seatsMax) {
      return err(`a product code, with seats from 1 to ${LIMITS.seatsMax} after a colon if not one: ct or ct:10`)
    }
    if (products.some((other) => other.product === product)) return err('each product once')
    products.push({ product, seats })
  }
  return products.length === 0 ? err('at least one product code') : ok(products)
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/

/** Reads when a license ends: a day (through its end, in UTC), an instant in UTC, or nothing for never. */
export function readExpiry(text: string): Result<string | null, string> {
  if (text === '' || text === 'never') return ok(null)
  const instant = DAY.test(text) ? `${text}T23:59:59Z` : text
  const at = new Date(instant)
  const isReal = INSTANT.test(instant) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text.slice(0, 10))
  return isReal
    ? ok(at.toISOString())
    : err('a day such as 2027-12-31, an instant such as 2027-12-31T12:00:00Z, or empty')
}

/** Reads a number of hosts; nothing leaves it to the products. */
export function readHostsMax(text: string): Result<number | null, string> {
  if (text === '') return ok(null)
  const hostsMax = /^\d{1,6}$/.test(text) ? Number(text) : 0
  const isLegal = hostsMax >= 1 && hostsMax <= LIMITS.seatsMax
  return isLegal ? ok(hostsMax) : err(`a whole number from 1 to ${LIMITS.seatsMax}, or empty`)
}

const CODE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Reads a policy's code; nothing means `standard`. */
export function readPolicy(text: string): Result<string, string> {
  if (text === '') return ok('standard')
  return CODE.test(text) ? ok(text) : err("a policy's code, or empty for standard")
}

/** Reads an order number. */
export function readOrder(text: string): Result<string, string> {
  const order = text.trim()
  const isLegal = order !== '' && order.length <= LIMITS.nameCharsMax
  return isLegal ? ok(order) : err(`an order number of 1 to ${LIMITS.nameCharsMax} characters`)
}

export interface RecipientOptions {
  readonly mail?: string
  readonly language?: string
}

/** Options of commands that send a key by mail. */
export const RECIPIENT_OPTIONS = [
  { flags: '--mail <address>', words: 'who gets the key by mail' },
  { flags: '--language <code>', words: `the language of that mail: ${LANGUAGES.join(', ')} (en)` },
] as const

/** Reads who gets a key by mail; the error is a whole sentence. */
export function readRecipient({
  mail,
  language,
}: RecipientOptions): Result<Pick<BodyOf<'issueKey'>, 'recipient'>, string> {
  if (mail === undefined) return language === undefined ? ok({}) : err('--language needs --mail.')
  const known = LANGUAGES.find((code) => code === (language ?? 'en'))
  if (known === undefined) return err(`--language must be one of ${LANGUAGES.join(', ')}.`)
  if (!/^[^\s@]+@[^\s@]+$/.test(mail)) return err('--mail must be an e-mail address.')
  return ok({ recipient: { email: mail, language: known } })
}

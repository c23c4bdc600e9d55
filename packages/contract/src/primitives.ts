import { EMAIL_ADDRESS, EMAIL_ADDRESS_CHARS_MAX } from '@latchkey/core/email-address'
import { LANGUAGES } from '@latchkey/core/languages'
import { LIMITS } from '@latchkey/core/limits'
import { REFUSAL_CODES } from '@latchkey/core/refusals'
import { z } from 'zod'

/** What the schemas of the API are made of. */

export const instant = z.iso.datetime().meta({ description: 'ISO 8601 in UTC' })
export const code = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)
export const name = z.string().trim().min(1).max(LIMITS.nameCharsMax)
export const note = z.string().max(LIMITS.noteCharsMax)
export const document = z.string().min(1).max(LIMITS.documentBytesMax)
/** A password is checked for length when it is set, never when it is tried. */
export const password = z.string().min(1).max(LIMITS.passwordCharsMax)
export const email = z.email({ pattern: EMAIL_ADDRESS }).max(EMAIL_ADDRESS_CHARS_MAX)
/** Somebody who gets a mail and may have no account. */
export const recipient = z.strictObject({ email, language: z.enum(LANGUAGES).default('en') }).meta({ id: 'Recipient' })
/** An activation key as it was pasted. */
export const keyText = z.string().min(1).max(LIMITS.pasteCharsMax)
export const refusalCode = z.enum(REFUSAL_CODES)
export const facts = z.record(z.string(), z.union([z.string(), z.number()]))

/** Query of a list: pages by cursor. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

/** How a page of a long list is asked for. A cursor goes on in the order it was given for. */
export const listQuery = pageQuery.extend({ sort: z.enum(['newest', 'oldest']).optional() })

/** One page of a list. */
export function page<T extends z.ZodType>(items: T) {
  return z.object({ items: z.array(items), nextCursor: z.string().nullable() })
}

import { OPERATIONS, type OperationName, operationOf } from '@latchkey/contract/operations'
import type { z } from 'zod'

/**
 * What somebody with bad intentions writes wherever they can: a formula for spreadsheets, elements with handlers for pages and mails, and
 * what would be one more header of a mail. Each text for the fields that refuse the one before.
 */
const HOSTILE = `=1+1|"><img src=x data-hostile onerror="complain('ran')"><svg data-hostile onload="complain('ran')"></svg>`
const TEXTS = [
  `${HOSTILE}\r\nBcc: thief@example.com\r\n\r\n<b data-hostile>`,
  HOSTILE,
  '=1+1"><b data-hostile>',
  '=1+1',
]

/** Elements that would be there if any of it became markup. */
export const HOSTILE_ELEMENT = '[data-hostile]'
/** What of it must be read as text somewhere. */
export const HOSTILE_TEXT = 'data-hostile'

/** Fields that name something else, or prove who one is: another text makes another call, which is refused before anything is kept. */
const NAMES_SOMETHING = new Set([
  'product',
  'policy',
  'licenseIds',
  'returnLicenseIds',
  'releaseLicenseIds',
  'key',
  'token',
  'password',
  'path',
  'returnRequestId',
  'organizationId',
  'from',
  'to',
  'login',
])

/** A good body of an operation with hostile text in every field that takes it, and which fields these are. */
export function poisoned(
  name: OperationName,
  good: object,
): { readonly body: object; readonly fields: readonly string[] } {
  const schema = operationOf(name).body
  if (schema === undefined) throw new Error(`${name} has no body`)
  let body = good
  const fields: string[] = []
  for (const path of poisonable(schema)) {
    for (const text of TEXTS) {
      const next = put(body, path, text)
      if (!schema.safeParse(next).success) continue
      body = next
      fields.push(path.join('.'))
      break
    }
  }
  return { body, fields }
}

/** Operations whose body has a field for text that people choose freely. */
export const WITH_TEXT: readonly OperationName[] = (Object.keys(OPERATIONS) as OperationName[]).filter((name) => {
  const schema = operationOf(name).body
  return schema !== undefined && poisonable(schema).length > 0
})

type Path = readonly (string | number)[]

interface Inner {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly options?: readonly z.ZodType[]
}

/** The places of a schema that take one of the texts. */
function poisonable(schema: z.ZodType, path: Path = []): readonly Path[] {
  const { type, shape = {}, element, innerType, in: before, options = [] } = schema.def as unknown as Inner
  if (type === 'string') return TEXTS.some((text) => schema.safeParse(text).success) ? [path] : []
  const inside = [innerType, before, ...options].flatMap((one) => (one === undefined ? [] : poisonable(one, path)))
  const fields = Object.entries(shape).flatMap(([name, field]) =>
    NAMES_SOMETHING.has(name) ? [] : poisonable(field, [...path, name]),
  )
  return [...inside, ...fields, ...(element === undefined ? [] : poisonable(element, [...path, 0]))]
}

function put(value: unknown, [name, ...rest]: Path, text: string): object {
  const below = (value as Readonly<Record<string | number, unknown>> | undefined)?.[name ?? '']
  const next = rest.length === 0 ? text : put(below, rest, text)
  if (typeof name === 'number') return Array.isArray(value) ? value.with(name, next) : [next]
  return { ...Object.assign({}, value), [name ?? '']: next }
}

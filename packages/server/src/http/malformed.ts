import type { z } from 'zod'
import { refusal } from '@latchkey/core/refusals'
import type { FieldError, Refused } from './call.ts'

/** What a schema found wrong with a body or query, each field with its pointer. */
export function malformed(error: z.ZodError, part: 'body' | 'query'): Refused {
  const errors = error.issues.flatMap((issue) => errorsOf(issue, part))
  const [first] = errors
  return { ...refusal('REQUEST_MALFORMED', first === undefined ? {} : { field: `(${first.pointer})` }), errors }
}

function errorsOf(issue: z.core.$ZodIssue, part: 'body' | 'query'): readonly FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerOf(issue.path, part), detail: issue.message }]
  return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key], part), detail: 'Unknown field.' }))
}

/** RFC 6901, with its escapes; of a query `?name`. What came from outside is cut to a length that can be shown. */
function pointerOf(path: readonly PropertyKey[], part: 'body' | 'query'): string {
  const steps = path.map((step) => String(step).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1'))
  return part === 'query' ? `?${steps.join('/')}` : steps.map((step) => `/${step}`).join('')
}

import type { AccessRule } from '@latchkey/core/access'
import type { RefusalCode } from '@latchkey/core/refusals'
import type { z } from 'zod'

/**
 * One call of the HTTP API, as data: routes, OpenAPI, the typed client and the tests are made from it.
 * `access`: `own:read` and `own:write` are for signed-in accounts, with what is their own; anything else they name answers 404.
 */
export interface Operation extends AccessRule {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path with `:name` parameters. */
  readonly path: string
  readonly summary: string
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly status: 200 | 201 | 204
  readonly answer: z.ZodType
  /** Refusals of its own, beyond those of `refusalsOf`. */
  readonly refusals: readonly RefusalCode[]
  /** Where the body may be larger than `LIMITS.bodyBytesMax`. */
  readonly bodyBytesMax?: number
  /** Takes an `Idempotency-Key`: it changes something on behalf of a caller the server knows. */
  readonly idempotencyKey?: true
}

import { createHmac } from 'node:crypto'
import type { Operation } from '@latchkey/contract/operation'
import { ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { ok, type Result } from '@latchkey/core/result'
import type { OperationKey } from '../store/store.ts'
import { type Refused, refuseField } from './call.ts'
import type { Services } from './services.ts'

const KEY = /^[\x20-\x7e]{1,200}$/

/** What makes a call unique: the caller's `Idempotency-Key`, or one made for it, and a digest of what is asked. */
export function operationOfCall(
  { method }: Pick<Operation, 'method'>,
  asked: {
    readonly path: string
    readonly body: unknown
    readonly key: unknown
    readonly caller: string
    readonly account: string | null
  },
  { keys, random }: Services,
): Result<OperationKey, Refused> {
  const { path, body, caller, account } = asked
  const key = asked.key ?? makeId('op', random(ID_RANDOM_BYTES))
  if (typeof key !== 'string' || !KEY.test(key)) {
    return refuseField('Idempotency-Key', 'It has 1 to 200 printable ASCII characters.')
  }
  // For an organization it is another request than for oneself.
  const behalf = account === null || account === caller ? '' : `\0${account}`
  // Keyed, because bodies hold passwords and keys of other systems, which a plain digest would let somebody guess at.
  const digest = createHmac('sha256', keys.secrets.server)
  const requestHash = digest
    .update(`request\0${method} ${path}\0${JSON.stringify(body ?? null)}${behalf}`)
    .digest('hex')
  return ok({ id: key, caller, requestHash })
}

import type { OperationName } from '@latchkey/contract/operations'
import type { AccountId } from '@latchkey/core/ids'
import type { Call } from '../call.ts'

/** The account that is signed in: `authorize` lets nobody else through to what is `own:read` or `own:write`. */
export function accountOf({ actor }: Pick<Call<OperationName>, 'actor'>): AccountId {
  if (actor.type !== 'account') throw new Error(`an operation of accounts was called by ${actor.type}`)
  return actor.id
}

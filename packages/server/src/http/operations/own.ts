import type { OperationName } from '@latchkey/contract/operations'
import type { AccountId } from '@latchkey/core/ids'
import type { Call } from '../call.ts'

/**
 * The account on whose behalf somebody asks: the one that is signed in, or an organization it owns. `authorize` lets nobody else through
 * to what is `own:read` or `own:write`.
 */
export function accountOf({ actor, account }: Pick<Call<OperationName>, 'actor' | 'account'>): AccountId {
  if (account === null) throw new Error(`an operation of accounts was called by ${actor.type}`)
  return account
}

/** The person who is signed in, whatever they act for. */
export function personOf({ actor }: Pick<Call<OperationName>, 'actor'>): AccountId {
  if (actor.type !== 'account') throw new Error(`an operation of accounts was called by ${actor.type}`)
  return actor.id
}

import type { Operation } from '@latchkey/contract/operation'
import type { OperationName } from '@latchkey/contract/operations'
import { type Call, type Refused, refuseForNow } from './call.ts'
import type { Services } from './services.ts'

/** Counts what the owner of an account changes; null if it is within the limit. A repeated call changes nothing, and is never refused. */
export async function countChange(
  { access }: Pick<Operation, 'access'>,
  call: Call<OperationName>,
  { quotas, store }: Services,
): Promise<Refused | null> {
  if (access !== 'own:write' || call.open === null) return null
  const taken = quotas.changesByPerson.take(call.open.person.id, call.at)
  if (taken.allowed || (await store.reads.hasOperation(call.operation))) return null
  call.tellLimit(quotas.changesByPerson, taken)
  return refuseForNow(taken).error
}

import { createHmac } from 'node:crypto'
import { type AccountId, ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { err, ok } from '@latchkey/core/result'
import type { CreateRefusal } from '../../accounts/accounts.ts'
import { WORDS_OF_FAULT } from '../../accounts/password-policy.ts'
import type { ServerSecrets } from '../../signing/keys.ts'
import type { OperationKey } from '../../store/store.ts'
import { type Handler, type Refused, refuse, refuseField } from '../call.ts'

export const listAccounts: Handler<'listAccounts'> = async ({ query }, { store }) =>
  ok(await store.reads.accounts(query))

export const createAccount: Handler<'createAccount'> = async (call, { accounts, keys }) => {
  const { username, email, password } = call.body
  const id = accountIdOf(call.operation, keys.secrets)
  const person = { id, role: 'customer', username, email, password } as const
  const created = await accounts.create(person, call.at, { operation: call.operation, actor: call.eventActor })
  return created.ok ? created : err(refused(created.error))
}

/** Accounts are not written by the store: the id made from the operation is what makes a repetition find the first one. */
function accountIdOf({ caller, id }: OperationKey, { server }: Pick<ServerSecrets, 'server'>): AccountId {
  const bytes = createHmac('sha256', server).update(`account\0${caller}\0${id}`).digest()
  return makeId('acc', bytes.subarray(0, ID_RANDOM_BYTES))
}

function refused(refusal: CreateRefusal): Refused {
  switch (refusal.code) {
    case 'ALREADY_EXISTS':
      return refuse(refusal.code, { field: refusal.field }).error
    case 'PASSWORD_REFUSED':
      return refuseField('/password', WORDS_OF_FAULT[refusal.fault]).error
    case 'OPERATION_REUSED':
      return refuse(refusal.code).error
    case 'SERVER_BUSY':
      return refuse(refusal.code, { seconds: 2 }).error
  }
}

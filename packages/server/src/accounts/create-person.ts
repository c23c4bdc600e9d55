import type { EpochMs } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import { digestShortSecret } from '../signing/sealing.ts'
import type { AccountsOptions, Asked, CreatedPerson, CreateRefusal, NewPerson, PeopleStore } from './accounts.ts'
import { faultOfPassword, isShort } from './password-policy.ts'
import type { Passwords } from './passwords.ts'

/** Creates a person with a password, or finds that this very creation was done before. */
export async function createPerson(
  { store, secrets, passwords }: AccountsOptions & { readonly passwords: Passwords },
  asked: NewPerson,
  now: EpochMs,
  given?: Asked,
): Promise<Result<CreatedPerson, CreateRefusal>> {
  const { id, role, username, email } = asked
  const said = digestShortSecret(JSON.stringify([role, username, email, asked.password]), id, secrets)
  const operation = given?.operation ?? { id, caller: 'latchkey', requestHash: said }
  const isKnown = await store.reads.hasOperation(operation)
  const taken = isKnown ? null : await fieldTaken(store, asked)
  if (taken !== null) return err({ code: 'ALREADY_EXISTS', field: taken })
  const fault = faultOfPassword(asked.password, { username, email, hasSecondFactor: role !== 'customer' })
  if (fault !== null) return err({ code: 'PASSWORD_REFUSED', fault })
  const hash = await passwords.hash(asked.password)
  if (!hash.ok) return err({ code: hash.error })
  const password = { hash: hash.value, isShort: isShort(asked.password) }
  const actor = given?.actor ?? { type: 'system', id: null }
  const person = { id, role, username, email, password, language: 'en', link: null } as const
  const executed = await store.execute({ ...person, type: 'create-person', operation, actor, at: now })
  if (executed.status === 'done') return ok(executed.answer)
  if (executed.code === 'OPERATION_REUSED') return err({ code: 'OPERATION_REUSED' })
  // Somebody else was faster: the database's unique columns decide.
  return err({ code: 'ALREADY_EXISTS', field: (await fieldTaken(store, asked)) ?? 'name' })
}

async function fieldTaken(
  { reads }: PeopleStore,
  { username, email }: NewPerson,
): Promise<'username' | 'email' | null> {
  if ((await reads.personByLogin(username)) !== null) return 'username'
  return (await reads.personByLogin(email)) === null ? null : 'email'
}

import type { EpochMs } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CreatedPerson, CreateRefusal, NewPerson } from './accounts.ts'
import type { Auth } from './auth.ts'
import { faultOfPassword } from './password-policy.ts'
import type { Passwords } from './passwords.ts'
import { type Person, personById, personByLogin } from './people.ts'

/** Creates a person, or finds that this very creation was done before. */
export async function createPerson(
  auth: Auth,
  passwords: Passwords,
  asked: NewPerson,
  now: EpochMs,
): Promise<Result<CreatedPerson, CreateRefusal>> {
  const known = await personById(auth, asked.id)
  if (known !== null) return repetitionOf(auth, passwords, known, asked)
  const fault = faultOfPassword(asked.password, asked)
  if (fault !== null) return err({ code: 'PASSWORD_REFUSED', fault })
  const taken = await fieldTaken(auth, asked)
  if (taken !== null) return err({ code: 'ALREADY_EXISTS', field: taken })
  const hash = await passwords.hash(asked.password)
  if (!hash.ok) return err({ code: hash.error })
  try {
    return ok(created(await insert(auth, asked, hash.value, now)))
  } catch (cause) {
    // Somebody else was faster: the database's unique columns decide.
    const takenMeanwhile = await fieldTaken(auth, asked)
    if (takenMeanwhile === null) throw cause
    return err({ code: 'ALREADY_EXISTS', field: takenMeanwhile })
  }
}

async function insert(auth: Auth, asked: NewPerson, passwordHash: string, now: EpochMs): Promise<Person> {
  const { id, role, username, email } = asked
  const at = { createdAt: new Date(now), updatedAt: new Date(now) }
  const user = { id, role, username, email, name: username, emailVerified: false, ...at }
  const credential = { id: `${id}-password`, providerId: 'credential', accountId: id, password: passwordHash, ...at }
  // better-auth's one call that writes person and credential in one transaction; OAuth has no part in it here.
  const { user: inserted } = await auth.internalAdapter.createOAuthUser(user, credential)
  return inserted as unknown as Person
}

/** A repetition must say the same, the password too: nobody learns from it whether another password would fit. */
async function repetitionOf(
  auth: Auth,
  passwords: Passwords,
  known: Person,
  asked: NewPerson,
): Promise<Result<CreatedPerson, CreateRefusal>> {
  const credential = await auth.internalAdapter.findCredentialAccount(known.id)
  const checked = await passwords.check(asked.password, credential?.password ?? null)
  if (!checked.ok) return err({ code: checked.error })
  const isSame =
    checked.value.matches &&
    known.role === asked.role &&
    known.name === asked.username &&
    known.email === asked.email.toLowerCase()
  return isSame ? ok(created(known)) : err({ code: 'OPERATION_REUSED' })
}

async function fieldTaken(auth: Auth, { username, email }: NewPerson): Promise<'username' | 'email' | null> {
  if ((await personByLogin(auth, username)) !== null) return 'username'
  return (await personByLogin(auth, email)) === null ? null : 'email'
}

function created({ id, name, email, createdAt }: Person): CreatedPerson {
  return { id, username: name, email, createdAt: createdAt.getTime() }
}

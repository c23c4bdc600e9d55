import { createHmac } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { StaffRole } from '@latchkey/core/access'
import type { AccountId, EpochMs, StaffId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import { z } from 'zod'
import { openConnection } from '../store/sqlite/connection.ts'
import type { Auth } from './auth.ts'
import { createPerson } from './create-person.ts'
import type { PasswordFault } from './password-policy.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { type Person, personByLogin } from './people.ts'
import { beginSession, endSession, SESSION_TOKEN_BYTES, type SignedInStaff, staffOfSession } from './staff-sessions.ts'

/** Software Download accounts and members of staff: who they are, and that they know their password. */
export interface Accounts {
  /** Checks the password of a Software Download account. Unknown, wrong and staff's are one answer, after the same work. */
  signIn(login: string, password: string): Promise<Result<SignedInAccount, SignInRefusal>>
  /** Signs a member of staff in; a customer's login is as unknown here as staff's is at {@link signIn}. */
  signInStaff(login: string, password: string, now: EpochMs): Promise<Result<StaffSession, SignInRefusal>>
  staffOfSession(token: string, now: EpochMs): Promise<SignedInStaff | null>
  endSession(token: string): Promise<void>
  /** Creates a person under a given id; the same id with the same data is a repetition and has no effect. */
  create(person: NewPerson, now: EpochMs): Promise<Result<CreatedPerson, CreateRefusal>>
  /** Account tokens of an account that were issued before this instant are refused; null for none, `unknown` for no such account. */
  grantsFrom(account: AccountId): EpochMs | null | 'unknown'
  close(): Promise<void>
}

export type SignInRefusal = 'SIGN_IN_FAILED' | 'SERVER_BUSY'

export interface SignedInAccount {
  readonly id: AccountId
  readonly name: string
}

export interface StaffSession {
  readonly token: string
  readonly staff: SignedInStaff
  readonly expiresAt: EpochMs
}

export interface NewPerson {
  readonly id: AccountId | StaffId
  readonly role: StaffRole | 'customer'
  readonly username: string
  readonly email: string
  readonly password: string
}

export interface CreatedPerson {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly createdAt: EpochMs
}

export type CreateRefusal =
  | { readonly code: 'ALREADY_EXISTS'; readonly field: 'username' | 'email' }
  | { readonly code: 'PASSWORD_REFUSED'; readonly fault: PasswordFault }
  | { readonly code: 'OPERATION_REUSED' }
  | { readonly code: 'SERVER_BUSY' }

export interface AccountsOptions {
  /** The store's database, already migrated: accounts write on a connection of their own. */
  readonly databasePath: string
  readonly passwordPepper: Uint8Array
  readonly random: (sizeBytes: number) => Uint8Array
  /** How many passwords are hashed at a time: as many as there are cores. */
  readonly hashingConcurrency: number
  readonly hashingQueueMax: number
}

const grantsFromColumn = z.int().nullable()

/**
 * Opens the accounts of a store. better-auth is loaded when the first person comes: it takes half a second and 50 MB, which a server
 * that only answers hosts never needs.
 */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const database = openConnection(options.databasePath)
  let loading: Promise<SignInParts> | null = null
  const parts = async () => (loading ??= loadParts(database, options))
  // Asked at every host request of somebody signed in: past better-auth, whose look-ups cost a hundred times as much.
  const grantsFrom = database.prepare('SELECT "grantsFrom" FROM accounts WHERE "id" = ?')
  return {
    async signIn(login, password) {
      const person = await personWithPassword(await parts(), login, password, (role) => role === 'customer')
      return person.ok ? ok({ id: person.value.id as AccountId, name: person.value.name }) : person
    },
    async signInStaff(login, password, now) {
      const { auth, passwords } = await parts()
      const person = await personWithPassword({ auth, passwords }, login, password, (role) => role !== 'customer')
      if (!person.ok) return person
      const token = Buffer.from(options.random(SESSION_TOKEN_BYTES)).toString('base64url')
      const expiresAt = await beginSession(auth, person.value.id, token, now)
      const { id, name, role } = person.value
      return ok({ token, staff: { id: id as StaffId, name, role: role as StaffRole }, expiresAt })
    },
    staffOfSession: async (token, now) => staffOfSession((await parts()).auth, token, now),
    endSession: async (token) => endSession((await parts()).auth, token),
    async create(person, now) {
      const { auth, passwords } = await parts()
      return createPerson(auth, passwords, person, now)
    },
    grantsFrom(account) {
      const row = grantsFrom.get(account)
      return row === undefined ? 'unknown' : grantsFromColumn.parse(row['grantsFrom'])
    },
    async close() {
      await loading?.catch(() => undefined)
      database.close()
    },
  }
}

interface SignInParts {
  readonly auth: Auth
  readonly passwords: Passwords
}

async function loadParts(database: DatabaseSync, options: AccountsOptions): Promise<SignInParts> {
  const { createAuth } = await import('./auth.ts')
  // Nothing of ours is signed by better-auth's secret; it must not be one that anybody knows all the same.
  const secret = createHmac('sha256', options.passwordPepper).update('better-auth').digest('base64url')
  const [auth, passwords] = await Promise.all([createAuth(database, secret), createPasswords(options)])
  return { auth, passwords }
}

/** The same work for everybody: without a password to compare, one is compared all the same. */
async function personWithPassword(
  { auth, passwords }: SignInParts,
  login: string,
  password: string,
  isWanted: (role: Person['role']) => boolean,
): Promise<Result<Person, SignInRefusal>> {
  const person = await personByLogin(auth, login)
  const credential = await auth.internalAdapter.findCredentialAccount(person?.id ?? '-')
  const checked = await passwords.check(password, credential?.password ?? null)
  if (!checked.ok) return checked
  if (person === null || !checked.value.matches || !isWanted(person.role)) return err('SIGN_IN_FAILED')
  if (checked.value.isOutdated) {
    const hash = await passwords.hash(password)
    if (hash.ok) await auth.internalAdapter.updatePassword(person.id, hash.value)
  }
  return ok(person)
}

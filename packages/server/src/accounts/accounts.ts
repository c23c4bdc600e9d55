import { timingSafeEqual } from 'node:crypto'
import type { Actor, SessionFacts, StaffRole } from '@latchkey/core/access'
import { type AccountId, type EpochMs, ID_RANDOM_BYTES, makeId, type StaffId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import type { ServerSecrets } from '../signing/keys.ts'
import { hashSecret } from '../signing/sealing.ts'
import type { NewSession, PersonId } from '../store/people-commands.ts'
import type { PersonRecord } from '../store/people-reads.ts'
import type {
  CommandOf,
  CommandType,
  EventActor,
  Executed,
  CommandAnswers,
  OperationKey,
  Store,
} from '../store/store.ts'
import { createPerson } from './create-person.ts'
import { faultOfPassword, isShort, type PasswordFault } from './password-policy.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { isOver, type OpenSession, SESSION_TOKEN_BYTES, SLIDE_MS } from './sessions.ts'

/** As much of the store as people need. */
export type PeopleStore = Pick<Store, 'execute' | 'reads' | 'noteSessionUse'>

/** Software Download accounts and members of staff: who they are, and that they know their password. */
export interface Accounts {
  /** Finds whoever has this login and password. Unknown and wrong are one answer, after the same work. */
  signIn(login: string, password: string): Promise<Result<PersonRecord, SignInRefusal>>
  /** Whether a password is that of a person already known. */
  check(person: PersonRecord, password: string): Promise<Result<null, SignInRefusal>>
  /** Checks a new password against the policy and hashes it. */
  hash(password: string, person: PasswordOwner): Promise<Result<{ hash: string; isShort: boolean }, PasswordRefusal>>
  /** A new session's token, told once, and what is kept of it. */
  newSession(needs: SessionFacts['needs'], place: Place): { readonly token: string; readonly session: NewSession }
  /** Who a session's token belongs to; null when it is unknown, was idle too long or is too old. Using a session keeps it alive. */
  sessionOf(token: string, now: EpochMs): Promise<OpenSession | null>
  endSession(session: OpenSession, now: EpochMs): Promise<void>
  /** Does a command in a person's name, under an operation id of its own. */
  execute<T extends CommandType>(
    person: { readonly id: PersonId | null; readonly actor: EventActor },
    now: EpochMs,
    command: Omit<CommandOf<T>, 'operation' | 'actor' | 'at'>,
  ): Promise<Executed<CommandAnswers[T]>>
  /** Creates a person under a given id; the same operation is a repetition and has no effect. */
  create(person: NewPerson, now: EpochMs, asked?: Asked): Promise<Result<CreatedPerson, CreateRefusal>>
  /** Account tokens of an account that were issued before this instant are refused; null for none, `unknown` for no such account. */
  grantsFrom(account: AccountId): EpochMs | null | 'unknown'
}

export type SignInRefusal = 'SIGN_IN_FAILED' | 'SERVER_BUSY'
export type PasswordRefusal =
  | { readonly code: 'PASSWORD_REFUSED'; readonly fault: PasswordFault }
  | { readonly code: 'SERVER_BUSY' }

/** Whose password it is to be: not their name, and how long it must be. */
export interface PasswordOwner {
  readonly username: string | null
  readonly email: string
  /** Whether a second factor stands beside it. */
  readonly hasSecondFactor: boolean
}

/** Where somebody signs in from. */
export interface Place {
  readonly userAgent: string
  readonly ip: string
}

export interface NewPerson {
  readonly id: PersonId
  readonly role: StaffRole | 'customer'
  readonly username: string
  readonly email: string
  readonly password: string
}

/** Under which operation something is asked for, and by whom. */
export interface Asked {
  readonly operation: OperationKey
  readonly actor: EventActor
}

export type CreatedPerson = CommandAnswers['create-person']

export type CreateRefusal =
  | { readonly code: 'ALREADY_EXISTS'; readonly field: 'username' | 'email' | 'name' }
  | PasswordRefusal
  | { readonly code: 'OPERATION_REUSED' }

export interface AccountsOptions {
  readonly store: PeopleStore
  readonly secrets: Pick<ServerSecrets, 'passwordPepper' | 'server'>
  readonly random: (sizeBytes: number) => Uint8Array
  /** How many passwords are hashed at a time: as many as there are cores. */
  readonly hashingConcurrency: number
  readonly hashingQueueMax: number
}

/** The accounts of a store. Nothing is hashed, and no list read, before somebody comes. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { store, random } = options
  const { reads } = store
  let loading: Promise<Passwords> | null = null
  const passwords = async () =>
    (loading ??= createPasswords({ ...options, passwordPepper: options.secrets.passwordPepper }))

  const execute: Accounts['execute'] = async (person, now, command) => {
    const id = makeId('op', random(ID_RANDOM_BYTES))
    const operation = { id, caller: person.id ?? 'people', requestHash: id }
    // What is left out of `command` is what is added here; types cannot follow that through the union.
    return store.execute({ ...command, operation, actor: person.actor, at: now } as never)
  }
  return {
    async signIn(login, password) {
      const person = await reads.personByLogin(login)
      return checked(await passwords(), store, person, password)
    },
    async check(person, password) {
      const found = await checked(await passwords(), store, person, password)
      return found.ok ? ok(null) : found
    },
    async hash(password, person) {
      const fault = faultOfPassword(password, person)
      if (fault !== null) return err({ code: 'PASSWORD_REFUSED', fault })
      const hash = await (await passwords()).hash(password)
      return hash.ok ? ok({ hash: hash.value, isShort: isShort(password) }) : err({ code: hash.error })
    },
    newSession(needs, { userAgent, ip }) {
      const token = Buffer.from(random(SESSION_TOKEN_BYTES)).toString('base64url')
      const id = makeId('ses', random(ID_RANDOM_BYTES))
      return { token, session: { id, tokenHash: hashSecret(token), needs, userAgent, ip } }
    },
    async sessionOf(token, now) {
      const found = await reads.sessionByHash(hashSecret(token))
      if (found === null || isOver(found, now)) return null
      if (now - found.session.usedAt >= SLIDE_MS) await store.noteSessionUse(found.session.id, now)
      return found
    },
    async endSession({ person, session }, now) {
      await execute({ id: person.id, actor: eventActorOf(person) }, now, {
        type: 'end-sessions',
        person: person.id,
        which: { only: session.id },
      })
    },
    execute,
    create: async (person, now, asked) =>
      createPerson({ ...options, passwords: await passwords() }, person, now, asked),
    grantsFrom: (account) => reads.grantsFrom(account),
  }
}

/** The same work for everybody: without a password to compare, one is compared all the same. */
async function checked(
  passwords: Passwords,
  store: PeopleStore,
  person: PersonRecord | null,
  password: string,
): Promise<Result<PersonRecord, SignInRefusal>> {
  const result = await passwords.check(password, person?.passwordHash ?? null)
  if (!result.ok) return result
  if (person === null || person.passwordHash === null || !result.value.matches) return err('SIGN_IN_FAILED')
  if (result.value.isOutdated) await rehash(passwords, store, person, password)
  return ok(person)
}

async function rehash(passwords: Passwords, store: PeopleStore, person: PersonRecord, password: string): Promise<void> {
  const hash = await passwords.hash(password)
  if (!hash.ok) return
  const operation = { id: `rehash-${hashSecret(hash.value)}`, caller: person.id, requestHash: '' }
  const actor = { type: 'system', id: null } as const
  const at = person.createdAt
  await store.execute({ type: 'rehash-password', operation, actor, at, person: person.id, hash: hash.value })
}

/** Who a person is to the rules. */
export function actorOf({
  id,
  role,
}: Pick<PersonRecord, 'id' | 'role'>): Extract<Actor, { type: 'account' | 'staff' }> {
  return role === 'customer' ? { type: 'account', id: id as AccountId } : { type: 'staff', id: id as StaffId, role }
}

export function eventActorOf({ id, role }: Pick<PersonRecord, 'id' | 'role'>): EventActor {
  return { type: role === 'customer' ? 'account' : 'staff', id }
}

/** Whether two digests are the same, in constant time. */
export function isSameDigest(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

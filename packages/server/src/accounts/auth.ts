import type { DatabaseSync } from 'node:sqlite'
import { betterAuth } from 'better-auth'
import { username } from 'better-auth/plugins/username'
import type { StaffRole } from '@latchkey/core/access'

/**
 * better-auth as the house uses it: it owns people, credentials and (later) verifications, second factors and OIDC, on our own
 * tables. Its HTTP routes and cookies are not mounted; see docs/decisions on accounts.
 */
export async function createAuth(database: DatabaseSync, secret: string) {
  const auth = betterAuth({
    database,
    secret,
    baseURL: 'http://localhost',
    telemetry: { enabled: false },
    logger: { disabled: true },
    user: {
      modelName: 'accounts',
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'customer', input: false },
        grantsFrom: { type: 'number', required: false, input: false },
      },
    },
    session: { modelName: 'sessions' },
    account: { modelName: 'credentials' },
    verification: { modelName: 'verifications' },
    emailAndPassword: { enabled: true },
    plugins: [username()],
  })
  const { adapter, internalAdapter } = await auth.$context
  return { adapter, internalAdapter }
}

export type Auth = Awaited<ReturnType<typeof createAuth>>

/** A person as better-auth keeps them; staff and customers in one table, told apart by role. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly username: string
  readonly createdAt: Date
  readonly role: StaffRole | 'customer'
  /** Account tokens issued before are refused. */
  readonly grantsFrom: number | null
}

/** Finds a person by username or e-mail address, in any case. */
export async function personByLogin({ adapter }: Auth, login: string): Promise<Person | null> {
  const value = login.trim().toLowerCase()
  return adapter.findOne<Person>({
    model: 'user',
    where: [{ field: value.includes('@') ? 'email' : 'username', value }],
  })
}

/** Finds a person by id. */
export async function personById({ adapter }: Auth, id: string): Promise<Person | null> {
  return adapter.findOne<Person>({ model: 'user', where: [{ field: 'id', value: id }] })
}

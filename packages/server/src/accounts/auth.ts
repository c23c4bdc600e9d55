import type { DatabaseSync } from 'node:sqlite'
import { betterAuth } from 'better-auth'
import { username } from 'better-auth/plugins/username'

/**
 * better-auth as the house uses it: it owns people, credentials and (later) verifications, second factors and OIDC, on our own
 * tables. Its HTTP routes and cookies are not mounted; see docs/decisions/009.
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

import type { Client } from '@latchkey/contract/client'
import type { AccountId } from '@latchkey/core/ids'
import { openSession, type TestServer } from './fixture.ts'

/** The owner of an account at the portal. */
export interface Person {
  readonly id: AccountId
  readonly name: string
  readonly email: string
  readonly client: Client
}

export async function openPerson(server: TestServer, name: string): Promise<Person> {
  const id = (await server.customer(name)) as AccountId
  return { id, name, email: `${name}@example.com`, client: await signedIn(server, id) }
}

export async function signedIn(server: TestServer, id: AccountId): Promise<Client> {
  return server.client(await openSession(server.accounts, { id, role: 'customer' }, server.clock.at))
}

/** What must be answered for a test to make sense. */
export async function good<T>(
  called: Promise<{ ok: true; value: T } | { ok: false; error: { code: string } }>,
): Promise<T> {
  const answered = await called
  if (!answered.ok) throw new Error(answered.error.code)
  return answered.value
}

/** Why it was refused; null if it was not. */
export async function codeOf(
  called: Promise<{ ok: true } | { ok: false; error: { code: string } }>,
): Promise<string | null> {
  const answered = await called
  return answered.ok ? null : answered.error.code
}

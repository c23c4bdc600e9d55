import { existsSync } from 'node:fs'
import type { BodyOf } from '@latchkey/contract/operations'
import type { StaffId } from '@latchkey/core/ids'
import { ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import { type Api, apiAt } from '../cli/api.ts'
import type { CliContext } from '../cli/context.ts'
import { readOperatorToken, refusalOfFolder } from '../cli/data-folder.ts'
import { type CliRefusal, operatorRefusal, refuse } from '../cli/refusal.ts'
import type { RunningServer } from '../cli/running-server.ts'
import { type DemoFile, readDemoFile, writeDemoFile } from './demo-file.ts'
import { makePassphrase } from './passphrase.ts'
import { ACCOUNTS, demoOrders, emailOf, POLICY, PRODUCTS, STAFF } from './vendor.ts'

/** Makes the folder one of the demo, before anything else is in it; data of one's own is never mixed with the demo's. */
export function beginDemo({ folder, random }: CliContext): Result<DemoFile, CliRefusal> {
  const begun = readDemoFile(folder)
  if (begun !== null) return ok(begun)
  if (existsSync(folder.database) || existsSync(folder.keys)) return refuse('DATA_NOT_DEMO', folder.path)
  const usernames = [...ACCOUNTS, ...STAFF.map(({ username }) => username)]
  const file: DemoFile = {
    passphrases: Object.fromEntries(usernames.map((username) => [username, makePassphrase(random)])),
    staff: Object.fromEntries(STAFF.map(({ username }) => [username, makeId('stf', random(ID_RANDOM_BYTES))])),
    keys: {},
  }
  try {
    writeDemoFile(folder, file)
    return ok(file)
  } catch (cause) {
    return err(refusalOfFolder(cause, folder.path))
  }
}

/**
 * Loads the demo's vendor through the public API, once. Killed half-way, the next start goes on: passphrases and ids were written
 * down before they are used, and every call has a name under which it is repeated without effect.
 */
export async function loadDemo(
  context: CliContext,
  server: RunningServer,
  begun: DemoFile,
): Promise<Result<DemoFile, CliRefusal>> {
  if (Object.keys(begun.keys).length > 0) return ok(begun)
  const token = readOperatorToken(context.folder)
  if (!token.ok) return token
  const api = apiAt(server.url, token.value)
  const products = await loadCatalog(api)
  if (!products.ok) return products
  const people = await loadPeople(context, api, server, begun)
  if (!people.ok) return people
  const keys = await issueKeys(context, api)
  if (!keys.ok) return keys
  const loaded: DemoFile = { ...begun, keys: keys.value }
  writeDemoFile(context.folder, loaded)
  return ok(loaded)
}

async function loadCatalog(api: Api): Promise<Result<null, CliRefusal>> {
  for (const [id, body] of Object.entries(PRODUCTS)) {
    const put = await api.call((client) =>
      client.call('putProduct', { params: { id }, body, idempotencyKey: `demo-product-${id}` }),
    )
    if (!put.ok) return put
  }
  const put = await api.call((client) =>
    client.call('putPolicy', { params: { id: 'standard' }, body: POLICY, idempotencyKey: 'demo-policy' }),
  )
  return put.ok ? ok(null) : put
}

async function loadPeople(
  { clock }: CliContext,
  api: Api,
  { accounts }: RunningServer,
  { passphrases, staff }: DemoFile,
): Promise<Result<null, CliRefusal>> {
  for (const username of ACCOUNTS) {
    const body = { username, email: emailOf(username), password: passphrases[username] ?? '' }
    const created = await api.call((client) =>
      client.call('createAccount', { body, idempotencyKey: `demo-account-${username}` }),
    )
    if (!created.ok) return created
  }
  for (const { username, role } of STAFF) {
    const id = staff[username] as StaffId
    const person = { id, role, username, email: emailOf(username), password: passphrases[username] ?? '' }
    const created = await accounts.create(person, clock())
    if (!created.ok) return err(operatorRefusal('DATA_DAMAGED', `${username} cannot be created: ${created.error.code}`))
  }
  return ok(null)
}

async function issueKeys({ clock }: CliContext, api: Api): Promise<Result<Record<string, string>, CliRefusal>> {
  const ids: Record<string, string> = {}
  for (const { words: _, ...body } of demoOrders(clock())) {
    const there = await api.call((client) => client.call('listKeys', { query: { order: body.order } }))
    if (!there.ok) return there
    const known = there.value.items[0]
    const key = known === undefined ? await issueKey(api, body) : ok(known)
    if (!key.ok) return key
    ids[body.order] = key.value.id
  }
  return ok(ids)
}

function issueKey(api: Api, body: BodyOf<'issueKey'>): Promise<Result<{ readonly id: string }, CliRefusal>> {
  return api.call((client) => client.call('issueKey', { body, idempotencyKey: `demo-key-${body.order}` }))
}

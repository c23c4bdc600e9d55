import { type OperationName, operationOf } from '@latchkey/contract/operations'
import { ACTIONS, type Actor, can, OWN_ACTIONS, type StaffRole } from '@latchkey/core/access'
import { makeId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewPerson } from '../../src/accounts/accounts.ts'
import { HANDLERS } from '../../src/http/handlers.ts'
import { expectDocumented, openSession, PASSWORD, random, startServer, type TestServer } from './fixture.ts'

const ROLES = ['support', 'sales', 'admin', 'auditor', 'customer'] as const satisfies readonly Role[]
type Role = StaffRole | 'customer'
type Person = Pick<NewPerson, 'id' | 'role'>
type Needs = 'second-factor' | 'second-factor-set-up' | null
const NAMES = Object.keys(HANDLERS) as OperationName[]
const ADDING: ReadonlySet<OperationName> = new Set(['beginTotp', 'enableTotp', 'beginPasskeySetUp', 'addPasskey'])
const GUARDED = NAMES.filter((name) => operationOf(name).access !== 'anybody')

let server: TestServer
let ids: Readonly<Record<string, string>>
const people = new Map<Role, Person>()

beforeAll(async () => {
  server = await startServer()
  const { id, key, licenses } = await server.issue()
  const host = await server.host()
  await host.activate(key)
  ids = { keys: id, licenses: licenses[0]?.id ?? '', hosts: host.id, 'return-requests': 'rr_x', tokens: 'tok_x' }
  for (const role of ROLES) people.set(role, await newPerson(role))
})
afterAll(async () => server.close())

let count = 0
async function newPerson(role: Role): Promise<Person> {
  count += 1
  const id = role === 'customer' ? makeId('acc', random(13)) : makeId('stf', random(13))
  const username = `${role}-${count}`
  const person = { id, role, username, email: `${username}@example.com`, password: PASSWORD }
  expect((await server.accounts.create(person, server.clock.at)).ok).toBe(true)
  return person
}

/** A session of its own for each call: some end sessions, and one ends the account. */
async function sessionFor(role: Role, name: OperationName, needs: Needs = null): Promise<string> {
  const known = people.get(role)
  const person = known === undefined || name === 'closeMyAccount' ? await newPerson(role) : known
  return openSession(server.accounts, person, server.clock.at, needs)
}

function actorFor(role: Role): Actor {
  if (role === 'customer') return { type: 'account', id: makeId('acc', random(13)) }
  return { type: 'staff', id: makeId('stf', random(13)), role }
}

interface Answered {
  readonly status: number
  readonly text: string
}

/** Calls an operation with a body that no schema takes: whoever is let through gets 400, or 200 where there is no body. */
async function callEmpty(name: OperationName, token: string | null, id?: string): Promise<Answered> {
  const { method, path, body } = operationOf(name)
  const [, , kind = ''] = path.split('/')
  const answer = await fetch(`${server.url}${path.replace(':id', id ?? ids[kind] ?? 'x')}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: '{"unknown":1}' }),
  })
  const text = await answer.text()
  expectDocumented(name, answer.status, text === '' ? undefined : JSON.parse(text))
  return { status: answer.status, text }
}

function expectedOf(name: OperationName, actor: Actor): 'allowed' | 401 | 403 {
  const { access } = operationOf(name)
  if (access === 'anybody') return 'allowed'
  if (actor.type === 'anonymous') return 401
  if (access === 'staff') return actor.type === 'staff' ? 'allowed' : 403
  if (access === 'signed-in' || access === 'signing-in') return actor.type === 'token' ? 403 : 'allowed'
  return can(actor, access) ? 'allowed' : 403
}

/** Whether a call was let through; a refusal that says more than that it is one is a leak. */
function verdictOf({ status, text }: Answered): 'allowed' | 'leak' | 401 | 403 {
  if (status !== 401 && status !== 403) return 'allowed'
  const tells = Object.values(ids).some((id) => text.includes(id)) || JSON.parse(text).errors !== undefined
  return tells ? 'leak' : status
}

describe.each(NAMES)('%s', (name) => {
  test.each(ROLES)('is for the role %s what the table says', async (role) => {
    const token = await sessionFor(role, name)
    expect(verdictOf(await callEmpty(name, token))).toBe(expectedOf(name, actorFor(role)))
  })

  test.each(['second-factor', 'second-factor-set-up'] as const)(
    'is closed to a sign-in that lacks its %s',
    async (needs) => {
      const { access } = operationOf(name)
      const isOpen = access === 'anybody' || access === 'signing-in'
      for (const role of ['admin', 'customer'] as const) {
        const { status, text } = await callEmpty(name, await sessionFor(role, name, needs))
        const isRefusedForIt = status === 403 && JSON.parse(text).code === 'SECOND_FACTOR_REQUIRED'
        // Adding a factor has its own rule: it is open only to whoever has none yet.
        expect(isRefusedForIt).toBe(!isOpen || (ADDING.has(name) && needs === 'second-factor' && status === 403))
      }
    },
  )

  test('asks once more who it is, five minutes later, exactly if the contract says so', async () => {
    const { stepUp } = operationOf(name)
    const token = await sessionFor('admin', name)
    const customer = await sessionFor('customer', name)
    server.clock.at += LIMITS.stepUpMs + 1
    const codes = await Promise.all(
      [token, customer].map(async (shown) => {
        const { status, text } = await callEmpty(name, shown)
        return status === 403 && JSON.parse(text).code === 'STEP_UP_REQUIRED'
      }),
    )
    server.clock.at -= LIMITS.stepUpMs + 1
    // Those that add a factor say so themselves, of everybody but whoever has none yet.
    if (ADDING.has(name)) return
    const mayAtAll = [actorFor('admin'), actorFor('customer')].map((actor) => expectedOf(name, actor) === 'allowed')
    expect(codes).toEqual(mayAtAll.map((may) => may && stepUp === true))
  })

  test('asks no API token once more, however old', async () => {
    const token = await server.token(ACTIONS)
    server.clock.at += LIMITS.stepUpMs + 1
    const { text } = await callEmpty(name, token)
    server.clock.at -= LIMITS.stepUpMs + 1
    expect(text).not.toContain('STEP_UP_REQUIRED')
  })

  test('is refused to whoever shows nothing', async () => {
    expect(verdictOf(await callEmpty(name, null))).toBe(expectedOf(name, { type: 'anonymous' }))
  })

  test('is refused to tokens of nobody, of their own or ended', async () => {
    const known = await server.token(ACTIONS)
    const altered = `${known.slice(0, -1)}${known.endsWith('a') ? 'b' : 'a'}`
    const host = await server.host()
    for (const token of ['x', altered, host.id, `${known}x`]) {
      expect(verdictOf(await callEmpty(name, token))).toBe(expectedOf(name, { type: 'anonymous' }))
    }
  })

  test('needs its own scope of a token, and no other', async () => {
    const { access } = operationOf(name)
    for (const scopes of [
      ACTIONS.filter((action) => action !== access),
      ACTIONS.filter((action) => action === access),
    ]) {
      if (scopes.length === 0) continue
      const actor: Actor = { type: 'token', id: makeId('tok', random(13)), scopes }
      expect(verdictOf(await callEmpty(name, await server.token(scopes)))).toBe(expectedOf(name, actor))
    }
  })
})

test('every operation has a rule', () => {
  for (const name of NAMES)
    expect(['anybody', 'signing-in', 'signed-in', 'staff', ...OWN_ACTIONS, ...ACTIONS]).toContain(
      operationOf(name).access,
    )
  expect(GUARDED.length).toBeGreaterThan(20)
})

describe('an object that is not there', () => {
  const reads = GUARDED.filter((name) => {
    const { method, path } = operationOf(name)
    return method === 'GET' && path.includes(':id')
  })
  test.each(reads)('is not found by %s, whatever its id looks like', async (name) => {
    const strange = ['lic_00000000000000000000', 'x', "' OR 1=1 --", '%00', '../../etc/passwd', 'é'.repeat(300)]
    const token = await tokenFor(name)
    for (const id of strange) {
      const { status, text } = await callEmpty(name, token, encodeURIComponent(id))
      expect([status, JSON.parse(text).code]).toEqual([404, 'NOT_FOUND'])
    }
  })

  test.each(reads)('of another kind is not found by %s', async (name) => {
    const [, , own = ''] = operationOf(name).path.split('/')
    const others = Object.entries(ids).filter(([kind]) => kind !== own)
    const token = await tokenFor(name)
    for (const [, id] of others) expect((await callEmpty(name, token, id)).status).toBe(404)
  })
})

test('an API token ends when its time is over, and a session when it was ended', async () => {
  const token = await server.token(ACTIONS)
  const session = await sessionFor('auditor', 'listKeys')
  expect((await callEmpty('listKeys', session)).status).toBe(200)
  expect((await callEmpty('staffSignOut', session)).status).toBe(204)
  expect((await callEmpty('listKeys', session)).status).toBe(401)
  const before = server.clock.at
  server.clock.at += 365 * 86_400_000
  expect((await callEmpty('listKeys', token)).status).toBe(401)
  server.clock.at = before
})

test('nobody gives a token more than they may do themselves', async () => {
  const token = await server.token(['tokens:write', 'keys:read'])
  const created = await server.client(token).call('createToken', { body: { name: 'x', scopes: ['keys:issue'] } })
  expect(created).toMatchObject({ ok: false, error: { status: 403, code: 'NOT_ALLOWED' } })
  const own = await server.client(token).call('createToken', { body: { name: 'x', scopes: ['keys:read'] } })
  expect(own.ok).toBe(true)
})

/** Of whoever may call it at all: an admin's, or an account's for what is its own. */
async function tokenFor(name: OperationName): Promise<string> {
  const isOwn = OWN_ACTIONS.some((own) => own === operationOf(name).access)
  return isOwn ? sessionFor('customer', name) : server.adminToken
}

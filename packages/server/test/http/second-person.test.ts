import { DatabaseSync } from 'node:sqlite'
import type { Client } from '@latchkey/contract/client'
import { type Action, ACTIONS, type StaffRole } from '@latchkey/core/access'
import { makeId, type StaffId } from '@latchkey/core/ids'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { openSession, PASSWORD, random, startServer, type TestServer } from './fixture.ts'
import { codeOf, good, openPerson, type Person } from './people.ts'

/** API tokens act for whoever made them: they end with that person, and are no second person beside them. */

let server: TestServer
let ann: Member
let bob: Member
let count = 0

interface Member {
  readonly id: StaffId
  readonly name: string
  readonly client: Client
}

beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => server.close())
beforeEach(async () => {
  count += 1
  ann = await member('ann')
  bob = await member('bob')
})

async function member(prefix: string, role: StaffRole = 'admin'): Promise<Member> {
  const name = `${prefix}-${count}`
  const id = makeId('stf', random(13))
  const person = { id, role, username: name, email: `${name}@vendor.example`, password: PASSWORD }
  expect((await server.accounts.create(person, server.clock.at)).ok).toBe(true)
  return { id, name, client: server.client(await openSession(server.accounts, person, server.clock.at)) }
}

async function tokenOf(client: Client, scopes: readonly Action[] = ACTIONS, name = 'shop') {
  const { id, token } = await good(client.call('createToken', { body: { name, scopes: [...scopes] } }))
  return { id, client: server.client(token) }
}

const works = async ({ client }: { readonly client: Client }) => (await codeOf(client.call('listKeys'))) === null

describe('API tokens', () => {
  test('end with the member of staff who made them, also those made with one of theirs; others go on', async () => {
    const own = await tokenOf(ann.client)
    const grandchild = await tokenOf(own.client, ['keys:read'])
    const others = await tokenOf(bob.client)
    await good(bob.client.call('removeStaff', { params: { id: ann.id } }))
    expect(await Promise.all([own, grandchild, others].map(works))).toEqual([false, false, true])
    const { items } = await good(bob.client.call('listEvents', { query: { type: 'token-revoked' } }))
    const ended = items.filter(({ data }) => data['person'] === ann.id)
    const ids = ended.map(({ data }) => String(data['token']))
    expect(ids.toSorted()).toEqual([own.id, grandchild.id].toSorted())
    expect(ended.every(({ actor, data }) => actor.id === bob.id && data['because'] === 'staff-removed')).toBe(true)
  })

  test('that may do more than the new role of whoever made them end with the old one', async () => {
    const narrow = await tokenOf(ann.client, ['keys:read', 'keys:issue'])
    const wide = await tokenOf(ann.client, ['keys:read', 'staff:write'])
    await good(bob.client.call('setStaffRole', { params: { id: ann.id }, body: { role: 'sales' } }))
    expect(await Promise.all([narrow, wide].map(works))).toEqual([true, false])
  })

  test('say whose they are', async () => {
    const own = await tokenOf(ann.client, ['keys:read'], 'of Ann')
    const { items } = await good(bob.client.call('listTokens', { query: { limit: 100 } }))
    expect(items.find(({ id }) => id === own.id)?.madeBy).toEqual({ id: ann.id, name: ann.name })
    expect(items.find(({ name }) => name === 'test')?.madeBy).toBeNull()
  })

  test('that whoever is removed makes at that very moment do not outlive them', async () => {
    const [, made] = await Promise.all([
      good(bob.client.call('removeStaff', { params: { id: ann.id } })),
      ann.client.call('createToken', { body: { name: 'late', scopes: ['keys:read'] } }),
    ])
    expect(made.ok ? await works({ client: server.client(made.value.token) }) : made.error.code).not.toBe(true)
    const late = await server.store.execute({
      type: 'create-token',
      operation: { id: `late-${count}`, caller: ann.id, requestHash: 'x' },
      actor: { type: 'staff', id: ann.id },
      at: server.clock.at,
      id: makeId('tok', random(13)),
      hash: `late-${count}`,
      name: 'late',
      scopes: ['keys:read'],
      expiresAt: server.clock.at + 1000,
    })
    expect(late).toMatchObject({ status: 'refused', code: 'NOT_SIGNED_IN' })
  })
})

test('made before tokens knew whose they are: the log tells, and those of people who have left end', async () => {
  const old = await startServer()
  const [gone, there] = [makeId('stf', random(13)), makeId('stf', random(13))]
  const person = { role: 'admin', username: 'there', email: 'there@vendor.example', password: PASSWORD } as const
  expect((await old.accounts.create({ ...person, id: there }, old.clock.at)).ok).toBe(true)
  await old.store.close()
  const db = new DatabaseSync(old.databasePath)
  db.exec(
    'DROP INDEX api_tokens_of_person; ALTER TABLE api_tokens DROP COLUMN person; ALTER TABLE transfers DROP COLUMN offered_by; PRAGMA user_version = 13',
  )
  const made = [
    ['tok_gone', 'staff', gone],
    ['tok_of_gone', 'token', 'tok_gone'],
    ['tok_there', 'staff', there],
    ['tok_operator', 'system', null],
  ] as const
  for (const [id, type, by] of made) {
    db.prepare('INSERT INTO api_tokens VALUES (?, ?, ?, ?, 1, 9, NULL, NULL)').run(id, `hash ${id}`, id, '[]')
    const data = JSON.stringify({ token: id })
    db.prepare(
      `INSERT INTO events (id, operation, caller, actor_type, actor_id, type, data, at) VALUES (?, ?, 'x', ?, ?, 'token-created', ?, 1)`,
    ).run(`evt_${id}`, id, type, by, data)
  }
  db.close()
  const store = await openSqliteStore({ path: old.databasePath, now: () => old.clock.at })
  const { items } = await store.reads.tokens({ limit: 100 })
  const left = items.filter(({ id }) => made.some(([known]) => known === id))
  expect(left.map(({ id, madeBy }) => [id, madeBy?.id ?? null])).toEqual([
    ['tok_there', there],
    ['tok_operator', null],
  ])
  await store.close()
  await old.close()
})

/** Six licenses that are active, and a decision of Ann's to return them, which waits for a second agent. */
async function waitingReturn(by: Client): Promise<string> {
  const { id, key } = await server.issue({ products: [{ product: 'ct', seats: 6 }], hostsMax: 6 })
  for (let seat = 0; seat < 6; seat += 1) await (await server.host(`PC-${count}-${seat}`)).activate(key)
  const body = { reason: 'publisher-error', note: 'all of them', releaseFromAccount: false } as const
  const { outcome, returnRequest } = await good(by.call('supportReturnKey', { params: { id }, body }))
  expect(outcome).toBe('needs-second-agent')
  return returnRequest?.id ?? ''
}

/** Six licenses of somebody who has left, on their way to an organization. */
async function waitingHandover(by: Client, leaver: Person, to: string): Promise<string> {
  const { key } = await server.issue({ products: [{ product: 'ct', seats: 6 }] })
  await good(leaver.client.call('claimKey', { body: { key, seats: [{ product: 'ct', count: 6 }] } }))
  const body = { from: leaver.name, to, licenseIds: [], note: 'left' }
  const { id, state } = await good(by.call('handOver', { body }))
  expect(state).toBe('needs-second-agent')
  return id
}

async function waitingAppointment(by: Client, organization: string, login: string): Promise<string> {
  const body = { login, note: 'the only owner has left' }
  await good(by.call('appointOwner', { params: { id: organization }, body }))
  const { items } = await good(server.admin.call('listHandovers', { query: { accountId: organization } }))
  const found = items.find(({ state }) => state === 'needs-second-agent')
  return found?.id ?? ''
}

describe('a second agent is another person', () => {
  const body = { note: 'agreed' }

  test('for a return: not one’s own API token, not one’s session after one’s token, nor a token of the token', async () => {
    const token = await tokenOf(ann.client)
    const second = await tokenOf(token.client)
    for (const [first, others] of [
      [ann.client, [ann.client, token.client, second.client]],
      [token.client, [ann.client, second.client]],
    ] as const) {
      const params = { id: await waitingReturn(first) }
      for (const other of others) {
        expect(await codeOf(other.call('approveReturnRequest', { params, body }))).toBe('NEEDS_APPROVAL')
      }
      const approved = await good(bob.client.call('approveReturnRequest', { params, body }))
      expect(approved).toMatchObject({ outcome: 'held', returnRequest: { pending: { by: { id: expect.anything() } } } })
    }
  })

  test('for a handover and the appointment of an owner', async () => {
    const leaver = await openPerson(server, `leaver${count}`)
    const heir = await openPerson(server, `heir${count}`)
    const acme = (await good(heir.client.call('createOrganization', { body: { name: `Acme ${count}` } }))).id
    const token = await tokenOf(ann.client)
    const given = await waitingHandover(ann.client, leaver, acme)
    for (const other of [ann.client, token.client]) {
      const approving = other.call('approveHandover', { params: { id: given }, body })
      expect(await codeOf(approving)).toBe('NEEDS_APPROVAL')
    }
    const { key } = await server.issue({ products: [{ product: 'ct', seats: 6 }] })
    const seats = [{ product: 'ct', count: 6 }]
    await good(heir.client.call('claimKey', { body: { key, seats }, account: acme }))
    const appointed = await waitingAppointment(token.client, acme, leaver.name)
    for (const other of [ann.client, token.client]) {
      const approving = other.call('approveHandover', { params: { id: appointed }, body })
      expect(await codeOf(approving)).toBe('NEEDS_APPROVAL')
    }
    for (const id of [given, appointed]) {
      const { state } = await good(bob.client.call('approveHandover', { params: { id }, body }))
      expect(state).toBe('held')
    }
  })

  test('and still so when whoever decided has left the vendor since', async () => {
    const params = { id: await waitingReturn(ann.client) }
    const token = await tokenOf(bob.client)
    await good(bob.client.call('removeStaff', { params: { id: ann.id } }))
    expect((await good(token.client.call('approveReturnRequest', { params, body }))).outcome).toBe('held')
  })
})

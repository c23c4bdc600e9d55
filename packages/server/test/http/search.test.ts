import type { AnswerOf } from '@latchkey/contract/operations'
import type { StaffRole } from '@latchkey/core/access'
import { type AccountId, type KeyId, type LicenseId, makeId, type ProductId } from '@latchkey/core/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectDocumented, PASSWORD, random, startServer, type TestServer } from './fixture.ts'
import { good, openPerson } from './people.ts'

let server: TestServer
let issued: Awaited<ReturnType<TestServer['issue']>>
let host: Awaited<ReturnType<TestServer['host']>>
let account: string
let request: string
let transfer: string
let handover: string
const sessions = new Map<StaffRole, string>()

beforeAll(async () => {
  server = await startServer()
  issued = await server.issue({ order: 'SO-4711/Ä', products: [{ product: 'ct', seats: 3 }] })
  for (let more = 0; more < 7; more += 1) await server.issue({ order: `SO-48-${more}` })
  host = await server.host('Line 4 Workshop')
  account = await server.customer('jane.doe')
  const accountToken = await host.signIn('jane.doe')
  const rows = [{ keyId: issued.id as KeyId, product: 'ct' as ProductId }]
  await host.ask({ type: 'activate', rows }, { key: issued.key, accountToken })
  const opened = await server.store.execute({
    type: 'open-case',
    operation: { id: 'open', caller: 'test', requestHash: 'x' },
    actor: { type: 'system', id: null },
    at: server.clock.at,
    id: makeId('rr', random(13)),
    channel: 'help-desk',
    externalId: 'ZD-991',
    account: null,
    keyId: issued.id as KeyId,
    licenseIds: [],
    reason: 'lost-pc',
    email: 'Jane.Doe@Plant.example',
    message: '',
    language: 'en',
  })
  if (opened.status !== 'done' || opened.answer === null) throw new Error('no case was opened')
  request = opened.answer.id
  const offered = await server.store.execute({
    type: 'offer-transfer',
    operation: { id: 'offer', caller: account, requestHash: 'x' },
    actor: { type: 'account', id: account },
    at: server.clock.at,
    id: makeId('trf', random(13)),
    account: account as AccountId,
    licenseIds: [ownLicense(await licensesOf())],
    email: 'bob@plant.example',
    tokenHash: 'hash',
  })
  if (offered.status !== 'done') throw new Error(offered.code)
  transfer = offered.answer.id
  const { client } = await openPerson(server, 'leaver')
  const { key } = await server.issue({ order: 'of the leaver' })
  await good(client.call('claimKey', { body: { key } }))
  handover = (await good(server.admin.call('handOver', { body: { from: 'leaver', to: 'jane.doe', note: 'left' } }))).id
  for (const role of ['support', 'sales', 'auditor'] as const) sessions.set(role, await server.staffSession(role))
})
afterAll(async () => server.close())

async function licensesOf() {
  const key = await server.store.reads.key(issued.id)
  return key?.licenses ?? []
}

function ownLicense(licenses: AnswerOf<'getKey'>['licenses']) {
  const own = licenses.find(({ associatedTo }) => associatedTo?.id === account)
  if (own === undefined) throw new Error('nothing is associated')
  return own.id as LicenseId
}

async function search(text: string, token: string = server.adminToken): Promise<AnswerOf<'search'>> {
  const answer = await fetch(`${server.url}/v1/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ text }),
  })
  const json = await answer.json()
  expectDocumented('search', answer.status, json)
  expect(answer.status).toBe(200)
  return json as AnswerOf<'search'>
}

/** What was found, in a line each: `key! …7AB9C`, with a mark for what was named exactly. */
async function found(text: string, token?: string): Promise<string[]> {
  const { results } = await search(text, token)
  return results.map(({ kind, id, exact }) => `${kind}${exact ? '!' : ''} ${id}`)
}

describe('search', () => {
  test.each([
    ['as printed', (key: string) => key],
    ['in lower case', (key: string) => key.toLowerCase()],
    [
      'over two lines with spaces',
      (key: string) => ` ${key.slice(0, 17).replaceAll('-', ' ')} \n ${key.slice(17)}\r\n`,
    ],
    ['within a mail', (key: string) => `Dear Jane,\n\nyour key: ${key}.\nRegards`],
  ])('finds a whole key %s, and its licenses', async (_, written) => {
    const ids = issued.licenses.map(({ id }) => `license ${id}`).toSorted()
    expect(await found(written(issued.key))).toEqual([`key! ${issued.id}`, ...ids])
  })

  test('finds keys by their last five', async () => {
    const last5 = issued.key.slice(-5)
    for (const text of [last5, last5.toLowerCase(), `…${last5}`, `...${last5}`]) {
      expect(await found(text)).toContain(`key ${issued.id}`)
    }
  })

  test('tells what is wrong with a mistyped key', async () => {
    const wrong = `${issued.key.slice(0, -1)}${issued.key.endsWith('7') ? '8' : '7'}`
    const { results, hint } = await search(wrong)
    expect(results).toEqual([])
    expect(hint).toContain('group 6')
  })

  test('finds a license, a PC, a request, a transfer by its id, and by how the id begins', async () => {
    const [license = ''] = issued.licenses.map(({ id }) => id)
    expect(await found(` ${license.toUpperCase()}\n`)).toEqual([`license! ${license}`])
    expect(await found(license.slice(0, 12))).toEqual([`license ${license}`])
    expect(await found(host.id)).toEqual([`host! ${host.id}`])
    expect(await found(request)).toEqual([`return-request! ${request}`])
    expect(await found(request.slice(0, 8))).toEqual([`return-request ${request}`])
    expect(await found(transfer)).toEqual([`transfer! ${transfer}`])
    expect(await found(handover)).toEqual([`handover! ${handover}`])
    expect(await found(handover.slice(0, 9).toUpperCase())).toEqual([`handover ${handover}`])
    expect((await search(handover)).results[0]?.detail).toMatch(/^leaver → jane\.doe · held · 2026-/)
    expect(await found(issued.id)).toEqual([`key! ${issued.id}`])
    expect(await found(account)).toEqual([`account! ${account}`])
  })

  test('finds people by e-mail address, by username, and by how they begin', async () => {
    expect(await found('JANE.doe@example.com')).toEqual([`account! ${account}`])
    expect(await found('Jane.Doe')).toEqual([`account! ${account}`, `return-request ${request}`])
    expect(await found('jane.d')).toEqual([`account ${account}`, `return-request ${request}`])
    expect(await found('jane.doe@plant.example')).toEqual([`return-request ${request}`])
  })

  test('finds orders and PCs by how they begin, in any case, and the number of the help desk', async () => {
    expect(await found('so-4711/Ä')).toEqual(['order! SO-4711/Ä'])
    expect(await found('so-47')).toEqual(['order SO-4711/Ä'])
    expect(await found('line  4')).toEqual([`host ${host.id}`])
    expect(await found('ZD-991')).toEqual([`return-request! ${request}`])
  })

  test('shows a few of each kind, and says of which there are more', async () => {
    const { results, more } = await search('SO-4')
    expect(results.map(({ title }) => title)).toEqual(['SO-4711/Ä', ...[0, 1, 2, 3].map((n) => `SO-48-${n}`)])
    expect(more).toEqual(['order'])
  })

  test.each(['%', '_', "' OR 1=1 --", '*', '\u0000', '\u{10FFFF}', '🔑'])('finds nothing by %j', async (text) => {
    expect(await found(text)).toEqual([])
  })

  test('finds for each role what its lists show', async () => {
    const license = ownLicense(await licensesOf())
    for (const role of ['support', 'auditor'] as const) {
      expect(await found(request, sessions.get(role))).toEqual([`return-request! ${request}`])
      expect(await found('line 4', sessions.get(role))).toEqual([`host ${host.id}`])
    }
    const sales = sessions.get('sales')
    for (const hidden of [request, transfer, handover, host.id, 'line 4', 'ZD-991'])
      expect(await found(hidden, sales)).toEqual([])
    expect(await found(license, sales)).toEqual([`license! ${license}`])
    expect(await found('jane.doe', sales)).toEqual([`account! ${account}`])
    const narrow = await server.token(['licenses:read'])
    expect(await found(issued.key, narrow)).toEqual(issued.licenses.map(({ id }) => `license ${id}`).toSorted())
  })

  test('finds no staff: they are none of the accounts', async () => {
    await server.accounts.create(
      {
        id: makeId('stf', random(13)),
        role: 'support',
        username: 'agent.smith',
        email: 'smith@vendor.example',
        password: PASSWORD,
      },
      server.clock.at,
    )
    expect(await found('agent.smith')).toEqual([])
    expect(await found('smith@vendor.example')).toEqual([])
  })

  test('keeps no key in the log', async () => {
    await search(issued.key)
    const log = server.log.join('')
    expect(log).not.toContain(issued.key)
    expect(log.toLowerCase()).not.toContain(issued.key.replaceAll('-', '').toLowerCase())
  })
})

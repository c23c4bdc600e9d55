import type { Client } from '@latchkey/contract/client'
import { type OperationName, operationOf } from '@latchkey/contract/operations'
import { OWN_ACTIONS } from '@latchkey/core/access'
import type { AccountId } from '@latchkey/core/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { HANDLERS } from '../../src/http/handlers.ts'
import { deriveLinkToken } from '../../src/signing/sealing.ts'
import { expectDocumented, openSession, startServer, type TestServer } from './fixture.ts'

/** The portal over HTTP: two accounts, what is their own, and what is the other's. */

let server: TestServer
let ann: Side
let bob: Side
let ids: Readonly<Record<'license' | 'host' | 'request' | 'transfer' | 'organization' | 'handover', string>>

interface Side {
  readonly id: AccountId
  readonly token: string
  readonly client: Client
}

async function side(username: string): Promise<Side> {
  const id = (await server.customer(username)) as AccountId
  const token = await openSession(server.accounts, { id, role: 'customer' }, server.clock.at)
  return { id, token, client: server.client(token) }
}

/** An answer that is no refusal. */
async function good<T>(called: Promise<{ ok: true; value: T } | { ok: false; error: { code: string } }>): Promise<T> {
  const answered = await called
  if (!answered.ok) throw new Error(answered.error.code)
  return answered.value
}

async function codeOf(called: Promise<{ ok: true } | { ok: false; error: { code: string } }>): Promise<string | null> {
  const answered = await called
  return answered.ok ? null : answered.error.code
}

/** A license of Ann's that is active on a PC of its own. */
async function annsLicense(pc = 'Old laptop') {
  const issued = await server.issue()
  const claimed = await good(ann.client.call('claimKey', { body: { key: issued.key } }))
  const host = await server.host(pc)
  await host.activate(issued.key)
  return { id: claimed.rows[0]?.licenseId ?? '', key: issued.key, host }
}

beforeAll(async () => {
  server = await startServer()
  ann = await side('ann')
  bob = await side('bob')
  const { id, host } = await annsLicense()
  const other = await annsLicense()
  const body = { licenseIds: [id], reason: 'dead-pc' as const, message: 'It is dead.' }
  const request = await good(ann.client.call('openMyReturnRequest', { body }))
  const offer = { licenseIds: [other.id], email: 'carl@example.com' }
  const transfer = await good(ann.client.call('offerTransfer', { body: offer }))
  const organization = (await good(ann.client.call('createOrganization', { body: { name: 'Acme' } }))).id
  const leaver = await side('leaver')
  const { key } = await server.issue()
  await good(leaver.client.call('claimKey', { body: { key } }))
  const handed = { from: leaver.id, to: organization, note: 'left' }
  const handover = (await good(server.admin.call('handOver', { body: handed }))).id
  ids = { license: id, host: host.id, request: request.id, transfer: transfer.id, organization, handover }
})
afterAll(async () => server.close())

const NAMES = (Object.keys(HANDLERS) as OperationName[]).filter((name) =>
  OWN_ACTIONS.some((own) => own === operationOf(name).access),
)
const BODIES: Readonly<Partial<Record<OperationName, object>>> = {
  returnMyLostPc: { reason: 'lost-pc' },
  renameMyHost: { name: 'mine' },
  commentMyReturnRequest: { text: 'hello' },
  objectToReturnRequest: { message: 'no' },
  disputeTransfer: { message: 'no' },
  objectToHandover: { message: 'no' },
  renameOrganization: { name: 'mine' },
  inviteOwner: { email: 'thief@example.com' },
  closeOrganization: { name: 'Acme' },
}
const OBJECTS = NAMES.filter((name) =>
  /^\/v1\/me\/(licenses|hosts|return-requests|transfers|organizations|handovers)\/:id/.test(operationOf(name).path),
)

function idFor(name: OperationName): string {
  const [, , , kind = ''] = operationOf(name).path.split('/')
  const ofKind: Readonly<Record<string, string>> = {
    licenses: ids.license,
    hosts: ids.host,
    'return-requests': ids.request,
    transfers: ids.transfer,
    organizations: ids.organization,
    handovers: ids.handover,
  }
  return ofKind[kind] ?? ''
}

async function call(name: OperationName, { token }: Side, id: string) {
  const { method, path, body } = operationOf(name)
  const answer = await fetch(`${server.url}${path.replace(':id', encodeURIComponent(id)).replaceAll(/:\w+/g, 'x')}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(BODIES[name] ?? {}) }),
  })
  const text = await answer.text()
  expectDocumented(name, answer.status, JSON.parse(text))
  return { status: answer.status, text }
}

test('there is something to check', () => {
  expect(OBJECTS.length).toBeGreaterThanOrEqual(17)
})

describe.each(OBJECTS)("somebody else's object, by %s,", (name) => {
  test('is answered like one that is not there: byte for byte but for the name of the request', async () => {
    const [foreign, missing] = [await call(name, bob, idFor(name)), await call(name, bob, 'nothing')]
    const [bytes, expected] = [foreign, missing].map(({ text }) => text.replace(/"requestId":"[^"]*"/, ''))
    expect([foreign.status, bytes]).toEqual([404, expected])
  })
})

/** Own operations whose body names objects, and a body that names one. */
const NAMING: Readonly<Partial<Record<OperationName, (id: string) => object>>> = {
  openMyReturnRequest: (id) => ({ licenseIds: [id], reason: 'dead-pc', message: 'x' }),
  offerTransfer: (id) => ({ licenseIds: [id], email: 'carl@example.com' }),
  moveLicenses: (id) => ({ licenseIds: [id] }),
  setReceivingAccount: (id) => ({ organizationId: id }),
}

describe("somebody else's object in a body", () => {
  test('is looked for in every own operation that takes ids in its body', () => {
    const taking = NAMES.filter((name) => {
      const { body } = operationOf(name)
      return body !== undefined && /"\w+Ids?":/.test(JSON.stringify(z.toJSONSchema(body, { io: 'input' })))
    })
    expect(taking.toSorted()).toEqual(Object.keys(NAMING).toSorted())
  })

  test.each(Object.keys(NAMING) as OperationName[])('is answered by %s like one that is not there', async (name) => {
    const { id } = await good(bob.client.call('createOrganization', { body: { name: 'Bobs' } }))
    const foreign = name === 'setReceivingAccount' ? ids.organization : ids.license
    const ask = async (named: string) => {
      const { method, path } = operationOf(name)
      const answer = await fetch(`${server.url}${path.replace(':id', id)}`, {
        method,
        headers: { authorization: `Bearer ${bob.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(NAMING[name]?.(named)),
      })
      const text = await answer.text()
      expectDocumented(name, answer.status, JSON.parse(text))
      return [answer.status, text.replace(/"requestId":"[^"]*"/, '')] as const
    }
    const answered = await ask(foreign)
    expect(answered[0]).toBe(404)
    expect(answered).toEqual(await ask(`${foreign.slice(0, -4)}0000`))
    const { associatedTo } = await good(server.admin.call('getLicense', { params: { id: ids.license } }))
    expect(associatedTo?.id).toBe(ann.id)
  })
})

test('lists hold nothing of anybody else', async () => {
  for (const name of ['listMyLicenses', 'listMyHosts', 'listMyReturnRequests', 'listMyTransfers'] as const) {
    expect((await good(ann.client.call(name))).items.length).toBeGreaterThan(0)
    expect((await good(bob.client.call(name))).items).toEqual([])
  }
})

test('KB1023 2.B without Support: the old PC is told, the new one activates, and the page said before what it costs', async () => {
  const { id, key, host } = await annsLicense('Stolen laptop')
  const before = await good(ann.client.call('getMyLicense', { params: { id } }))
  expect(before.license).toMatchObject({
    lostPcReturns: { max: 2, left: 2, windowDays: 365, nextAt: null },
    actions: { returnLostPc: { state: 'legal' } },
    activatedOn: { hostName: 'Stolen laptop' },
  })
  const returned = await good(ann.client.call('returnMyLostPc', { params: { id }, body: { reason: 'lost-pc' } }))
  expect(returned).toMatchObject({
    activatedOn: null,
    staleHost: { hostName: 'Stolen laptop' },
    lostPcReturns: { left: 1 },
    actions: { returnLostPc: { state: 'refused', code: 'NOT_ACTIVATED' } },
  })
  expect(await codeOf(ann.client.call('returnMyLostPc', { params: { id }, body: { reason: 'lost-pc' } }))).toBe(
    'NOT_ACTIVATED',
  )
  const fresh = await server.host('New laptop')
  expect((await fresh.activate(key)).claims.rows[0]?.status).toBe('succeeded')
  const told = await host.ask({ type: 'renew', rows: [{ licenseId: id as never }] })
  expect(told).toMatchObject({ claims: { rows: [{ refusal: { code: 'RETURNED_BY_SUPPORT' } }] } })
  const { events } = await good(ann.client.call('getMyLicense', { params: { id } }))
  expect(events.map(({ type, by }) => [type, by])).toContainEqual(['returned', 'you'])
})

test('a reason that needs a look by Support is not taken for a return alone', async () => {
  const body = { reason: 'account-transfer' as 'lost-pc' }
  expect(await codeOf(ann.client.call('returnMyLostPc', { params: { id: ids.license }, body }))).toBe(
    'REQUEST_MALFORMED',
  )
})

describe('a claim', () => {
  test('shows first what it associates, and associates that', async () => {
    const { key } = await server.issue({ products: [{ product: 'ct', seats: 2 }] })
    const body = { key: `  ${key.toLowerCase()} ` }
    const preview = await good(bob.client.call('previewClaim', { body }))
    expect(preview.rows).toMatchObject([{ productName: 'Commissioning Tool', outcome: 'associated' }])
    expect((await good(bob.client.call('listMyLicenses'))).items).toEqual([])
    expect(await good(bob.client.call('claimKey', { body }))).toEqual(preview)
    expect((await good(bob.client.call('listMyLicenses'))).items).toHaveLength(1)
  })

  test.each([
    ['??', 'KEY_MALFORMED'],
    ['OLD-KEY-NOBODY-HAS', 'KEY_UNKNOWN'],
  ])('of the key %j is refused: %s', async (key, code) => {
    expect(await codeOf(bob.client.call('claimKey', { body: { key } }))).toBe(code)
    expect(await codeOf(bob.client.call('previewClaim', { body: { key } }))).toBe(code)
  })
})

describe('a transfer', () => {
  test('is accepted by the link of the mail, once, and both are told', async () => {
    const { id } = await annsLicense()
    const body = { licenseIds: [id], email: 'bob@example.com' }
    const offered = await good(ann.client.call('offerTransfer', { body }))
    const token = linkOf(offered.id)
    expect(JSON.stringify(offered)).not.toContain(token)
    expect(await good(bob.client.call('showTransferOffer', { body: { token } }))).toMatchObject({ from: 'ann' })
    expect(await codeOf(ann.client.call('acceptTransfer', { body: { token } }))).toBe('TRANSFER_TO_SELF')
    const accepted = await good(bob.client.call('acceptTransfer', { body: { token } }))
    expect(accepted).toMatchObject({ state: 'accepted', direction: 'received' })
    expect(await codeOf(bob.client.call('acceptTransfer', { body: { token } }))).toBe('LINK_USED')
    expect(await codeOf(ann.client.call('getMyLicense', { params: { id } }))).toBe('NOT_FOUND')
    const mails = await server.store.reads.mails({ limit: 100 })
    const accepts = mails.items.filter(({ template }) => template === 'transfer-accepted')
    expect(accepts.map(({ to }) => to).toSorted()).toEqual(['ann@example.com', 'bob@example.com'])
    expect(JSON.stringify(mails)).not.toContain(token)
  })

  test('to oneself is refused, whatever the case of the address', async () => {
    const { id } = await annsLicense()
    const body = { licenseIds: [id], email: 'ANN@example.com' }
    expect(await codeOf(ann.client.call('offerTransfer', { body }))).toBe('TRANSFER_TO_SELF')
  })

  test.each(['', 'x', 'A'.repeat(43)])('link that nobody was sent, %j, tells nothing', async (token) => {
    const code = await codeOf(bob.client.call('showTransferOffer', { body: { token } }))
    expect(code).toBe(token === '' ? 'REQUEST_MALFORMED' : 'LINK_UNKNOWN')
  })
})

describe('the public form', () => {
  test('answers the same for a key in use, an idle one and none; only the first opens a case', async () => {
    const used = await annsLicense()
    const idle = await server.issue()
    const countOf = async () => (await server.store.reads.returnRequests({ limit: 100 })).items.length
    const before = await countOf()
    const answers = [await send(used.key), await send(idle.key), await send('OLD-KEY-NOBODY-HAS'), await send(used.key)]
    for (const answer of answers) expect(answer).toEqual({ ok: true, value: { received: true, answerWithinHours: 24 } })
    expect(await countOf()).toBe(before + 1)
    const { items } = await good(ann.client.call('listMyReturnRequests'))
    const asked = items.find(({ openedByYou }) => !openedByYou)
    expect(asked).toMatchObject({ message: '', licenses: [{ id: used.id }] })
    const body = { message: 'I have that PC here.' }
    const objected = await good(ann.client.call('objectToReturnRequest', { params: { id: asked?.id ?? '' }, body }))
    expect(objected.state).toBe('open')
    expect((await server.store.reads.returnRequest(objected.id))?.recommended).toBe('refuse')
  })

  test('is closed to whoever asks too often', async () => {
    const narrow = await startServer({ limits: { formRequestsPerIpPerHourMax: 2 } })
    const body = { key: 'OLD-KEY-NOBODY-HAS', email: 'somebody@example.com' }
    const codes = []
    for (let round = 0; round < 3; round += 1) {
      codes.push(await codeOf(narrow.client().call('sendReturnRequestForm', { body })))
    }
    await narrow.close()
    expect(codes).toEqual([null, null, 'RATE_LIMITED'])
  })
})

function linkOf(transfer: string): string {
  return deriveLinkToken('transfer', transfer, server.keys.secrets)
}

async function send(key: string) {
  const body = { key, email: 'somebody@example.com', message: 'lost' }
  return server.client().call('sendReturnRequestForm', { body })
}

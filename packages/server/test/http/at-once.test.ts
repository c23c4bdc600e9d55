import type { Client } from '@latchkey/contract/client'
import { HOUR_MS, LIMITS } from '@latchkey/core/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, good } from '../accounts/visitor.ts'
import { openPostbox, type Postbox } from '../mail/postbox.ts'
import { openSession, startServer, type TestServer } from './fixture.ts'

/** Twice, at once, too late, to oneself: each is a clear refusal through the HTTP API, and nothing is lost. */

let server: TestServer
let postbox: Postbox
let ann: Client
let bob: Client
let agents: readonly [Client, Client]
beforeAll(async () => {
  server = await startServer()
  postbox = await openPostbox(server)
  ann = await customer('ann')
  bob = await customer('bob')
  agents = [server.client(await server.staffSession('support')), server.client(await server.staffSession('admin'))]
})
afterAll(async () => {
  await postbox.close()
  await server.close()
})

async function customer(username: string): Promise<Client> {
  const id = await server.customer(username)
  return server.client(
    await openSession(server.accounts, { id: id as never, role: 'customer' }, server.clock.at + HOUR_MS / 2),
  )
}

/** A license of Ann's, active on a PC of its own. */
async function annsLicense(pc = 'Desk') {
  const issued = await server.issue()
  const claimed = await good(ann.call('claimKey', { body: { key: issued.key } }))
  const host = await server.host(pc)
  await host.activate(issued.key)
  return { id: claimed.rows[0]?.licenseId ?? '', keyId: issued.id, key: issued.key, host }
}

async function openCase() {
  const license = await annsLicense()
  const body = { licenseIds: [license.id], reason: 'dead-pc' as const, message: '' }
  const request = await good(ann.call('openMyReturnRequest', { body }))
  return { ...license, request: { id: request.id } }
}

const decision = { decision: 'return', note: '' } as const

async function liveOf(keyId: string): Promise<number> {
  const { licenses } = await good(server.admin.call('getKey', { params: { id: keyId } }))
  return licenses.filter(({ activatedOn }) => activatedOn !== null).length
}

describe('the same call twice', () => {
  test.each([true, false])('at once, under one Idempotency-Key: %s, opens one case', async (withKey) => {
    const { id } = await annsLicense()
    const body = { licenseIds: [id], reason: 'dead-pc' as const, message: '' }
    const input = withKey ? { body, idempotencyKey: `double-${id}` } : { body }
    const twice = [ann.call('openMyReturnRequest', input), ann.call('openMyReturnRequest', input)]
    const answers = await Promise.all(twice)
    const ids = new Set(answers.flatMap((answer) => (answer.ok ? [answer.value.id] : [])))
    expect(ids.size).toBe(1)
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]))
    expect(refusals.filter((code) => code !== 'OPERATION_IN_FLIGHT')).toEqual([])
    const { items } = await good(ann.call('listMyReturnRequests'))
    expect(items.filter(({ licenses }) => licenses.some((license) => license.id === id))).toHaveLength(1)
  })

  test('returns a lost PC once, and counts it once', async () => {
    const { id } = await annsLicense()
    const input = { params: { id }, body: { reason: 'lost-pc' as const }, idempotencyKey: `lost-${id}` }
    const first = await good(ann.call('returnMyLostPc', input))
    expect(await good(ann.call('returnMyLostPc', input))).toEqual(first)
    const { license } = await good(ann.call('getMyLicense', { params: { id } }))
    expect(license.lostPcReturns).toMatchObject({ max: 2, left: 1 })
  })

  test('with another body under the same Idempotency-Key is refused, and has no effect', async () => {
    const { id } = await annsLicense()
    const idempotencyKey = `reused-${id}`
    await good(ann.call('returnMyLostPc', { params: { id }, body: { reason: 'lost-pc' }, idempotencyKey }))
    const other = ann.call('returnMyLostPc', { params: { id }, body: { reason: 'dead-pc' }, idempotencyKey })
    expect(await codeOf(other)).toBe('OPERATION_REUSED')
  })
})

describe('a case', () => {
  test('decided by two agents at once is decided once; the other one hears so, and the customer gets one answer', async () => {
    const { request, keyId } = await openCase()
    await postbox.collect()
    const [first, second] = agents
    const codes = await Promise.all([
      codeOf(first.call('decideReturnRequest', { params: request, body: decision })),
      codeOf(second.call('decideReturnRequest', { params: request, body: { decision: 'refuse', note: '' } })),
    ])
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(codes.filter((code) => code === 'ALREADY_CLOSED')).toHaveLength(1)
    const { state } = await good(first.call('getReturnRequest', { params: request }))
    expect(state).toBe(codes[0] === null ? 'returned' : 'refused')
    expect(await liveOf(keyId)).toBe(codes[0] === null ? 0 : 1)
    const answers = (await postbox.collect()).filter(({ parsed }) => parsed.subject?.includes('An answer'))
    expect(answers).toHaveLength(1)
  })

  test('closed is not answered again, withdrawn or objected to', async () => {
    const { request } = await openCase()
    await good(agents[0].call('decideReturnRequest', { params: request, body: decision }))
    const late = [
      agents[1].call('decideReturnRequest', { params: request, body: decision }),
      agents[1].call('refuseReturnRequest', { params: request, body: { answer: 'no' } }),
      ann.call('commentMyReturnRequest', { params: request, body: { text: 'and?' } }),
      ann.call('withdrawMyReturnRequest', { params: request }),
    ]
    expect(await Promise.all(late.map(codeOf))).toEqual(late.map(() => 'ALREADY_CLOSED'))
  })

  test('opened again by undoing has a new clock: what was promised then is over', async () => {
    const { request, keyId } = await openCase()
    const opened = await good(agents[0].call('getReturnRequest', { params: request }))
    await good(agents[0].call('decideReturnRequest', { params: request, body: decision }))
    const before = server.clock.at
    server.clock.at += 4 * 60_000
    await good(agents[0].call('undoReturnRequest', { params: request, body: { note: 'the wrong one' } }))
    const again = await good(agents[0].call('getReturnRequest', { params: request }))
    expect(again).toMatchObject({ state: 'open', openedAt: opened.openedAt })
    expect(Date.parse(again.dueAt)).toBe(server.clock.at + LIMITS.requestAnswerMs)
    expect((await good(ann.call('getMyReturnRequest', { params: request }))).dueAt).toBe(again.dueAt)
    expect(await liveOf(keyId)).toBe(1)
    server.clock.at = before
  })

  test('is not undone once the license is active elsewhere; the PC that has it keeps it', async () => {
    const { request, key, keyId, id } = await openCase()
    await good(agents[0].call('decideReturnRequest', { params: request, body: decision }))
    const fresh = await server.host('New desk')
    expect((await fresh.activate(key)).claims.rows[0]?.status).toBe('succeeded')
    const undone = agents[0].call('undoReturnRequest', { params: request, body: { note: '' } })
    expect(await codeOf(undone)).toBe('UNDO_TOO_LATE')
    const { activatedOn } = await good(server.admin.call('getLicense', { params: { id } }))
    expect(activatedOn?.hostName).toBe('New desk')
    expect(await liveOf(keyId)).toBe(1)
  })
})

async function offered(email = 'bob@example.com') {
  const license = await annsLicense()
  const transfer = await good(ann.call('offerTransfer', { body: { licenseIds: [license.id], email } }))
  const { token } = await postbox.linkTo(email)
  return { ...license, transfer: { id: transfer.id }, body: { token } }
}

describe('an offer', () => {
  test('accepted twice at once moves the license once; the second hears that the link was used', async () => {
    const { body, id } = await offered()
    const codes = await Promise.all([
      codeOf(bob.call('acceptTransfer', { body })),
      codeOf(bob.call('acceptTransfer', { body })),
    ])
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(codes.filter((code) => code === 'LINK_USED')).toHaveLength(1)
    await good(bob.call('getMyLicense', { params: { id } }))
    expect(await codeOf(ann.call('getMyLicense', { params: { id } }))).toBe('NOT_FOUND')
  })

  test('accepted and withdrawn at once is one of both, and both sides agree on which', async () => {
    const { body, id, transfer } = await offered()
    const [accepted, withdrawn] = await Promise.all([
      codeOf(bob.call('acceptTransfer', { body })),
      codeOf(ann.call('withdrawTransfer', { params: transfer })),
    ])
    expect([accepted, withdrawn].filter((code) => code === null)).toHaveLength(1)
    const owner = accepted === null ? bob : ann
    await good(owner.call('getMyLicense', { params: { id } }))
  })

  test('to oneself is refused when it is made, and when its link comes back', async () => {
    const { id } = await annsLicense()
    const self = { licenseIds: [id], email: ' Ann@Example.com '.trim() }
    expect(await codeOf(ann.call('offerTransfer', { body: self }))).toBe('TRANSFER_TO_SELF')
    const { body } = await offered('nobody-yet@example.com')
    expect(await codeOf(ann.call('acceptTransfer', { body }))).toBe('TRANSFER_TO_SELF')
  })

  test('of a license that is offered already is refused', async () => {
    const { id } = await offered()
    const again = ann.call('offerTransfer', { body: { licenseIds: [id], email: 'carl@example.com' } })
    expect(await codeOf(again)).toBe('TRANSFER_PENDING')
  })
})

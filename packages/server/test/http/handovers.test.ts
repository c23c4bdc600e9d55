import type { Client } from '@latchkey/contract/client'
import { DAY_MS, DEFAULT_TERMS, HOUR_MS, LIMITS } from '@latchkey/core/limits'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { carryOutDue } from '../../src/jobs/holds.ts'
import { deriveLinkToken } from '../../src/signing/sealing.ts'
import { startServer, type TestHost, type TestServer } from './fixture.ts'
import { codeOf, good, openPerson, type Person, signedIn } from './people.ts'

/** Support moves what somebody who has left had: one call, and what the owner may say to it. */

let server: TestServer
let leaver: Person
let heir: Person
/** An organization of the heir's. */
let acme: string
let count = 0

beforeAll(async () => {
  server = await startServer()
  const body = { name: 'Trusting', terms: { supportHoldHighRiskHours: 0 } }
  await good(server.admin.call('putPolicy', { params: { id: 'trusting' }, body }))
})
afterAll(async () => server.close())
beforeEach(async () => {
  count += 1
  // The newest mails are each test's own, and nothing of the tests before counts any more.
  server.clock.at += 2 * DAY_MS
  leaver = await openPerson(server, `leaver${count}`)
  heir = await openPerson(server, `heir${count}`)
  acme = (await good(heir.client.call('createOrganization', { body: { name: `Acme ${count}` } }))).id
})

/** Licenses of the leaver's. */
async function claimed(seats: number, policy = 'standard', account?: string) {
  const { key, id } = await server.issue({ products: [{ product: 'ct', seats }], policy })
  const body = { key, seats: [{ product: 'ct', count: seats }] }
  const by = account === undefined ? leaver : heir
  const { rows } = await good(by.client.call('claimKey', { body, ...(account === undefined ? {} : { account }) }))
  return { key, id, ids: rows.map(({ licenseId }) => licenseId ?? '') }
}

const NOTE = 'Left the company; letter on file.'

function handOver(licenseIds: readonly string[] = [], { by = server.admin, to = acme } = {}) {
  return by.call('handOver', { body: { from: leaver.name, to, licenseIds: [...licenseIds], note: NOTE } })
}

async function ownersOf(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
  const licenses = await Promise.all(ids.map((id) => good(server.admin.call('getLicense', { params: { id } }))))
  return licenses.map(({ associatedTo }) => associatedTo?.id)
}

async function mailsTo(name: string): Promise<readonly (readonly [string, string])[]> {
  const { items } = await server.store.reads.mails({ limit: 100 })
  const recent = items.filter(({ to, createdAt }) => {
    return to === `${name}@example.com` && Date.parse(createdAt) >= server.clock.at - 10 * DAY_MS
  })
  const dues = await server.store.reads.dueMails(server.clock.at, 1_000)
  return recent.map(({ id, template }) => {
    const facts = Object.assign({ change: '' }, dues.find((due) => due.id === id)?.facts)
    return [template, facts.change] as const
  })
}

function secondAgent(): Promise<Client> {
  return server.token(['transfers:decide', 'transfers:read']).then((token) => server.client(token))
}

async function activateOn(host: TestHost, key: string) {
  const { claims } = await host.activate(key)
  return claims.rows[0]?.license?.id
}

describe('where the vendor trusts its agents', () => {
  test('all licenses of a leaver go to an organization in one call; PCs go on working, and both sides are told', async () => {
    const { ids, key } = await claimed(3, 'trusting')
    const host = await server.host('Laptop of the leaver')
    const active = (await activateOn(host, key)) ?? ''
    const preview = await good(server.admin.call('previewHandover', { body: { from: leaver.id, to: acme } }))
    expect(preview).toMatchObject({
      from: { id: leaver.id, name: leaver.name },
      to: { id: acme, name: `Acme ${count}` },
      moving: 3,
      active: 1,
      told: [leaver.name, heir.name],
      needsSecondAgent: false,
      heldUntil: null,
    })
    expect(preview.rows.find(({ licenseId }) => licenseId === active)).toMatchObject({
      hostName: 'Laptop of the leaver',
      outcome: 'moves',
      productName: 'Commissioning Tool',
    })
    expect(await ownersOf(ids)).toEqual([leaver.id, leaver.id, leaver.id])

    const done = await good(handOver())
    expect(done).toMatchObject({ kind: 'licenses', state: 'done', licenses: 3, note: NOTE, executeAt: null })
    expect(done.rows.map(({ outcome }) => outcome)).toEqual(['moved', 'moved', 'moved'])
    expect(await ownersOf(ids)).toEqual([acme, acme, acme])
    const renewed = await host.ask({ type: 'renew', rows: [{ licenseId: active as never }] })
    expect(renewed).toMatchObject({ claims: { rows: [{ status: 'succeeded' }] } })
    const { items } = await good(heir.client.call('listMyLicenses', { account: acme }))
    expect(items.find(({ id }) => id === active)).toMatchObject({ activatedOn: { hostName: 'Laptop of the leaver' } })
    expect((await good(leaver.client.call('listMyLicenses'))).items).toEqual([])
    expect(await mailsTo(leaver.name)).toContainEqual(['handover', 'done'])
    expect(await mailsTo(heir.name)).toContainEqual(['handover', 'done'])
    const { items: audited } = await good(server.admin.call('listEvents', { query: { type: 'handover-done' } }))
    expect(audited).toHaveLength(1)
    const explained = await good(server.admin.call('explainLicense', { params: { id: active } }))
    expect(explained.events.some(({ type, actor }) => type === 'transferred' && actor.type === 'token')).toBe(true)
  })

  test('some of them, row by row: what cannot go stays, with its reason', async () => {
    const { ids } = await claimed(4, 'trusting')
    const [suspended = '', offered = '', moving = '', kept = ''] = ids
    const body = { standing: 'suspended', note: 'unpaid' } as const
    await good(server.admin.call('setStanding', { params: { id: suspended }, body }))
    await good(leaver.client.call('offerTransfer', { body: { licenseIds: [offered], email: 'somebody@example.com' } }))
    const done = await good(handOver([suspended, offered, moving]))
    expect(new Map(done.rows.map(({ licenseId, outcome, code }) => [licenseId, [outcome, code]]))).toEqual(
      new Map([
        [suspended, ['refused', 'SUSPENDED']],
        [offered, ['refused', 'TRANSFER_PENDING']],
        [moving, ['moved', null]],
      ]),
    )
    expect(await ownersOf(ids)).toEqual([leaver.id, leaver.id, acme, leaver.id])
    expect(done.licenses).toBe(1)
    expect(await codeOf(handOver([suspended]))).toBe('SUSPENDED')
    expect(await codeOf(handOver([offered]))).toBe('TRANSFER_PENDING')
    expect(await codeOf(handOver([moving]))).toBe('NOT_YOUR_LICENSE')
    expect(await codeOf(handOver([kept, 'lic_nothing']))).toBe('NOT_FOUND')
    expect(await codeOf(handOver([kept], { to: leaver.id }))).toBe('REQUEST_MALFORMED')
    expect(await codeOf(handOver([kept], { to: 'nobody' }))).toBe('NOT_FOUND')
  })

  test('is undone within a fortnight, license by license: what has gone on stays, and none comes back twice', async () => {
    const { ids } = await claimed(2, 'trusting')
    const [back = '', gone = ''] = ids
    const { id } = await good(handOver())
    const offer = { licenseIds: [gone], email: `${leaver.name}@example.com` }
    const { id: transfer } = await good(heir.client.call('offerTransfer', { body: offer, account: acme }))
    const undo = () => server.admin.call('undoHandover', { params: { id }, body: { note: 'A mistake.' } })
    const undone = await good(undo())
    expect(undone).toMatchObject({ state: 'undone', undoUntil: null })
    expect(new Map(undone.rows.map(({ licenseId, outcome, code }) => [licenseId, [outcome, code]]))).toEqual(
      new Map([
        [back, ['moved-back', null]],
        [gone, ['refused', 'TRANSFER_PENDING']],
      ]),
    )
    expect(await ownersOf(ids)).toEqual([leaver.id, acme])
    expect(await codeOf(undo())).toBe('UNDO_TOO_LATE')
    expect(await mailsTo(leaver.name)).toContainEqual(['handover', 'undone'])
    await good(heir.client.call('withdrawTransfer', { params: { id: transfer }, account: acme }))

    const second = await good(handOver([back]))
    server.clock.at += LIMITS.supportUndoMs
    const params = { id: second.id }
    expect((await good(server.admin.call('getHandover', { params }))).undoUntil).not.toBe(null)
    server.clock.at += 1
    expect((await good(server.admin.call('getHandover', { params }))).undoUntil).toBe(null)
    expect(await codeOf(server.admin.call('undoHandover', { params, body: { note: '' } }))).toBe('UNDO_TOO_LATE')
  })
})

describe('an owner who did not ask', () => {
  test('is told three days before, and nothing moves until then', async () => {
    const { ids } = await claimed(2)
    const held = await good(handOver())
    const until = server.clock.at + DEFAULT_TERMS.supportHoldHighRiskHours * HOUR_MS
    expect(held).toMatchObject({ state: 'held', executeAt: new Date(until).toISOString() })
    expect(await mailsTo(leaver.name)).toContainEqual(['handover', 'waits'])
    expect(await mailsTo(heir.name)).not.toContainEqual(['handover', 'waits'])
    expect(await codeOf(handOver())).toBe('DECISION_PENDING')
    await carryOutDue(server.store, until - 1)
    expect(await ownersOf(ids)).toEqual([leaver.id, leaver.id])
    expect(await carryOutDue(server.store, until)).toBe(1)
    expect(await carryOutDue(server.store, until)).toBe(0)
    expect(await ownersOf(ids)).toEqual([acme, acme])
    expect(await good(server.admin.call('getHandover', { params: { id: held.id } }))).toMatchObject({ state: 'done' })
  })

  test('says no, and nothing moves; a stranger finds nothing to say no to', async () => {
    const { ids } = await claimed(1)
    const { id } = await good(handOver())
    const body = { message: 'I still work there.' }
    expect(await codeOf(heir.client.call('objectToHandover', { params: { id }, body }))).toBe('NOT_FOUND')
    expect((await good(heir.client.call('listMyHandovers'))).items).toEqual([])
    const { items } = await good(leaver.client.call('listMyHandovers'))
    expect(items).toMatchObject([{ id, to: `Acme ${count}`, licenses: 1 }])
    await good(leaver.client.call('objectToHandover', { params: { id }, body }))
    expect(await codeOf(leaver.client.call('objectToHandover', { params: { id }, body }))).toBe('ALREADY_CLOSED')
    await carryOutDue(server.store, server.clock.at + 30 * DAY_MS)
    expect(await ownersOf(ids)).toEqual([leaver.id])
    const seen = await good(server.admin.call('getHandover', { params: { id } }))
    expect(seen).toMatchObject({ state: 'objected', objection: 'I still work there.', executeAt: null })
    expect((await good(leaver.client.call('listMyHandovers'))).items).toEqual([])
  })

  test('keeps what Support takes back; the end of the hold finds nothing', async () => {
    const { ids } = await claimed(1)
    const { id } = await good(handOver())
    const cancel = () => server.admin.call('cancelHandover', { params: { id }, body: { note: 'Wrong person.' } })
    expect(await good(cancel())).toMatchObject({ state: 'cancelled' })
    expect(await codeOf(cancel())).toBe('ALREADY_CLOSED')
    await carryOutDue(server.store, server.clock.at + 30 * DAY_MS)
    expect(await ownersOf(ids)).toEqual([leaver.id])
    expect(await mailsTo(leaver.name)).toContainEqual(['handover', 'stopped'])
  })

  test('who closes the account meanwhile has released them: nothing is handed over', async () => {
    const { ids } = await claimed(1)
    const { id } = await good(handOver())
    await good((await signedIn(server, leaver.id)).call('closeMyAccount'))
    await carryOutDue(server.store, server.clock.at + 30 * DAY_MS)
    expect(await ownersOf(ids)).toEqual([undefined])
    expect(await good(server.admin.call('getHandover', { params: { id } }))).toMatchObject({ state: 'cancelled' })
  })

  test('whoever would get them closes the account meanwhile: it is over, which the owner hears and the log has', async () => {
    const { ids } = await claimed(1)
    const { id } = await good(handOver(ids, { to: heir.id }))
    await good(heir.client.call('closeOrganization', { params: { id: acme }, body: { name: `Acme ${count}` } }))
    await good((await signedIn(server, heir.id)).call('closeMyAccount'))
    expect(await good(server.admin.call('getHandover', { params: { id } }))).toMatchObject({ state: 'cancelled' })
    expect(await ownersOf(ids)).toEqual([leaver.id])
    expect(await mailsTo(leaver.name)).toContainEqual(['handover', 'stopped'])
    const { items } = await good(server.admin.call('listEvents', { query: { type: 'handover-cancelled' } }))
    expect(items.some(({ data }) => data['handover'] === id)).toBe(true)
  })

  test('who gives it to the same person meanwhile has given it: undoing the handover takes nothing back', async () => {
    const { ids } = await claimed(1)
    const { id, executeAt } = await good(handOver(ids, { to: heir.id }))
    const body = { licenseIds: ids, email: `${heir.name}@example.com` }
    const offer = await good(leaver.client.call('offerTransfer', { body }))
    const token = deriveLinkToken('transfer', offer.id, server.keys.secrets)
    await good(heir.client.call('acceptTransfer', { body: { token } }))
    await carryOutDue(server.store, Date.parse(executeAt ?? ''))
    const rows = [{ outcome: 'refused', code: 'NOT_YOUR_LICENSE' }]
    expect(await good(server.admin.call('getHandover', { params: { id } }))).toMatchObject({ rows, licenses: 0 })
    const undone = server.admin.call('undoHandover', { params: { id }, body: { note: 'By mistake.' } })
    expect(await codeOf(undone)).toBe('UNDO_TOO_LATE')
    expect(await ownersOf(ids)).toEqual([heir.id])
  })

  test('finds at the end of the hold only what was decided: what they claim meanwhile stays theirs', async () => {
    const before = await claimed(1)
    const { executeAt } = await good(handOver())
    const after = await claimed(1)
    await carryOutDue(server.store, Date.parse(executeAt ?? ''))
    expect(await ownersOf([...before.ids, ...after.ids])).toEqual([acme, leaver.id])
  })
})

describe('more than five licenses', () => {
  test('take a second agent, who is another one, and are held after that', async () => {
    const { ids } = await claimed(6)
    const preview = await good(server.admin.call('previewHandover', { body: { from: leaver.id, to: acme } }))
    expect(preview).toMatchObject({ moving: 6, needsSecondAgent: true })
    const { id, state } = await good(handOver())
    expect(state).toBe('needs-second-agent')
    const agree = (by: Client) => by.call('approveHandover', { params: { id }, body: { note: 'Looked at it.' } })
    expect(await codeOf(agree(server.admin))).toBe('NEEDS_APPROVAL')
    const held = await good(agree(await secondAgent()))
    expect(held).toMatchObject({ state: 'held', approvedBy: { type: 'token' } })
    expect(await codeOf(agree(await secondAgent()))).toBe('ALREADY_CLOSED')
    expect(await ownersOf(ids.slice(0, 1))).toEqual([leaver.id])
    await carryOutDue(server.store, Date.parse(held.executeAt ?? ''))
    expect(new Set(await ownersOf(ids))).toEqual(new Set([acme]))
  })

  test('do so one by one as well, within a day', async () => {
    const { ids } = await claimed(6, 'trusting')
    expect(await good(handOver(ids.slice(0, 5)))).toMatchObject({ state: 'done' })
    const last = await good(handOver(ids.slice(5)))
    expect(last).toMatchObject({ state: 'needs-second-agent' })
    await good(server.admin.call('cancelHandover', { params: { id: last.id }, body: { note: '' } }))
    server.clock.at += DAY_MS
    expect(await good(handOver(ids.slice(5)))).toMatchObject({ state: 'done' })
  })

  test('agreed to twice at once are handed over once', async () => {
    await claimed(6, 'trusting')
    const { id } = await good(handOver())
    const agents = [await secondAgent(), await secondAgent()]
    const codes = await Promise.all(
      agents.map((by) => codeOf(by.call('approveHandover', { params: { id }, body: { note: '' } }))),
    )
    expect(new Set(codes)).toEqual(new Set([null, 'ALREADY_CLOSED']))
    expect((await good(heir.client.call('getMyOrganization', { params: { id: acme } }))).licenses).toBe(6)
  })
})

describe('an owner whom Support appoints', () => {
  const NEW = { note: 'Its only owner is gone.' }

  test('of an organization with licenses waits for the hold, and an owner may say no', async () => {
    await claimed(1, 'standard', acme)
    const body = { ...NEW, login: leaver.name }
    const appointed = await good(server.admin.call('appointOwner', { params: { id: acme }, body }))
    expect(appointed).toMatchObject({ owners: [{ id: heir.id }], handover: { state: 'held', kind: 'ownership' } })
    expect(await mailsTo(heir.name)).toContainEqual(['handover', 'waits'])
    expect(await codeOf(server.admin.call('appointOwner', { params: { id: acme }, body }))).toBe('DECISION_PENDING')
    const { id, executeAt } = appointed.handover
    expect((await good(heir.client.call('listMyHandovers', { account: acme }))).items).toMatchObject([{ id }])
    await good(heir.client.call('objectToHandover', { params: { id }, account: acme, body: { message: 'I am here.' } }))
    await carryOutDue(server.store, Date.parse(executeAt ?? ''))
    expect((await good(server.admin.call('getAccount', { params: { id: acme } }))).owners).toHaveLength(1)
  })

  test('of one with more than five licenses takes a second agent too, and can be undone', async () => {
    await claimed(6, 'trusting', acme)
    const body = { ...NEW, login: leaver.name }
    const { handover } = await good(server.admin.call('appointOwner', { params: { id: acme }, body }))
    expect(handover.state).toBe('needs-second-agent')
    const params = { id: handover.id }
    const done = await good((await secondAgent()).call('approveHandover', { params, body: { note: '' } }))
    expect(done).toMatchObject({ state: 'done', licenses: 6 })
    expect((await good(leaver.client.call('getMyOrganization', { params: { id: acme } }))).owners).toHaveLength(2)
    await good(server.admin.call('undoHandover', { params, body: { note: '' } }))
    expect(await codeOf(leaver.client.call('getMyOrganization', { params: { id: acme } }))).toBe('NOT_FOUND')
    expect(await mailsTo(leaver.name)).toContainEqual(['organization-changed', 'removed'])
  })

  test('is not undone when nobody else would be left', async () => {
    const body = { ...NEW, login: leaver.name }
    const { handover } = await good(server.admin.call('appointOwner', { params: { id: acme }, body }))
    expect(handover.state).toBe('done')
    await good(leaver.client.call('removeOwner', { params: { id: acme, owner: heir.id } }))
    const undo = server.admin.call('undoHandover', { params: { id: handover.id }, body: { note: '' } })
    expect(await codeOf(undo)).toBe('LAST_OWNER')
  })
})

const list = (query: object) => good(server.admin.call('listHandovers', { query }))

test('lists hold every handover, newest first, by state and by account', async () => {
  await claimed(1)
  const { id } = await good(handOver())
  expect((await list({ limit: 1 })).items).toMatchObject([{ id }])
  expect((await list({ accountId: leaver.id })).items).toMatchObject([{ id, state: 'held' }])
  expect((await list({ accountId: leaver.id, state: 'done' })).items).toEqual([])
})

test('no invariant is broken by any of it', async () => {
  expect(await server.store.reads.invariantViolations()).toEqual([])
})

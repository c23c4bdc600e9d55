import type { AccountId, KeyId, LicenseId } from '@latchkey/core/ids'
import { DAY_MS, HOUR_MS } from '@latchkey/core/limits'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLogger } from '../../src/http/logger.ts'
import { tellExpiries } from '../../src/jobs/expiries.ts'
import { startMailJob } from '../../src/jobs/mails.ts'
import { smtpTransport } from '../../src/mail/smtp-transport.ts'
import { unsealActivationKey } from '../../src/signing/activation-key-secrecy.ts'
import { startServer, type TestServer } from '../http/fixture.ts'
import { headerOf, startSmtp, type TestSmtp } from './smtp.ts'

let server: TestServer
let smtp: TestSmtp
let end: number

beforeEach(async () => {
  server = await startServer()
  smtp = await startSmtp()
  end = server.clock.at + 100 * DAY_MS
})
afterEach(async () => {
  await smtp.close()
  await server.close()
})

async function owned(owner: AccountId | null, { expiresAt = end, seats = 1 } = {}) {
  const products = [{ product: 'ct', seats }]
  const key = await server.issue({ products, expiresAt: new Date(expiresAt).toISOString() })
  if (owner === null) return key
  const claimed = await server.store.execute({
    type: 'claim-key',
    operation: { id: `claim-${key.id}`, caller: owner, requestHash: 'x' },
    actor: { type: 'account', id: owner },
    at: server.clock.at,
    account: owner,
    keyId: key.id as KeyId,
    seats: [{ product: 'ct', count: seats }],
  })
  expect(claimed.status).toBe('done')
  return key
}

async function mailed(template = 'license-expires') {
  const { items } = await server.store.reads.mails({ limit: 100 })
  return items.filter((mail) => mail.template === template).map(({ to }) => to)
}

/** What a server that runs all the time does, hour by hour. */
async function runUntil(at: number): Promise<number> {
  let count = 0
  for (; server.clock.at <= at; server.clock.at += HOUR_MS) count += await tellExpiries(server.store, server.clock.at)
  return count
}

/** Sends what waits to a real mail server; gives the subjects. */
async function sendAll(): Promise<string[]> {
  const job = startMailJob({
    store: server.store,
    transport: smtpTransport(`smtp://127.0.0.1:${smtp.port}`, 'Latchkey <licenses@vendor.example>'),
    surroundings: {
      publicUrl: 'https://licenses.vendor.example',
      tokenOf: () => '',
      keyTextOf: async (id) => {
        const sealed = await server.store.reads.sealedKey(id)
        return unsealActivationKey(sealed ?? '', id, server.keys.secrets)
      },
    },
    clock: () => server.clock.at,
    log: createLogger('error', { write: () => undefined }),
  })
  const isIdle = async () => (await server.store.reads.dueMails(server.clock.at, 1)).length === 0
  await expect.poll(isIdle, { timeout: 30_000, interval: 20 }).toBe(true)
  await job.stop()
  return smtp.taken.map((mail) => headerOf(mail, 'Subject') ?? '')
}

describe('the end of a license', () => {
  test('is told to its owner 30, 14 and 3 days before, once each, through a real mail server', async () => {
    const owner = (await server.customer('jane')) as AccountId
    const { licenses } = await owned(owner)
    server.clock.at = end - 40 * DAY_MS
    expect(await runUntil(end + DAY_MS)).toBe(3)
    expect(await sendAll()).toEqual([30, 14, 3].map((days) => `Your license ends in ${days} days: Commissioning Tool`))
    expect(smtp.taken.map(({ to }) => to)).toEqual(Array.from({ length: 3 }, () => ['jane@example.com']))
    const history = await server.store.reads.explanation(licenses[0]?.id ?? '', server.clock.at)
    expect(history?.events.filter(({ type }) => type === 'expiry-told')).toHaveLength(3)
    expect(await server.store.reads.invariantViolations()).toEqual([])
  })

  test('is told once, however often the job runs, and by whichever server', async () => {
    await owned((await server.customer('jane')) as AccountId)
    server.clock.at = end - 30 * DAY_MS
    const at = server.clock.at
    const counts = await Promise.all([0, 1, 2, 60_000].map(async (later) => tellExpiries(server.store, at + later)))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await mailed()).toEqual(['jane@example.com'])
  })

  test('is not told late: a server that starts with old data sends what is due and no more', async () => {
    const owner = (await server.customer('jane')) as AccountId
    for (let days = 1; days <= 29; days += 1) await owned(owner, { expiresAt: end - days * DAY_MS + HOUR_MS })
    server.clock.at = end - 30 * DAY_MS
    // Of 29 licenses that end within the month, those of which a step was reached today.
    expect(await tellExpiries(server.store, server.clock.at)).toBe(3)
    expect(await mailed()).toHaveLength(3)
  })

  test('is told anew after it was moved, and not while the license is out of use or has no owner', async () => {
    const owner = (await server.customer('jane')) as AccountId
    const key = await owned(owner)
    const revoked = await owned(owner)
    await owned(null)
    await server.admin.call('setStanding', {
      params: { id: revoked.licenses[0]?.id ?? '' },
      body: { standing: 'revoked', note: '' },
    })
    server.clock.at = end - 14 * DAY_MS
    expect(await tellExpiries(server.store, server.clock.at)).toBe(1)
    await server.store.execute({
      type: 'set-expiry',
      operation: { id: 'move', caller: 'test', requestHash: 'x' },
      actor: { type: 'system', id: null },
      at: server.clock.at,
      licenseId: key.licenses[0]?.id as LicenseId,
      expiresAt: end + 365 * DAY_MS,
      note: '',
    })
    server.clock.at = end + 351 * DAY_MS
    expect(await tellExpiries(server.store, server.clock.at)).toBe(1)
  })

  test('of ten seats of one key is one mail; of many keys it is told in batches, nobody left out', async () => {
    const owner = (await server.customer('jane')) as AccountId
    await owned(owner, { seats: 10 })
    server.clock.at = end - 3 * DAY_MS
    expect(await tellExpiries(server.store, server.clock.at)).toBe(10)
    expect(await mailed()).toHaveLength(1)
    end += DAY_MS
    for (let count = 0; count < 105; count += 1) await owned(owner)
    server.clock.at = end - 3 * DAY_MS
    expect(await tellExpiries(server.store, server.clock.at)).toBe(105)
  })
})

describe('a key', () => {
  test('issued with a recipient is sent there in their language; replaced, the new one is', async () => {
    const recipient = { email: 'buyer@plant.example', language: 'de' } as const
    const issued = await server.issue({ order: 'SO-9', recipient })
    await sendAll()
    const params = { id: issued.id }
    const rotated = await server.admin.call('rotateKey', {
      params,
      body: { recipient: { email: 'buyer@plant.example' } },
    })
    if (!rotated.ok) throw new Error(rotated.error.code)
    const subjects = await sendAll()
    expect(subjects[1]).toBe('Your new Activation Key for order SO-9')
    expect(smtp.taken.map(({ to }) => to)).toEqual([['buyer@plant.example'], ['buyer@plant.example']])
    expect(smtp.taken[0]?.raw).toContain(issued.key)
    expect(smtp.taken[0]?.raw).toMatch(/Aktivierungsschl/)
    expect(smtp.taken[1]?.raw).toContain(rotated.value.key)
    expect(smtp.taken[1]?.raw).not.toContain(issued.key)
  })
})

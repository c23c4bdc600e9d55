import type { Client } from '@latchkey/contract/client'
import type { AccountId, KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import { DAY_MS } from '@latchkey/core/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, startServer, type TestServer } from './fixture.ts'

let server: TestServer
let owner: AccountId
let admin: Client

/** A year of a license: returned without its PC three times, each time activated anew by the key alone. */
beforeAll(async () => {
  server = await startServer()
  // Of another policy, and of nobody: neither counts.
  await server.admin.call('putPolicy', { params: { id: 'other' }, body: { name: 'Other', terms: {} } })
  const other = await server.issue({ policy: 'other' })
  await (await server.host('PC-2')).activate(other.key)
  owner = (await server.customer('jane')) as AccountId
  const key = await server.issue()
  const pc = await server.host('PC-1')
  const rows = [{ keyId: key.id as KeyId, product: 'ct' as ProductId }]
  claimsOf(await pc.ask({ type: 'activate', rows }, { key: key.key, accountToken: await pc.signIn('jane') }))
  for (const days of [100, 50, 400]) {
    server.clock.at += days * DAY_MS
    const returned = await server.store.execute({
      type: 'owner-return',
      operation: { id: `return-${server.clock.at}`, caller: owner, requestHash: 'x' },
      actor: { type: 'account', id: owner },
      at: server.clock.at,
      account: owner,
      licenseId: key.licenses[0]?.id as LicenseId,
      reason: 'lost-pc',
      note: '',
    })
    if (returned.status !== 'done') throw new Error(returned.code)
    server.clock.at += 1_000
    claimsOf(await pc.ask({ type: 'activate', rows }, { key: key.key }))
  }
  // The first token has ended long ago.
  admin = server.client(await server.token(['events:read']))
})
afterAll(async () => server.close())

async function dryRun(terms: object, { days = 3660, id = 'standard' } = {}) {
  const answer = await admin.call('dryRunPolicy', { params: { id }, body: { terms, days } })
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.value
}

const counts = async (terms: object, asked?: { days?: number; id?: string }) =>
  Object.fromEntries(
    (await dryRun(terms, asked)).rows.map(({ what, seen, wouldRefuse }) => [what, `${wouldRefuse}/${seen}`]),
  )

describe('a dry run of a policy', () => {
  test.each([
    ['as it is', {}, '0/3', '0/3'],
    ['that allows one return a year', { lostPcReturnsMax: 1 }, '1/3', '0/3'],
    ['that allows none', { lostPcReturnsMax: 0 }, '3/3', '0/3'],
    ['that allows one return in three years', { lostPcReturnsMax: 1, lostPcReturnsWindowDays: 1_000 }, '2/3', '0/3'],
    ['that asks for the owner', { keyOnlyActivation: 'unowned' }, '0/3', '3/3'],
  ])('%s', async (_, terms, returns, activations) => {
    expect(await counts(terms)).toEqual({
      'lost-pc-return': returns,
      emergency: '0/0',
      'key-only-activation': activations,
    })
  })

  test('looks back as far as it is asked to, and says so', async () => {
    const answer = await dryRun({ lostPcReturnsMax: 0 }, { days: 10 })
    expect(answer.complete).toBe(true)
    expect(answer.from).toBe(new Date(server.clock.at - 10 * DAY_MS).toISOString())
    expect(answer.rows[0]).toMatchObject({ seen: 1, wouldRefuse: 1 })
    expect(answer.rows[0]?.words).toBe('would have refused 1 of 1 lost-PC returns by owners.')
  })

  test('looks at licenses of that policy only, and knows no other', async () => {
    expect(await counts({ lostPcReturnsMax: 0 }, { id: 'other' })).toMatchObject({ 'lost-pc-return': '0/0' })
    await expect(dryRun({}, { id: 'nothing' })).rejects.toThrow('NOT_FOUND')
  })

  test('of a long log reads stretch after stretch, and each event once', async () => {
    const asked = { policy: 'standard', terms: (await server.store.reads.policy('standard'))?.terms, since: 0 } as never
    const whole = await server.store.reads.policyReplay({ ...(asked as object), before: null, limit: 10_000 } as never)
    let events = 0
    let seen = 0
    for (let before: number | null = null; ;) {
      const stretch = await server.store.reads.policyReplay({ ...(asked as object), before, limit: 3 } as never)
      events += stretch.events
      seen += stretch.counts['lost-pc-return'].seen
      before = stretch.next
      if (before === null) break
    }
    expect([events, seen]).toEqual([whole.events, whole.counts['lost-pc-return'].seen])
  })
})

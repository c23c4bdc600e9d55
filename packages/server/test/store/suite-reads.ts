import { DAY_MS } from '@latchkey/core/limits'
import { describe, expect, test } from 'vitest'
import type { PageOf, Store } from '../../src/store/store.ts'
import * as f from './fixtures.ts'

/** What lists and look-ups guarantee. */
export function describeReads(store: () => Store): void {
  async function logOf(filter: object) {
    const page = async (cursor?: string) => store().reads.events({ limit: 100, ...filter, cursor })
    return followed(await page(), page)
  }

  describe('lists', () => {
    test('pages hold every row once, newest first, while others are added', async () => {
      const order = 'ORDER-PAGES'
      const issued = []
      for (let count = 0; count < 7; count += 1) {
        // Two of each instant: ties must not be skipped.
        issued.push(await f.issue(store(), { order, at: f.NOW + Math.floor(count / 2) }))
      }
      const page = (cursor?: string) => store().reads.keys({ limit: 3, order, cursor })
      const first = await page()
      await f.issue(store(), { order, at: f.NOW + DAY_MS })
      const rest = await followed(first, page)
      const ids = rest.map(({ id }) => id)
      expect(ids.toSorted()).toEqual(issued.map(({ keyId }) => keyId).toSorted())
      const times = rest.map(({ createdAt }) => createdAt)
      expect(times).toEqual(times.toSorted().toReversed())
    })

    test('licenses are found by account, host and standing', async () => {
      const account = f.nextId('acc')
      const pc = f.host('PC-of-lists')
      const { keyId, licenseIds } = await f.issue(store())
      await f.done(store(), f.hostOperation(pc, { key: keyId, account }, f.activate(keyId)))
      const byAccount = await store().reads.licenses({ limit: 10, accountId: account })
      const byHost = await store().reads.licenses({ limit: 10, hostId: pc.id })
      for (const { items } of [byAccount, byHost]) expect(items.map(({ id }) => id)).toEqual(licenseIds)
      const revoked = await store().reads.licenses({ limit: 10, accountId: account, standing: 'revoked' })
      expect(revoked).toEqual({ items: [], nextCursor: null })
      expect(await store().reads.host(pc.id)).toMatchObject({ name: 'PC-of-lists', licenses: [{ id: licenseIds[0] }] })
      expect(await store().reads.host(f.hostId('nobody'))).toBeNull()
    })

    test('a host keeps its first contact, its latest and its newest name', async () => {
      const pc = f.host('PC-renamed')
      await f.done(store(), f.hostOperation(pc, {}, f.renewing()))
      await f.done(store(), f.hostOperation({ ...pc, name: 'new name' }, {}, f.renewing(), { at: f.NOW + DAY_MS }))
      expect(await store().reads.host(pc.id)).toMatchObject({
        name: 'new name',
        firstSeenAt: new Date(f.NOW).toISOString(),
        lastSeenAt: new Date(f.NOW + DAY_MS).toISOString(),
      })
    })

    test('the audit log is filtered by type, by who did it and by time, and by all of these', async () => {
      const log = async (filter: object) => (await logOf(filter)).map(({ id }) => id)
      for (const at of [f.NOW - 3 * DAY_MS, f.NOW - 2 * DAY_MS, f.NOW - DAY_MS]) {
        const { keyId } = await f.issue(store(), { at })
        await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId), { at: at + 1 }))
        await f.done(store(), { ...f.putPolicy({}), at: at + 2 })
      }
      const all = await logOf({})
      const since = f.NOW - 2 * DAY_MS
      const until = f.NOW - DAY_MS
      const within = ({ at }: { readonly at: string }) => Date.parse(at) >= since && Date.parse(at) < until
      for (const type of ['activated', 'policy-put', 'issued', 'none-such']) {
        const ofType = all.filter((event) => event.type === type)
        expect(await log({ type })).toEqual(ofType.map(({ id }) => id))
        expect(await log({ type, since, until })).toEqual(ofType.filter(within).map(({ id }) => id))
      }
      for (const actorType of ['host', 'staff', 'system']) {
        expect(await log({ actorType })).toEqual(
          all.filter(({ actor }) => actor.type === actorType).map(({ id }) => id),
        )
      }
      expect(await log({ since, until })).toEqual(all.filter(within).map(({ id }) => id))
    })

    test('pages of the audit log between two times lose nothing, though the clock stepped back', async () => {
      // A time of its own: others have written events before.
      const from = f.NOW + 1_000 * DAY_MS
      for (const later of [0, 10, 20, 5, 5, 30]) await f.done(store(), { ...f.putPolicy({}), at: from + later })
      const between = { since: from + 1, until: from + 30 }
      const timesOf = async (filter: object) =>
        (await logOf({ ...filter, limit: 1 })).map(({ at }) => Date.parse(at) - from)
      expect(await timesOf({ ...between, type: 'policy-put' })).toEqual([5, 5, 20, 10])
      expect(await timesOf(between)).toEqual([20, 10, 5, 5])
    })

    test('the overview counts what happened in a day, what is active and which PCs run on without a license', async () => {
      const day = f.NOW + 40 * DAY_MS
      const figures = async (at: number) => {
        const { totals, staleHosts } = await store().reads.totals(at)
        return { active: totals.active, stale: totals.staleHosts, ends: staleHosts.map(({ count }) => count) }
      }
      const before = await figures(day)
      const activated = async () => {
        const { keyId, licenseIds } = await f.issue(store(), { policy: f.UNHELD, at: day })
        await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId), { at: day }))
        return { keyId, licenseIds }
      }
      await activated()
      const onPc = await activated()
      const lost = await activated()
      const giveBack = f.returning(...onPc.licenseIds)
      await f.done(store(), f.hostOperation(f.PC1, { key: onPc.keyId }, giveBack, { at: day + 1 }))
      await f.done(store(), f.supportReturn({ keyId: lost.keyId }, { at: day + 1 }))

      expect(await store().reads.eventCounts(day, day + DAY_MS)).toEqual({
        activated: 3,
        returned: 1,
        returnedWithoutPc: 1,
      })
      const after = await figures(day + 2)
      expect(after.active - before.active).toBe(1)
      expect(after.stale - before.stale).toBe(1)
      const atTheEnd = await figures(day + 25 * DAY_MS)
      expect((atTheEnd.ends[0] ?? 0) - (before.ends[0] ?? 0)).toBe(1)
    })

    test('the queue gives open requests first, oldest first', async () => {
      const ids = []
      for (const at of [f.NOW + 3, f.NOW + 1, f.NOW + 2]) {
        const { keyId } = await f.issue(store())
        await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId)))
        const base = f.hostOperation(f.PC2, { key: keyId }, { type: 'associate' }, { at })
        const id = f.nextId('rr')
        const request = { reason: 'lost-pc', licenseIds: [], email: 'a@b.example', message: '', id } as const
        await f.done(store(), { ...base, type: 'open-return-request', language: 'en', ...request })
        ids.push({ id, at })
      }
      const page = (cursor?: string) => store().reads.returnRequests({ limit: 2, state: 'open', cursor })
      const open = await followed(await page(), page)
      const expected = ids.toSorted((a, b) => a.at - b.at).map(({ id }) => id)
      expect(open.map(({ id }) => id).filter((id) => expected.some((mine) => mine === id))).toEqual(expected)
      const all = await store().reads.returnRequests({ limit: 100 })
      const closedAt = all.items.map(({ state }) => state === 'open')
      expect(closedAt).toEqual(closedAt.toSorted((a, b) => Number(b) - Number(a)))
    })
  })
}

/** All items from a first page on. */
async function followed<T>(first: PageOf<T>, page: (cursor?: string) => Promise<PageOf<T>>): Promise<T[]> {
  const items = [...first.items]
  for (let { nextCursor } = first; nextCursor !== null;) {
    const next = await page(nextCursor)
    items.push(...next.items)
    ;({ nextCursor } = next)
  }
  return items
}

import { DAY_MS, LIMITS } from '@latchkey/core/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CursorError } from '../../src/store/errors.ts'
import type { CommandOf, Store } from '../../src/store/store.ts'
import * as f from './fixtures.ts'
import { describeCases } from './suite-cases.ts'
import { describeReads } from './suite-reads.ts'
import { describeRaces } from './suite-races.ts'
import { describeSupport } from './suite-support.ts'

/** A store to test, and how to open the same data again. */
export interface OpenedStore {
  readonly store: Store
  /** Closes the store and opens it anew. */
  reopen(): Promise<OpenedStore>
  remove(): Promise<void>
}

/** What every store guarantees, whatever database it is made of. */
export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  // oxlint-disable-next-line vitest/valid-title -- the title is the name of the store under test
  describe(name, () => {
    let opened: OpenedStore
    const store = () => opened.store

    beforeAll(async () => {
      opened = await open()
      await f.stockVendor(opened.store)
    })
    afterAll(async () => {
      expect(await opened.store.reads.invariantViolations()).toEqual([])
      await opened.remove()
    })

    describeIssuing(store)
    describeLife(store)
    describeAnswers(store)
    describeOperations(store)
    describeCatalog(store)
    describeSupport(store)
    describeReads(store)
    describeCases(store)
    describeRaces(store)

    test('what was acknowledged is there after closing and opening again', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId)))
      const before = await store().reads.key(keyId)
      opened = await opened.reopen()
      expect(await store().reads.key(keyId)).toEqual(before)
      expect(await f.eventTypes(store(), licenseIds[0])).toEqual(['issued', 'activated'])
    })
  })
}

function describeIssuing(store: () => Store): void {
  describe('issuing keys', () => {
    test('an issued key has its licenses, idle and unowned, with a copy of the terms', async () => {
      const { keyId, licenseIds } = await f.issue(store(), {
        products: [
          [f.CT, 2],
          [f.NET_SERVER, 1],
        ],
        order: 'ORDER-7',
      })
      const key = await store().reads.key(keyId)
      expect(key).toMatchObject({ order: 'ORDER-7', hostsMax: 2, hostsHolding: 0, legacy: false })
      expect(key?.licenses.map(({ id }) => id).toSorted()).toEqual(licenseIds.toSorted())
      expect(key?.licenses[0]).toMatchObject({
        standing: 'good',
        generation: 0,
        associatedTo: null,
        activatedOn: null,
        staleHost: null,
        terms: { leaseDays: 30, graceDays: 14 },
      })
    })

    test('changing a policy leaves the licenses already sold as they are', async () => {
      const policy = 'changing' as typeof f.STANDARD
      await f.done(store(), f.putPolicy({ leaseDays: 10 }, policy))
      const { licenseIds } = await f.issue(store(), { policy })
      await f.done(store(), f.putPolicy({ leaseDays: 20 }, policy))
      expect((await store().reads.license(licenseIds[0] ?? ''))?.terms.leaseDays).toBe(10)
    })

    test('an unknown product or policy is refused and leaves nothing', async () => {
      const command = f.issueKey({
        products: [
          [f.CT, 1],
          ['nothing' as typeof f.CT, 1],
        ],
      })
      expect(f.ending(await store().execute(command))).toBe('NOT_FOUND')
      expect(f.ending(await store().execute(f.issueKey({ policy: 'nothing' as typeof f.STANDARD })))).toBe('NOT_FOUND')
      expect(await store().reads.key(command.key.id)).toBeNull()
      expect(await store().reads.hasOperation(command.operation)).toBe(false)
    })

    test('the same key is not issued twice', async () => {
      const first = f.issueKey()
      await f.done(store(), first)
      const second = f.issueKey({ order: 'ORDER-ELSE' })
      const again = { ...second, key: { ...second.key, digest: first.key.digest } }
      expect(f.ending(await store().execute(again))).toBe('ALREADY_EXISTS')
      expect(await store().reads.key(second.key.id)).toBeNull()
      expect((await store().reads.keys({ limit: 10, order: 'ORDER-ELSE' })).items).toEqual([])
    })

    test('a key is found by its digest, its text only sealed', async () => {
      const { keyId, digest } = await f.issue(store())
      expect(await store().reads.keyByDigest(digest)).toMatchObject({ id: keyId, legacy: false })
      expect(await store().reads.keyByDigest('nothing')).toBeNull()
      expect(await store().reads.sealedKey(keyId)).toBe(`sealed ${keyId}`)
    })
  })
}

function describeLife(store: () => Store): void {
  describe('a license on its way', () => {
    test('KB1023 1: associating by account and key, then activating', async () => {
      const { keyId, licenseIds } = await f.issue(store(), {
        products: [
          [f.CT, 1],
          [f.NET_SERVER, 1],
        ],
      })
      const proofs = { account: f.ANN, key: keyId }
      const associated = await f.done(store(), f.hostOperation(f.PC1, proofs, { type: 'associate' }))
      expect(f.endings(associated.rows)).toEqual(['succeeded', 'succeeded'])
      const rows = [
        { keyId, product: f.CT },
        { keyId, product: f.NET_SERVER },
      ]
      const activated = await f.done(store(), f.hostOperation(f.PC1, proofs, { type: 'activate', rows }))
      expect(f.endings(activated.rows)).toEqual(['succeeded', 'succeeded'])
      for (const id of licenseIds)
        expect(await f.eventTypes(store(), id)).toEqual(['issued', 'associated', 'activated'])
      const license = await store().reads.license(licenseIds[0] ?? '')
      expect(license).toMatchObject({
        generation: 1,
        associatedTo: { id: f.ANN },
        activatedOn: { hostId: f.PC1.id, hostName: 'PC-1', since: new Date(f.NOW).toISOString() },
      })
    })

    test('KB1023 2: key-only activation, then return with the new account: the transfer', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      await f.done(store(), f.hostOperation(f.PC1, { account: f.ANN, key: keyId }, { type: 'associate' }))
      await f.done(store(), f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId)))
      const returned = await f.done(
        store(),
        f.hostOperation(f.PC2, { account: f.BOB, key: keyId }, f.returning(...licenseIds)),
      )
      expect(f.endings(returned.rows)).toEqual(['succeeded'])
      await f.done(store(), f.hostOperation(f.PC2, { account: f.BOB }, f.activate(keyId)))
      const events = (await store().reads.explanation(licenseIds[0] ?? '', f.NOW))?.events ?? []
      expect(events.map(({ type, data }) => [type, data])).toEqual([
        ['issued', { keyId, policy: f.STANDARD }],
        ['associated', { to: f.ANN }],
        ['activated', { on: f.PC2.id, generation: 1 }],
        ['returned', { from: f.PC2.id, by: 'host' }],
        ['transferred', { from: f.ANN, to: f.BOB }],
        ['activated', { on: f.PC2.id, generation: 2 }],
      ])
      expect(events[4]).toMatchObject({ actor: { type: 'host', id: f.PC2.id }, words: expect.stringContaining('bob') })
    })

    test('a refused activation changes nothing and names the PC and since when', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId)))
      const answer = await f.done(store(), f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId), { at: f.NOW + 5 }))
      expect(answer.rows[0]).toMatchObject({
        status: 'refused',
        refusal: {
          code: 'ACTIVATED_ELSEWHERE',
          facts: { hostName: 'PC-1', since: f.NOW, product: 'Commissioning Tool' },
        },
        licenseClaims: null,
      })
      expect(await f.eventTypes(store(), licenseIds[0])).toEqual(['issued', 'activated'])
    })

    test('a key in use names the other PC that it serves', async () => {
      const products = [
        [f.CT, 1],
        [f.NET_SERVER, 1],
      ] as const
      const { keyId } = await f.issue(store(), { products })
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId, f.CT)))
      const answer = await f.done(store(), f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId, f.NET_SERVER)))
      expect(answer.rows[0]?.refusal).toMatchObject({ code: 'KEY_IN_USE', facts: { hostName: 'PC-1', since: f.NOW } })
    })

    test('a repeated activation or return is already so, and writes no event', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      const [license] = licenseIds
      const activating = () => f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId))
      await f.done(store(), activating())
      expect(f.endings((await f.done(store(), activating())).rows)).toEqual(['already'])
      const returning = () => f.hostOperation(f.PC1, { key: keyId }, f.returning(...licenseIds))
      await f.done(store(), returning())
      const again = await f.done(store(), returning())
      expect(f.endings(again.rows)).toEqual(['already'])
      expect(again.rows[0]?.receiptClaims).toMatchObject({ generation: 1 })
      expect(await f.eventTypes(store(), license)).toEqual(['issued', 'activated', 'returned'])
    })

    test('rows are handled one by one: a refusal of one never stops another', async () => {
      const free = await f.issue(store())
      const taken = await f.issue(store())
      await f.done(store(), f.hostOperation(f.PC2, { key: taken.keyId, account: f.ANN }, f.activate(taken.keyId)))
      await f.done(store(), f.hostOperation(f.PC1, { key: free.keyId, account: f.ANN }, { type: 'associate' }))
      const rows = [
        { keyId: taken.keyId, product: f.CT },
        { keyId: free.keyId, product: f.CT },
      ]
      const answer = await f.done(store(), f.hostOperation(f.PC1, { account: f.ANN }, { type: 'activate', rows }))
      expect(f.endings(answer.rows)).toEqual(['ACTIVATED_ELSEWHERE', 'succeeded'])
    })

    test('a license nobody has heard of is refused without a word about others', async () => {
      const answer = await f.done(store(), f.hostOperation(f.PC1, {}, f.renewing(f.nextId('lic'))))
      expect(answer.rows[0]).toMatchObject({ status: 'refused', refusal: { code: 'NOT_FOUND' }, license: null })
      const { keyId } = await f.issue(store())
      const unproven = await f.done(store(), f.hostOperation(f.PC1, {}, f.activate(keyId)))
      expect(f.endings(unproven.rows)).toEqual(['NOT_FOUND'])
    })

    test('the device key alone renews, and is not told whose a license is or where it went', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId, account: f.ANN }, f.activate(keyId)))
      const renewed = await f.done(
        store(),
        f.hostOperation(f.PC1, {}, f.renewing(...licenseIds), { at: f.NOW + DAY_MS }),
      )
      expect(f.endings(renewed.rows)).toEqual(['succeeded'])
      expect(renewed.licenses).toEqual([])
      const elsewhere = await f.done(store(), f.hostOperation(f.PC2, {}, f.renewing(...licenseIds)))
      expect(elsewhere.rows[0]).toMatchObject({
        refusal: { code: 'NOT_ACTIVATED_HERE' },
        license: { activatedOn: { hostName: 'another PC' }, associatedTo: { kind: 'another' } },
      })
      expect(await f.eventTypes(store(), licenseIds[0])).toEqual(['issued', 'associated', 'activated', 'renewed'])
    })
  })
}

function describeAnswers(store: () => Store): void {
  describe('what an answer says', () => {
    test('an activation gives the claims of a license file with lease, renewal and grace', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      const answer = await f.done(
        store(),
        f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId), { id: 'op_claims' }),
      )
      const claims = answer.rows[0]?.licenseClaims
      expect(claims).toMatchObject({
        sub: licenseIds[0],
        aud: f.CT,
        iat: seconds(f.NOW),
        exp: seconds(f.NOW + 30 * DAY_MS),
        graceUntil: seconds(f.NOW + 44 * DAY_MS),
        cnf: { jkt: f.PC1.id },
        kind: 'standard',
        generation: 1,
        features: ['commissioning'],
        account: null,
        host: { name: 'PC-1', fingerprint: f.PC1.fingerprint },
      })
      const renewDays = ((claims?.renewFrom ?? 0) * 1000 - f.NOW) / DAY_MS
      expect(renewDays).toBeGreaterThanOrEqual(13)
      expect(renewDays).toBeLessThanOrEqual(17)
      expect(claims).not.toHaveProperty('expiresAt')
    })

    test("a license's own end caps lease and grace; a perpetual one has none", async () => {
      const ending = await f.issue(store(), { expiresAt: f.NOW + 5 * DAY_MS })
      const capped = await f.done(store(), f.hostOperation(f.PC1, { key: ending.keyId }, f.activate(ending.keyId)))
      const end = seconds(f.NOW + 5 * DAY_MS)
      expect(capped.rows[0]?.licenseClaims).toMatchObject({ exp: end, graceUntil: end, expiresAt: end })
      const policy = 'perpetual' as typeof f.STANDARD
      await f.done(store(), f.putPolicy({ perpetualOffline: true }, policy))
      const perpetual = await f.issue(store(), { policy })
      const answer = await f.done(
        store(),
        f.hostOperation(f.PC1, { key: perpetual.keyId }, f.activate(perpetual.keyId)),
      )
      const claims = answer.rows[0]?.licenseClaims
      for (const absent of ['exp', 'renewFrom', 'graceUntil']) expect(claims).not.toHaveProperty(absent)
    })

    test('hosts renew at different times, each always at the same', async () => {
      const renewals = await Promise.all(
        ['A', 'B', 'A'].map(async (name) => {
          const { keyId } = await f.issue(store())
          const answer = await f.done(store(), f.hostOperation(f.host(name), { key: keyId }, f.activate(keyId)))
          return answer.rows[0]?.licenseClaims?.renewFrom
        }),
      )
      expect(renewals[0]).not.toBe(renewals[1])
      expect(renewals[0]).toBe(renewals[2])
    })

    test('"already activated" hands out a new lease once it is due for renewal', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      const activating = (at: number) => f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId), { at })
      await f.done(store(), activating(f.NOW))
      const early = await f.done(store(), activating(f.NOW + DAY_MS))
      expect(early.rows[0]?.licenseClaims?.exp).toBe(seconds(f.NOW + 30 * DAY_MS))
      const late = await f.done(store(), activating(f.NOW + 60 * DAY_MS))
      expect(f.endings(late.rows)).toEqual(['already'])
      expect(late.rows[0]?.licenseClaims?.exp).toBe(seconds(f.NOW + 90 * DAY_MS))
      expect(await f.eventTypes(store(), licenseIds[0])).toEqual(['issued', 'activated', 'renewed'])
    })

    test('associating a license activated here gives a fresh file with its account, the lease as it was', async () => {
      const { keyId } = await f.issue(store())
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId)))
      const proofs = { key: keyId, account: f.ANN }
      const at = f.NOW + DAY_MS
      const answer = await f.done(store(), f.hostOperation(f.PC1, proofs, { type: 'associate' }, { at }))
      expect(answer.rows[0]).toMatchObject({
        licenseClaims: { exp: seconds(f.NOW + 30 * DAY_MS), iat: seconds(at), account: { id: f.ANN } },
        license: { associatedTo: { kind: 'you' }, activatedOn: { kind: 'here' } },
      })
    })

    test('a key alone never tells who owns a license, neither in the answer nor in the file or its renewal', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId, account: f.ANN }, { type: 'associate' }))
      const activated = await f.done(store(), f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId)))
      const renewed = await f.done(store(), f.hostOperation(f.PC2, {}, f.renewing(...licenseIds)))
      for (const { rows } of [activated, renewed]) {
        expect(rows[0]?.licenseClaims?.account).toEqual({ id: f.ANN, name: 'another account' })
        expect(rows[0]?.license?.associatedTo).toEqual({ kind: 'another' })
      }
    })

    test('a return gives the claims of a receipt, and no license file', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId)))
      const command = f.hostOperation(f.PC1, { key: keyId }, f.returning(...licenseIds))
      const { rows } = await f.done(store(), command)
      expect(rows[0]).toMatchObject({
        licenseClaims: null,
        receiptClaims: { sub: licenseIds[0], generation: 1, operationId: command.operation.id, cnf: { jkt: f.PC1.id } },
      })
    })

    test('a suspended license gets no new license file', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId, account: f.ANN }, f.activate(keyId)))
      const [licenseId] = licenseIds
      if (licenseId === undefined) throw new Error('no license')
      await f.done(store(), {
        ...f.staffBase(),
        type: 'set-standing',
        licenseId,
        standing: 'suspended',
        note: 'unpaid',
      })
      const renewed = await f.done(store(), f.hostOperation(f.PC1, {}, f.renewing(licenseId)))
      expect(f.endings(renewed.rows)).toEqual(['SUSPENDED'])
      const associate = f.hostOperation(f.PC1, { key: keyId, account: f.ANN }, { type: 'associate' })
      const associated = await f.done(store(), associate)
      expect(associated.rows.map((row) => row.licenseClaims)).toEqual([null])
    })

    test('a look-up lists what this person may do, and why not, and changes nothing', async () => {
      const { keyId } = await f.issue(store(), { products: [[f.CT, 10]] })
      await f.done(store(), f.hostOperation(f.PC2, { key: keyId, account: f.BOB }, f.activate(keyId)))
      const shown = await store().reads.lookUp(f.asking(f.PC1, { key: keyId }), f.NOW)
      expect(shown.rows).toEqual([])
      expect(shown.licenses).toHaveLength(1)
      expect(shown.licenses[0]).toMatchObject({
        seatsTotal: 10,
        seatsFree: 9,
        activatedOn: { kind: 'none' },
        actions: { activate: { state: 'legal' }, return: { state: 'refused', code: 'NOT_ACTIVATED_HERE' } },
      })
    })

    test('an account sees the licenses of all its keys, with the proven key first', async () => {
      const account = f.nextId('acc')
      const keys = [await f.issue(store()), await f.issue(store()), await f.issue(store())]
      for (const { keyId } of keys.slice(0, 2)) {
        await f.done(store(), f.hostOperation(f.PC1, { account, key: keyId }, { type: 'associate' }))
      }
      const third = keys[2]?.keyId
      if (third === undefined) throw new Error('no key')
      const byAccount = await store().reads.lookUp(f.asking(f.PC1, { account }), f.NOW)
      expect(byAccount.licenses.map(({ keyId }) => keyId).toSorted()).toEqual(
        keys
          .slice(0, 2)
          .map(({ keyId }) => keyId)
          .toSorted(),
      )
      const byBoth = await store().reads.lookUp(f.asking(f.PC1, { account, key: third }), f.NOW)
      expect(byBoth.licenses).toHaveLength(3)
      expect(byBoth.licenses[0]?.keyId).toBe(third)
    })
  })
}

function describeOperations(store: () => Store): void {
  describe('one operation, one effect', () => {
    test('a repeated operation gets the stored answer, whatever has happened since', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      const command = f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId))
      const first = await store().execute(command)
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.returning(...licenseIds)))
      const again = await store().execute({ ...command, at: f.NOW + DAY_MS })
      expect(again).toEqual({ ...first, repeated: true })
      expect(await f.eventTypes(store(), licenseIds[0])).toEqual(['issued', 'activated', 'returned'])
    })

    test('sent many times at once it has one effect, and one answer', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      const command = f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId))
      const all = await Promise.all(Array.from({ length: 50 }, () => store().execute(command)))
      expect(all.filter((executed) => f.ending(executed) === 'done')).toHaveLength(1)
      expect(new Set(all.map((executed) => JSON.stringify('answer' in executed && executed.answer))).size).toBe(1)
      expect(await f.eventTypes(store(), licenseIds[0])).toEqual(['issued', 'activated'])
    })

    test('another request under the same id is refused and changes nothing', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      const command = f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId))
      await f.done(store(), command)
      const other = {
        ...command,
        operation: { ...command.operation, requestHash: 'other' },
        intent: f.returning(...licenseIds),
      }
      expect(f.ending(await store().execute(other))).toBe('OPERATION_REUSED')
      expect((await store().reads.license(licenseIds[0] ?? ''))?.activatedOn).not.toBeNull()
    })

    test('ids of different callers never meet', async () => {
      const { keyId } = await f.issue(store(), { products: [[f.CT, 2]] })
      const id = f.nextId('op')
      const first = await store().execute(f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId), { id }))
      const second = await store().execute(
        f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId), { id, requestHash: 'other' }),
      )
      expect([f.ending(first), f.ending(second)]).toEqual(['done', 'done'])
      expect(await store().reads.hasOperation({ id, caller: f.PC1.id })).toBe(true)
      expect(await store().reads.hasOperation({ id, caller: f.hostId('PC-3') })).toBe(false)
    })

    test('of several signed responses the first is kept and given to all', async () => {
      const { keyId } = await f.issue(store())
      const command = f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId))
      await f.done(store(), command)
      const record = (response: string): CommandOf<'record-response'> => {
        return { ...f.staffBase(), type: 'record-response', operationOf: command.operation, response }
      }
      const answers = await Promise.all(['one', 'two', 'three'].map((text) => f.done(store(), record(text))))
      expect(answers).toEqual([{ response: 'one' }, { response: 'one' }, { response: 'one' }])
      expect(await store().execute(command)).toMatchObject({ repeated: true, response: 'one' })
      const unknown = { ...record('x'), operationOf: { ...command.operation, id: 'nothing' } }
      expect(f.ending(await store().execute(unknown))).toBe('NOT_FOUND')
    })

    test('a command that fails leaves no trace, and those committed with it stand', async () => {
      const keys = await Promise.all(Array.from({ length: 9 }, () => f.issue(store())))
      const commands = keys.map(({ keyId }, index) => {
        const command = f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId))
        // Fails at the very end, after everything else was written.
        const broken = { ...command.operation, requestHash: undefined as unknown as string }
        return index === 4 ? { ...command, operation: broken } : command
      })
      const settled = await Promise.allSettled(commands.map((command) => store().execute(command)))
      expect(settled.map(({ status }) => status)).toEqual(
        keys.map((_, index) => (index === 4 ? 'rejected' : 'fulfilled')),
      )
      for (const [index, { licenseIds }] of keys.entries()) {
        const types = await f.eventTypes(store(), licenseIds[0])
        expect(types).toEqual(index === 4 ? ['issued'] : ['issued', 'activated'])
      }
      expect((await store().reads.license(keys[4]?.licenseIds[0] ?? ''))?.activatedOn).toBeNull()
    })

    test('old operations are forgotten in bounded batches; what they did stays', async () => {
      const at = f.NOW - LIMITS.operationKeptMs - DAY_MS
      const issued = await Promise.all(Array.from({ length: 5 }, () => f.issue(store(), { at })))
      const before = f.NOW - LIMITS.operationKeptMs
      expect(await store().purgeOperations(before, 3)).toBe(3)
      expect(await store().purgeOperations(before, 100)).toBe(2)
      expect(await store().purgeOperations(before, 100)).toBe(0)
      for (const { keyId } of issued) expect(await store().reads.key(keyId)).not.toBeNull()
      expect(await store().reads.invariantViolations()).toEqual([])
    })
  })
}

function describeCatalog(store: () => Store): void {
  describe('catalog and tokens', () => {
    test('products and policies are created, changed and listed', async () => {
      const id = 'openlns-server' as typeof f.CT
      await f.done(store(), f.putProduct(id, 'OpenLNS'))
      expect(await f.done(store(), f.putProduct(id, 'OpenLNS Server'))).toMatchObject({ id, name: 'OpenLNS Server' })
      const products = await store().reads.products({ limit: 100 })
      expect(products.items.find((product) => product.id === id)?.name).toBe('OpenLNS Server')
      expect((await store().reads.policies({ limit: 100 })).items.map((policy) => policy.id)).toContain(f.STANDARD)
    })

    test('a token is found by its hash until it is revoked', async () => {
      const id = f.nextId('tok')
      const operator = { type: 'system', id: null } as const
      const command: CommandOf<'create-token'> = {
        ...f.staffBase(),
        actor: operator,
        type: 'create-token',
        id,
        hash: `hash of ${id}`,
        name: 'CI',
        scopes: ['keys:issue'],
        expiresAt: f.NOW + DAY_MS,
      }
      expect(await f.done(store(), command)).toMatchObject({ id, scopes: ['keys:issue'], lastUsedAt: null })
      expect(await store().reads.tokenByHash(command.hash)).toEqual({
        id,
        scopes: ['keys:issue'],
        expiresAt: f.NOW + DAY_MS,
      })
      const again = { ...command, ...f.staffBase(), actor: operator, id: f.nextId('tok') }
      expect(f.ending(await store().execute(again))).toBe('ALREADY_EXISTS')
      await f.done(store(), { ...f.staffBase(), type: 'revoke-token', id })
      expect(await store().reads.tokenByHash(command.hash)).toBeNull()
      expect((await store().reads.tokens({ limit: 100 })).items.map((token) => token.id)).not.toContain(id)
      expect(f.ending(await store().execute({ ...f.staffBase(), type: 'revoke-token', id }))).toBe('done')
      const unknown = { ...f.staffBase(), type: 'revoke-token', id: f.nextId('tok') } as const
      expect(f.ending(await store().execute(unknown))).toBe('NOT_FOUND')
    })

    test('a cursor of another list is refused', async () => {
      await expect(store().reads.keys({ limit: 10, cursor: 'nonsense' })).rejects.toThrow(CursorError)
    })
  })
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}

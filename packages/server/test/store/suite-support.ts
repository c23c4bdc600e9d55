import type { KeyId, LicenseId, ReturnRequestId } from '@latchkey/core/ids'
import { DAY_MS, HOUR_MS } from '@latchkey/core/limits'
import { describe, expect, test } from 'vitest'
import { carryOutDue } from '../../src/jobs/holds.ts'
import type { CommandOf, Store } from '../../src/store/store.ts'
import * as f from './fixtures.ts'

/** KB1023 2.B: Support returns a license whose PC is gone. */
export function describeSupport(store: () => Store): void {
  async function activated(seats = 1, policy = f.UNHELD) {
    const issued = await f.issue(store(), { products: [[f.CT, seats]], policy })
    for (let seat = 0; seat < seats; seat += 1) {
      const proofs = { key: issued.keyId, account: f.ANN }
      await f.done(store(), f.hostOperation(f.host(`seat-${seat}`), proofs, f.activate(issued.keyId)))
    }
    const [licenseId] = issued.licenseIds
    if (licenseId === undefined) throw new Error('no license')
    return { ...issued, licenseId, old: f.host('seat-0') }
  }

  describe('support return', () => {
    test('frees the license, keeps its owner, says who and why, and who may still run it', async () => {
      const { licenseId, old } = await activated()
      const answer = await f.done(store(), f.supportReturn({ licenseId }, { note: 'called back' }))
      expect(answer.rows).toMatchObject([
        {
          status: 'returned',
          license: {
            associatedTo: { id: f.ANN },
            activatedOn: null,
            staleHost: { hostId: old.id, mayRunUntil: new Date(f.NOW + 44 * DAY_MS).toISOString() },
          },
        },
      ])
      const events = (await store().reads.explanation(licenseId, f.NOW))?.events ?? []
      expect(events.at(-1)).toMatchObject({
        type: 'returned',
        data: { from: old.id, by: 'support', reason: 'lost-pc', note: 'called back' },
        actor: { type: 'staff', id: 'stf_1' },
      })
    })

    test('may release it from its account too; the reply then tells the way of KB1023 2.C to 2.G', async () => {
      const { licenseId } = await activated()
      const command = f.supportReturn({ licenseId }, { releaseFromAccount: true, reason: 'account-transfer' })
      const { rows, reply } = await f.done(store(), command)
      expect(rows[0]?.license).toMatchObject({ associatedTo: null, activatedOn: null })
      expect((await f.eventTypes(store(), licenseId)).slice(-2)).toEqual(['returned', 'released'])
      for (const words of [
        'Use my Activation Key',
        'Restart',
        'Manage',
        'I also have an Activation Key',
        'Succeeded',
      ]) {
        expect(reply).toContain(words)
      }
    })

    test('of an idle license is refused, and of an unknown one', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      const [licenseId] = licenseIds
      if (licenseId === undefined) throw new Error('no license')
      expect(f.ending(await store().execute(f.supportReturn({ licenseId })))).toBe('NOT_ACTIVATED')
      expect(f.ending(await store().execute(f.supportReturn({ keyId })))).toBe('NOT_ACTIVATED')
      expect(f.ending(await store().execute(f.supportReturn({ keyId: f.nextId('key') })))).toBe('NOT_FOUND')
    })

    test('of five licenses is for one agent; of six it becomes a case that a second agent must agree to', async () => {
      const six = await activated(6)
      const waits = await f.done(store(), f.supportReturn({ keyId: six.keyId }))
      expect(waits).toMatchObject({
        outcome: 'needs-second-agent',
        rows: Array.from({ length: 6 }, () => ({ status: 'waits' })),
        returnRequest: { state: 'open', stage: 'needs-second-agent', channel: 'api', keyId: six.keyId },
      })
      expect((await store().reads.key(six.keyId))?.hostsHolding).toBe(6)
      const id = waits.returnRequest?.id as ReturnRequestId
      expect(f.ending(await store().execute({ ...f.staffBase(), type: 'approve-case', id, note: '' }))).toBe(
        'NEEDS_APPROVAL',
      )
      expect(f.ending(await store().execute(f.supportReturn({ keyId: six.keyId })))).toBe('DECISION_PENDING')
      const second = {
        ...f.staffBase(),
        actor: { type: 'staff', id: 'stf_2' },
        type: 'approve-case',
        note: '',
      } as const
      expect(await f.done(store(), { ...second, id })).toMatchObject({ outcome: 'done' })
      expect((await store().reads.key(six.keyId))?.hostsHolding).toBe(0)
      const five = await activated(5)
      expect(await f.done(store(), f.supportReturn({ keyId: five.keyId }))).toMatchObject({ outcome: 'done' })
    })

    test('one license after another is no way around the second agent: the sixth of a day waits', async () => {
      const { licenseIds } = await activated(6)
      const outcomes: string[] = []
      for (const licenseId of licenseIds) {
        outcomes.push((await f.done(store(), f.supportReturn({ licenseId }))).outcome)
      }
      expect(outcomes).toEqual(['done', 'done', 'done', 'done', 'done', 'needs-second-agent'])
    })

    test('where the owner did not ask waits three days as a case that the owner can stop', async () => {
      const { licenseId } = await activated(1, f.STANDARD)
      const held = await f.done(store(), f.supportReturn({ licenseId }, { releaseFromAccount: true }))
      const executeAt = f.NOW + 72 * HOUR_MS
      expect(held).toMatchObject({
        outcome: 'held',
        rows: [{ status: 'waits', license: { associatedTo: { id: f.ANN }, activatedOn: {} } }],
        returnRequest: {
          stage: 'held',
          risk: { level: 'high', flags: [{ flag: 'owner-did-not-ask' }, { flag: 'host-in-contact' }] },
          pending: { decision: 'return-and-release', executeAt: new Date(executeAt).toISOString() },
        },
      })
      expect(await carryOutDue(store(), executeAt - 1)).toBe(0)
      expect(f.ending(await store().execute(f.supportReturn({ licenseId })))).toBe('DECISION_PENDING')
      expect(await carryOutDue(store(), executeAt)).toBe(1)
      expect(await store().reads.license(licenseId)).toMatchObject({ activatedOn: null, associatedTo: null })
    })

    test('after the owner has said no waits whichever door is tried next', async () => {
      const { licenseId } = await activated(1, f.STANDARD)
      const held = await f.done(store(), f.supportReturn({ licenseId }))
      const id = held.returnRequest?.id as ReturnRequestId
      const by = { ...f.staffBase(), actor: { type: 'account', id: f.ANN }, account: f.ANN } as const
      await f.done(store(), { ...by, type: 'object-to-case', id, message: 'I did not ask' })
      expect(await carryOutDue(store(), f.NOW + 72 * HOUR_MS)).toBe(0)
      const again = await f.done(store(), f.supportReturn({ licenseId }))
      expect(again).toMatchObject({ outcome: 'held', returnRequest: { id } })
      expect(again.returnRequest?.risk.flags.map(({ flag }) => flag)).toContain('owner-objects')
      expect(await carryOutDue(store(), f.NOW + 72 * HOUR_MS)).toBe(1)
    })

    test("of an owner's own request is done at once, whether the case is named or not", async () => {
      for (const isNamed of [true, false]) {
        const { keyId, licenseId } = await activated(1, f.STANDARD)
        const command = asking(keyId, { asking: f.asking(f.PC2, { account: f.ANN, key: keyId }) })
        await f.done(store(), command)
        const naming = f.supportReturn({ licenseId }, isNamed ? { returnRequestId: command.id } : {})
        expect(await f.done(store(), naming)).toMatchObject({
          outcome: 'done',
          rows: [{ status: 'returned' }],
          returnRequest: { id: command.id, state: 'returned' },
        })
      }
    })

    test("of a license beside those an owner asked for is not covered by that owner's request", async () => {
      const { keyId, licenseId } = await activated(1, f.STANDARD)
      const other = await activated(1, f.STANDARD)
      const command = asking(keyId, { asking: f.asking(f.PC2, { account: f.ANN, key: keyId }) })
      await f.done(store(), command)
      const naming = f.supportReturn({ licenseId: other.licenseId }, { returnRequestId: command.id })
      expect(f.ending(await store().execute(naming))).toBe('NOT_FOUND')
      expect(await f.done(store(), f.supportReturn({ licenseId: other.licenseId }))).toMatchObject({ outcome: 'held' })
      expect((await store().reads.license(licenseId))?.activatedOn).not.toBeNull()
      expect(await carryOutDue(store(), f.NOW + 72 * HOUR_MS)).toBe(1)
    })

    test('the stale host is told at its next contact, once, and then is stale no more', async () => {
      const { licenseId, old } = await activated()
      await f.done(store(), f.supportReturn({ licenseId }))
      for (let contact = 0; contact < 2; contact += 1) {
        const answer = await f.done(store(), f.hostOperation(old, {}, f.renewing(licenseId)))
        expect(f.endings(answer.rows)).toEqual(['RETURNED_BY_SUPPORT'])
      }
      expect((await f.eventTypes(store(), licenseId)).slice(-2)).toEqual(['returned', 'stale-host-seen'])
      expect((await store().reads.license(licenseId))?.staleHost).toBeNull()
    })

    test('a stale host that activates again is the current one', async () => {
      const { keyId, licenseId, old } = await activated()
      await f.done(store(), f.supportReturn({ licenseId }))
      await f.done(store(), f.hostOperation(old, { key: keyId }, f.activate(keyId)))
      expect(await store().reads.license(licenseId)).toMatchObject({ generation: 2, staleHost: null })
      await f.done(store(), f.hostOperation(old, { key: keyId }, f.returning(licenseId)))
      expect((await store().reads.license(licenseId))?.staleHost).toBeNull()
    })

    test('a stale host stays known while another PC has the license', async () => {
      const { keyId, licenseId, old } = await activated()
      await f.done(store(), f.supportReturn({ licenseId }))
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId)))
      expect(await store().reads.license(licenseId)).toMatchObject({
        activatedOn: { hostId: f.PC1.id },
        staleHost: { hostId: old.id },
      })
    })
  })

  describe('return requests', () => {
    test('a request names the activated licenses of the key and waits in the queue until Support returns them', async () => {
      const { keyId, licenseId } = await activated()
      const command = asking(keyId)
      const answer = await f.done(store(), command)
      expect(answer.returnRequest).toEqual({ id: command.id, state: 'open' })
      expect(f.endings(answer.rows)).toEqual(['succeeded'])
      expect(await store().reads.returnRequest(command.id)).toMatchObject({
        state: 'open',
        keyId,
        hostId: f.PC2.id,
        closedAt: null,
        licenses: [{ id: licenseId }],
      })
      const { reply } = await f.done(store(), f.supportReturn({ licenseId }, { returnRequestId: command.id }))
      expect(await store().reads.returnRequest(command.id)).toMatchObject({ state: 'returned', answer: reply })
      expect((await f.eventTypes(store(), licenseId)).slice(-3)).toEqual([
        'return-requested',
        'returned',
        'return-request-returned',
      ])
    })

    test('a second request for the same licenses gives the open one', async () => {
      const { keyId } = await activated()
      const first = await f.done(store(), asking(keyId))
      const second = await f.done(store(), asking(keyId))
      expect(second.returnRequest).toEqual(first.returnRequest)
    })

    test('returning everything it asks for closes a request that was not named', async () => {
      const { keyId } = await activated(2)
      const command = asking(keyId)
      await f.done(store(), command)
      const [first, second] = (await store().reads.returnRequest(command.id))?.licenses ?? []
      if (first === undefined || second === undefined) throw new Error('two licenses were asked for')
      await f.done(store(), f.supportReturn({ licenseId: first.id as LicenseId }))
      expect((await store().reads.returnRequest(command.id))?.state).toBe('open')
      await f.done(store(), f.supportReturn({ licenseId: second.id as LicenseId }))
      expect((await store().reads.returnRequest(command.id))?.state).toBe('returned')
    })

    test('what is not activated is refused, and opens nothing', async () => {
      const { keyId } = await f.issue(store())
      const answer = await f.done(store(), asking(keyId))
      expect(f.endings(answer.rows)).toEqual(['NOT_ACTIVATED'])
      expect(answer.returnRequest).toBeNull()
    })

    test("nobody asks for another's license by its id", async () => {
      const { licenseId } = await activated()
      const own = await f.issue(store())
      const answer = await f.done(store(), asking(own.keyId, { licenseIds: [licenseId] }))
      expect(answer.rows[0]).toMatchObject({ refusal: { code: 'NOT_FOUND' }, license: null })
      expect(answer.returnRequest).toBeNull()
    })

    test('a refused request is closed with its answer and stays so', async () => {
      const { keyId, licenseId } = await activated()
      const command = asking(keyId)
      await f.done(store(), command)
      const refuse = (): CommandOf<'refuse-return-request'> => {
        return { ...f.staffBase(), type: 'refuse-return-request', id: command.id, answer: 'Please call us.' }
      }
      expect(await f.done(store(), refuse())).toMatchObject({ state: 'refused', answer: 'Please call us.' })
      const naming = f.supportReturn({ licenseId }, { returnRequestId: command.id })
      expect(f.ending(await store().execute(naming))).toBe('ALREADY_CLOSED')
      expect((await store().reads.license(licenseId))?.activatedOn).not.toBeNull()
      const unknown = { ...refuse(), id: f.nextId('rr') }
      expect(f.ending(await store().execute(unknown))).toBe('NOT_FOUND')
    })

    test('a case about other licenses is not closed by this return', async () => {
      const [mine, other] = [await activated(), await activated()]
      const command = asking(other.keyId)
      await f.done(store(), command)
      const naming = f.supportReturn({ licenseId: mine.licenseId }, { returnRequestId: command.id })
      expect(f.ending(await store().execute(naming))).toBe('NOT_FOUND')
      expect((await store().reads.returnRequest(command.id))?.state).toBe('open')
    })
  })

  describe('standing and expiry', () => {
    test('each change is one event with its note; the same again is none', async () => {
      const { licenseId } = await activated()
      const suspend = (): CommandOf<'set-standing'> => {
        return { ...f.staffBase(), type: 'set-standing', licenseId, standing: 'suspended', note: 'unpaid' }
      }
      expect(await f.done(store(), suspend())).toMatchObject({ standing: 'suspended' })
      await f.done(store(), suspend())
      const expiresAt = f.NOW + DAY_MS
      const expire: CommandOf<'set-expiry'> = { ...f.staffBase(), type: 'set-expiry', licenseId, expiresAt, note: '' }
      expect(await f.done(store(), expire)).toMatchObject({ expiresAt: new Date(expiresAt).toISOString() })
      const { events = [], why = [] } = (await store().reads.explanation(licenseId, f.NOW)) ?? {}
      expect(events.slice(-2)).toMatchObject([
        { type: 'standing-set', data: { standing: 'suspended', note: 'unpaid' } },
        { type: 'expiry-set', data: { expiresAt } },
      ])
      expect(why.filter(({ passed }) => !passed).map(({ rule }) => rule)).toEqual(['standing'])
      const unknown = { ...suspend(), licenseId: f.nextId('lic') }
      expect(f.ending(await store().execute(unknown))).toBe('NOT_FOUND')
    })
  })
}

/** What PC-2 sends to ask Support for the licenses of a key. */
function asking(
  keyId: KeyId,
  options: Partial<CommandOf<'open-return-request'>> = {},
): CommandOf<'open-return-request'> {
  const base = f.hostOperation(f.PC2, {}, { type: 'associate' })
  return {
    operation: base.operation,
    actor: base.actor,
    at: base.at,
    host: f.PC2,
    asking: f.asking(f.PC2, { key: keyId }),
    type: 'open-return-request',
    language: 'en',
    id: f.nextId('rr'),
    reason: 'lost-pc',
    licenseIds: [],
    email: 'ann@example.com',
    message: 'my PC was stolen',
    ...options,
  }
}

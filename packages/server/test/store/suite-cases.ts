import type { AccountId, KeyId, LicenseId, TransferId } from '@latchkey/core/ids'
import { makeId } from '@latchkey/core/ids'
import { DAY_MS, HOUR_MS } from '@latchkey/core/limits'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { carryOutDue } from '../../src/jobs/holds.ts'
import type { CommandOf, HostDescription, Store } from '../../src/store/store.ts'
import * as f from './fixtures.ts'

/** Cases in Support's queue, owners without their PC, and transfers by offer: what every store guarantees of them. */
export function describeCases(store: () => Store): void {
  const ending = async (command: Parameters<Store['execute']>[0]) => f.ending(await store().execute(command))
  const license = async (id: LicenseId) => {
    const view = await store().reads.license(id)
    if (view === null) throw new Error('no license')
    return view
  }

  const emergencyHost = async (id: LicenseId, at = f.NOW) =>
    (await store().reads.explanation(id, at))?.license.emergencyHost

  async function activated(seats = 1, account: AccountId | null = f.ANN, policy = f.STANDARD) {
    const issued = await f.issue(store(), { products: [[f.CT, seats]], policy })
    const pcs = Array.from({ length: seats }, (_, seat) => f.host(`${issued.keyId} seat ${seat}`))
    for (const pc of pcs) {
      const proofs = { key: issued.keyId, ...(account === null ? {} : { account }) }
      await f.done(store(), f.hostOperation(pc, proofs, f.activate(issued.keyId), { at: f.NOW - 3 * DAY_MS }))
    }
    const [licenseId] = issued.licenseIds
    const [pc] = pcs
    if (licenseId === undefined || pc === undefined) throw new Error('no license')
    return { ...issued, licenseId, pc }
  }

  async function opened(licenseIds: readonly LicenseId[], changes: Partial<CommandOf<'open-case'>> = {}) {
    const answer = await f.done(store(), openCase(licenseIds, changes))
    if (answer === null) throw new Error('nothing was opened')
    return answer.id
  }

  const stateOf = async (id: string) => (await store().reads.returnRequest(id))?.state
  /** Who was told of the answer in a case, and what the case says. */
  const told = async (id: string) => {
    const due = await store().reads.dueMails(f.NOW + DAY_MS, 10_000)
    return due.flatMap(({ template, returnRequest, address }) => {
      return template === 'request-answered' && returnRequest === id ? [address] : []
    })
  }

  describe('a case', () => {
    test('of an owner is returned at once, with a reply, a mail and a closed case', async () => {
      const { licenseId, pc } = await activated()
      const id = await opened([licenseId], { account: f.ANN })
      const decided = await f.done(store(), decide(id, 'return'))
      expect(decided).toMatchObject({ outcome: 'done', returnRequest: { state: 'returned', stage: 'closed' } })
      expect(decided.reply).toContain('License Wizard')
      expect(await license(licenseId)).toMatchObject({ activatedOn: null, associatedTo: { id: f.ANN } })
      const found = await store().reads.returnRequest(id)
      expect(found?.events.map(({ type }) => type)).toEqual(['return-requested', 'returned', 'return-request-returned'])
      expect(found?.undoUntil).toBe(new Date(f.NOW + 14 * DAY_MS).toISOString())
      const stale = f.hostOperation(pc, {}, f.renewing(licenseId))
      expect(f.endings((await f.done(store(), stale)).rows)).toEqual(['RETURNED_BY_SUPPORT'])
    })

    test('of somebody who only knows the key of an owned license waits three days; then it is carried out once', async () => {
      const { licenseId, keyId } = await activated()
      const id = await opened([], { keyId })
      expect((await store().reads.returnRequest(id))?.risk).toMatchObject({
        level: 'high',
        flags: [{ flag: 'owner-did-not-ask' }],
      })
      const decided = await f.done(store(), decide(id, 'return-and-release'))
      const executeAt = f.NOW + 72 * HOUR_MS
      expect(decided).toMatchObject({
        outcome: 'held',
        returnRequest: { stage: 'held', pending: { executeAt: new Date(executeAt).toISOString() } },
      })
      expect(await carryOutDue(store(), executeAt - 1)).toBe(0)
      expect((await license(licenseId)).activatedOn).not.toBeNull()
      expect(await carryOutDue(store(), executeAt)).toBe(1)
      expect(await license(licenseId)).toMatchObject({ activatedOn: null, associatedTo: null })
      expect(await carryOutDue(store(), executeAt)).toBe(0)
    })

    test('that waits is stopped by the owner, or taken back by Support', async () => {
      const { licenseId, keyId } = await activated()
      const id = await opened([], { keyId })
      await f.done(store(), decide(id, 'return'))
      const objection = { ...as(f.ANN), type: 'object-to-case', id, account: f.ANN, message: 'I did not ask' } as const
      expect(await ending({ ...objection, ...as(f.BOB), account: f.BOB })).toBe('NOT_FOUND')
      await f.done(store(), objection)
      const found = await store().reads.returnRequest(id)
      expect(found).toMatchObject({ stage: 'new', pending: null, recommended: 'refuse' })
      expect(found?.risk.flags.map(({ flag }) => flag)).toContain('owner-objects')
      expect(await carryOutDue(store(), f.NOW + 30 * DAY_MS)).toBe(0)
      await f.done(store(), decide(id, 'return'))
      await f.done(store(), { ...f.staffBase(), type: 'cancel-decision', id, note: '' })
      expect(await ending({ ...f.staffBase(), type: 'cancel-decision', id, note: '' })).toBe('ALREADY_CLOSED')
      expect(await carryOutDue(store(), f.NOW + 30 * DAY_MS)).toBe(0)
      expect((await license(licenseId)).activatedOn).not.toBeNull()
    })

    test.each([
      [
        'the license has another owner by then, who never heard of it',
        async (licenseId: LicenseId) => {
          const { id } = await f.done(store(), offer([licenseId], as(f.ANN, f.NOW + HOUR_MS)))
          await f.done(store(), accept(id as TransferId, f.BOB, f.NOW + HOUR_MS))
        },
      ],
      [
        'its PC has returned it and another one holds it by then',
        async (licenseId: LicenseId, keyId: KeyId, pc: HostDescription) => {
          const at = f.NOW + HOUR_MS
          await f.done(store(), f.hostOperation(pc, { key: keyId }, f.returning(licenseId), { at }))
          await f.done(store(), f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId), { at }))
        },
      ],
    ] as const)('that waits goes back to Support when %s', async (_, change) => {
      // Of two: the other license is still in use, so that there is something left to return.
      const { licenseId, keyId, pc } = await activated(2)
      const id = await opened([], { keyId })
      expect(await f.done(store(), decide(id, 'return-and-release'))).toMatchObject({ outcome: 'held' })
      await change(licenseId, keyId, pc)
      const before = await license(licenseId)
      await carryOutDue(store(), f.NOW + 72 * HOUR_MS)
      expect(await license(licenseId)).toEqual(before)
      expect(before.activatedOn).not.toBeNull()
      const found = await store().reads.returnRequest(id)
      expect(found).toMatchObject({ state: 'open', stage: 'new', pending: null })
      expect(found?.events.map(({ type }) => type)).toContain('return-request-cancelled')
      expect(await carryOutDue(store(), f.NOW + 30 * DAY_MS)).toBe(0)
    })

    test('about six licenses needs a second agent, who is not the first', async () => {
      const { licenseIds } = await activated(6)
      const id = await opened(licenseIds, { account: f.ANN })
      expect(await f.done(store(), decide(id, 'return'))).toMatchObject({ outcome: 'needs-second-agent' })
      expect((await license(licenseIds[0] ?? ('' as LicenseId))).activatedOn).not.toBeNull()
      expect(await ending({ ...f.staffBase(), type: 'approve-case', id, note: '' })).toBe('NEEDS_APPROVAL')
      const second = { ...agent('stf_2'), type: 'approve-case', id, note: 'called them' } as const
      expect(await f.done(store(), second)).toMatchObject({ outcome: 'done', returnRequest: { state: 'returned' } })
      for (const licenseId of licenseIds) expect((await license(licenseId)).activatedOn).toBeNull()
      expect(await ending({ ...agent('stf_3'), type: 'approve-case', id, note: '' })).toBe('ALREADY_CLOSED')
    })

    test('about six licenses of an owner who did not ask is held after the second agent has agreed', async () => {
      const { licenseIds, keyId } = await activated(6)
      const id = await opened([], { keyId })
      await f.done(store(), decide(id, 'return'))
      const approved = await f.done(store(), { ...agent('stf_2'), type: 'approve-case', id, note: '' })
      expect(approved).toMatchObject({ outcome: 'held', returnRequest: { pending: { by: { id: 'stf_1' } } } })
      expect(await carryOutDue(store(), f.NOW + 72 * HOUR_MS)).toBe(1)
      for (const licenseId of licenseIds) expect((await license(licenseId)).activatedOn).toBeNull()
    })

    test('of two agents who decide at once one wins, and the other hears it', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { licenseId } = await activated()
        const id = await opened([licenseId], { account: f.ANN })
        const endings = await Promise.all([
          ending(decide(id, 'return', { ...agent('stf_1') })),
          ending(decide(id, 'refuse', { ...agent('stf_2') })),
          ending(decide(id, 'return-and-release', { ...agent('stf_3') })),
        ])
        expect(endings.toSorted()).toEqual(['ALREADY_CLOSED', 'ALREADY_CLOSED', 'done'])
      }
    })

    test('decided twice under one operation id is decided once, with one answer', async () => {
      const { licenseId } = await activated()
      const id = await opened([licenseId], { account: f.ANN })
      const command = decide(id, 'return')
      const [first, second] = await Promise.all([store().execute(command), store().execute(command)])
      expect(f.ending(first)).toBe('done')
      expect(f.ending(second)).toBe('repeated')
      expect(second).toMatchObject({ answer: first.status === 'done' ? first.answer : null })
    })

    test('is asked for proof, answered by the customer, refused with a reason; comments keep their order', async () => {
      const { licenseId } = await activated()
      const id = await opened([licenseId], { account: f.ANN })
      await f.done(store(), decide(id, 'ask-for-proof', { reply: 'Which order?' }))
      expect((await store().reads.returnRequest(id))?.stage).toBe('proof-asked')
      const comment = { type: 'comment-case', target: { id }, author: 'customer', internal: false } as const
      await f.done(store(), { ...as(f.ANN, f.NOW + 1), ...comment, text: 'Order 7', account: f.ANN })
      expect(await ending({ ...as(f.BOB), ...comment, text: 'mine!', account: f.BOB })).toBe('NOT_FOUND')
      const found = await store().reads.returnRequest(id)
      expect(found?.stage).toBe('new')
      expect(found?.comments.map(({ by, text }) => [by, text])).toEqual([
        ['support', 'Which order?'],
        ['customer', 'Order 7'],
      ])
      await f.done(store(), decide(id, 'refuse', { reply: 'That order is not yours.' }))
      expect(await store().reads.returnRequest(id)).toMatchObject({
        state: 'refused',
        answer: 'That order is not yours.',
      })
      expect(await ending({ ...as(f.ANN), ...comment, text: 'but', account: f.ANN })).toBe('ALREADY_CLOSED')
    })

    test('about idle licenses is not opened; a form about them says nothing', async () => {
      const { keyId, licenseIds } = await f.issue(store())
      expect(await ending(openCase(licenseIds))).toBe('NOT_ACTIVATED')
      const form = { ...openCase([]), channel: 'form', keyId } as const
      expect(await f.done(store(), form)).toBeNull()
      expect(await f.done(store(), { ...openCase([]), channel: 'form', keyId: null })).toBeNull()
      expect(await ending(openCase([f.nextId('lic')]))).toBe('NOT_FOUND')
    })

    test('is opened by an account about its own licenses only, and once', async () => {
      const { licenseId } = await activated()
      expect(await ending(openCase([licenseId], { account: f.BOB }))).toBe('NOT_FOUND')
      const id = await opened([licenseId], { account: f.ANN })
      expect(await opened([licenseId], { account: f.ANN })).toBe(id)
      expect((await store().reads.myReturnRequests(f.ANN, { limit: 100 })).items.map((item) => item.id)).toContain(id)
      expect(await store().reads.myReturnRequest(f.BOB, id)).toBeNull()
    })

    test('of its owner is one of their own, although somebody who only knows the key has asked before', async () => {
      const { licenseId, keyId } = await activated()
      const strange = await opened([], { keyId, email: 'mallory@example.com' })
      const own = await opened([licenseId], { account: f.ANN, message: 'It was stolen.' })
      expect(own).not.toBe(strange)
      expect(await store().reads.myReturnRequest(f.ANN, own)).toMatchObject({
        openedByYou: true,
        message: 'It was stolen.',
      })
      expect(await opened([licenseId], { account: f.ANN })).toBe(own)
      const asked = {
        type: 'open-return-request',
        language: 'en',
        operation: { id: f.nextId('op'), caller: f.PC2.id, requestHash: 'hash' },
        actor: { type: 'account', id: f.ANN },
        at: f.NOW,
        host: f.PC2,
        asking: f.asking(f.PC2, { account: f.ANN, key: keyId }),
        id: f.nextId('rr'),
        reason: 'lost-pc',
        licenseIds: [licenseId],
        email: '',
        message: '',
      } as const
      expect((await f.done(store(), asked)).returnRequest?.id).toBe(own)
      // Whoever only knows the key opens no second one beside it.
      expect([strange, own]).toContain(await opened([], { keyId, email: 'eve@example.com' }))
    })

    test('of a ticket is known by its id there: opened once, commented, closed', async () => {
      const { keyId, licenseId } = await activated()
      const externalId = `zendesk-${keyId}`
      const id = await opened([], { keyId, externalId, channel: 'help-desk' })
      expect(await ending(openCase([licenseId], { externalId }))).toBe('ALREADY_EXISTS')
      const target = { externalId }
      const comment = { type: 'comment-case', target, author: 'help-desk', internal: false, account: null } as const
      await f.done(store(), { ...f.staffBase(), ...comment, text: 'they wrote again' })
      const close = { type: 'withdraw-case', target, account: null, text: 'solved' } as const
      await f.done(store(), { ...f.staffBase(), ...close })
      await f.done(store(), { ...f.staffBase(), ...close })
      expect(await store().reads.returnRequest(id)).toMatchObject({ state: 'withdrawn', answer: 'solved', externalId })
      expect(await ending({ ...f.staffBase(), ...close, target: { externalId: 'nothing' } })).toBe('NOT_FOUND')
    })

    test('previewed tells what a decision then does, and does nothing', async () => {
      const { licenseId, keyId, pc } = await activated()
      const id = await opened([], { keyId })
      const preview = await store().reads.decisionPreview(id, { decision: 'return-and-release', reason: null })
      expect(preview).toMatchObject({
        effects: [{ licenseId, outcome: 'returned-and-released', hostName: pc.name, countsAgainstLimit: true }],
        heldUntil: new Date(f.NOW + 72 * HOUR_MS).toISOString(),
        needsSecondAgent: false,
        refusal: null,
        reply: { template: 'returned', facts: { products: 'Commissioning Tool' } },
      })
      expect((await store().reads.returnRequest(id))?.pending).toBeNull()
      await f.done(store(), decide(id, 'return'))
      const refused = await store().reads.decisionPreview(id, { decision: 'refuse', reason: null })
      expect(refused?.refusal).toEqual({ code: 'DECISION_PENDING', facts: {} })
    })
  })

  describe('an emergency license', () => {
    test('that Support grants waits for whoever shows the key, is fetched once, and ends by itself', async () => {
      const { licenseId, keyId, pc } = await activated()
      const id = await opened([], { keyId })
      const fetch = (at = f.NOW) => f.hostOperation(f.PC2, { key: keyId }, emergency(licenseId), { at })
      expect(f.endings((await f.done(store(), fetch())).rows)).toEqual(['NOT_YOUR_LICENSE'])

      const preview = await store().reads.decisionPreview(id, { decision: 'emergency', reason: null })
      expect(preview).toMatchObject({ effects: [{ outcome: 'emergency' }], refusal: null, heldUntil: null })
      expect(preview?.reply.steps.join()).toContain('Use my Activation Key')
      const decided = await f.done(store(), decide(id, 'emergency'))
      expect(decided).toMatchObject({
        outcome: 'done',
        reply: expect.stringContaining('14 days'),
        returnRequest: { state: 'open', emergencyGrantedUntil: new Date(f.NOW + 14 * DAY_MS).toISOString() },
      })

      const [row] = (await f.done(store(), fetch())).rows
      expect(row).toMatchObject({
        status: 'succeeded',
        license: { activatedOn: { kind: 'elsewhere' }, emergency: { kind: 'here' } },
        licenseClaims: { kind: 'emergency', generation: 1, exp: (f.NOW + 14 * DAY_MS) / 1000, cnf: { jkt: f.PC2.id } },
      })
      expect(row?.licenseClaims).not.toHaveProperty('renewFrom')
      expect(row?.licenseClaims).not.toHaveProperty('graceUntil')
      expect(await emergencyHost(licenseId)).toMatchObject({ hostId: f.PC2.id })
      expect((await license(licenseId)).activatedOn?.hostId).toBe(pc.id)
      expect((await store().reads.returnRequest(id))?.emergencyGrantedUntil).toBeNull()

      // Once: for this PC it is so already, for another one there is none left.
      expect(f.endings((await f.done(store(), fetch())).rows)).toEqual(['already'])
      const other = f.hostOperation(f.PC1, { account: f.ANN }, emergency(licenseId))
      expect((await f.done(store(), other)).rows[0]?.refusal).toMatchObject({
        code: 'EMERGENCY_LIMIT',
        facts: { until: f.NOW + 365 * DAY_MS },
      })
      expect(await ending(decide(id, 'emergency'))).toBe('EMERGENCY_LIMIT')
      // All there is to fetch on that PC, while it runs.
      const fetched = async (at: number) => {
        const { rows } = await f.done(store(), fetchAll(at))
        return rows.flatMap(({ status, license }) => (license?.id === licenseId ? [status] : []))
      }
      expect(await fetched(f.NOW + 14 * DAY_MS - 1)).toEqual(['succeeded'])
      expect(await fetched(f.NOW + 14 * DAY_MS)).toEqual([])
      expect(await emergencyHost(licenseId, f.NOW + 14 * DAY_MS)).toBeNull()
    })

    test('that was granted is taken back while no PC has fetched it', async () => {
      const { licenseId, keyId } = await activated()
      const id = await opened([], { keyId })
      await f.done(store(), decide(id, 'emergency'))
      const cancel = () => ({ ...f.staffBase(), type: 'cancel-decision', id, note: 'wrong case' }) as const
      expect(await f.done(store(), cancel())).toMatchObject({ emergencyGrantedUntil: null })
      const fetch = f.hostOperation(f.PC2, { key: keyId }, emergency(licenseId))
      expect(f.endings((await f.done(store(), fetch)).rows)).toEqual(['NOT_YOUR_LICENSE'])
      expect(await ending(cancel())).toBe('ALREADY_CLOSED')
      expect((await f.eventTypes(store(), licenseId)).slice(-4)).toEqual([
        'emergency-granted',
        'return-request-decided',
        'emergency-withdrawn',
        'return-request-cancelled',
      ])
    })

    test('of the owner is shown in the portal, gives no receipt when it ends, and makes room for the license itself', async () => {
      const { licenseId } = await activated()
      const mine = async () => (await store().reads.myLicense(f.ANN, licenseId, 'en'))?.license
      expect(await mine()).toMatchObject({ actions: { emergency: { state: 'legal' } }, emergencies: { left: 1 } })
      const proofs = { account: f.ANN }
      await f.done(store(), f.hostOperation(f.PC2, proofs, emergency(licenseId)))
      expect(await mine()).toMatchObject({
        emergencyHost: { hostId: f.PC2.id },
        emergencies: { left: 0, nextAt: new Date(f.NOW + 365 * DAY_MS).toISOString() },
        actions: { emergency: { state: 'refused', code: 'EMERGENCY_LIMIT', facts: { until: f.NOW + 365 * DAY_MS } } },
      })
      const back = await f.done(store(), f.hostOperation(f.PC2, proofs, f.returning(licenseId)))
      expect(back.rows).toMatchObject([{ status: 'succeeded', receiptClaims: null, licenseClaims: null }])
      expect((await mine())?.emergencyHost).toBeNull()
      expect(await mine()).toMatchObject({ activatedOn: {}, emergencies: { left: 0 } })
    })

    test('asked for by a thousand PCs at once goes to one of them', async () => {
      const { licenseId } = await activated()
      const pcs = Array.from({ length: 1_000 }, (_, index) => f.host(`racer ${index}`))
      const answers = await Promise.all(
        pcs.map((pc) => f.done(store(), f.hostOperation(pc, { account: f.ANN }, emergency(licenseId)))),
      )
      const words = answers.flatMap(({ rows }) => f.endings(rows))
      expect(words.filter((word) => word === 'succeeded')).toHaveLength(1)
      expect(words.filter((word) => word === 'EMERGENCY_LIMIT')).toHaveLength(999)
    })
  })

  describe('undo', () => {
    test('activates it on its PC again, with its owner and the lease it had, and opens the case again', async () => {
      const { licenseId, pc } = await activated()
      const before = await license(licenseId)
      const id = await opened([licenseId], { account: f.ANN })
      await f.done(store(), decide(id, 'return-and-release'))
      expect((await license(licenseId)).associatedTo).toBeNull()
      const { licenses } = await f.done(store(), undo({ id }, f.NOW + 14 * DAY_MS))
      expect(licenses).toMatchObject([
        {
          generation: before.generation + 1,
          associatedTo: { id: f.ANN },
          activatedOn: { hostId: pc.id, leaseUntil: before.activatedOn?.leaseUntil },
          staleHost: null,
        },
      ])
      expect(await store().reads.returnRequest(id)).toMatchObject({ state: 'open', stage: 'new', undoUntil: null })
      const renewed = await f.done(store(), f.hostOperation(pc, {}, f.renewing(licenseId)))
      expect(f.endings(renewed.rows)).toEqual(['succeeded'])
      expect(renewed.rows[0]?.licenseClaims).toMatchObject({ generation: before.generation + 1 })
      expect(await ending(undo({ id }))).toBe('UNDO_TOO_LATE')
    })

    test('of one license works too, and of a return by its owner', async () => {
      const { licenseId, pc } = await activated()
      await f.done(store(), ownerReturn(licenseId))
      await f.done(store(), undo({ licenseId }))
      expect((await license(licenseId)).activatedOn?.hostId).toBe(pc.id)
      expect((await store().reads.myLicense(f.ANN, licenseId, 'en'))?.license.lostPcReturns.left).toBe(2)
    })

    test('is refused after 14 days, after another activation, and once more', async () => {
      const { licenseId, keyId } = await activated(1, f.ANN, f.UNHELD)
      expect(await ending(undo({ licenseId }))).toBe('UNDO_TOO_LATE')
      await f.done(store(), f.supportReturn({ licenseId }))
      expect(await ending(undo({ licenseId }, f.NOW + 14 * DAY_MS + 1))).toBe('UNDO_TOO_LATE')
      await f.done(store(), f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId)))
      expect(await ending(undo({ licenseId }))).toBe('UNDO_TOO_LATE')
      expect((await license(licenseId)).activatedOn?.hostId).toBe(f.PC2.id)
      expect(await ending(undo({ licenseId: f.nextId('lic') }))).toBe('NOT_FOUND')
    })

    test('against an activation: one of them wins, and nothing is doubled', async () => {
      for (let round = 0; round < 20; round += 1) {
        const { licenseId, keyId } = await activated(1, f.ANN, f.UNHELD)
        await f.done(store(), f.supportReturn({ licenseId }))
        const activation = f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId))
        const both = round % 2 === 0 ? [undo({ licenseId }), activation] : [activation, undo({ licenseId })]
        await Promise.all(both.map((command) => store().execute(command)))
        expect((await license(licenseId)).generation).toBe(2)
      }
    })

    test('is refused when the key serves another PC by then', async () => {
      const { keyId, licenseIds } = await f.issue(store(), {
        products: [
          [f.CT, 1],
          [f.NET_SERVER, 1],
        ],
      })
      const [ct] = licenseIds
      if (ct === undefined) throw new Error('no license')
      await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId)))
      await f.done(store(), f.supportReturn({ licenseId: ct }))
      await f.done(store(), f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId, f.NET_SERVER)))
      expect(await ending(undo({ licenseId: ct }))).toBe('KEY_IN_USE')
      expect((await license(ct)).activatedOn).toBeNull()
    })
  })

  describe('other cases about what was returned', () => {
    test('are closed with a reply of their own, in their language; nobody gets two mails of one return', async () => {
      const { licenseId, keyId } = await activated()
      const email = 'colleague@example.com'
      const byKey = await opened([], { keyId, email, language: 'de' })
      const again = await opened([], { keyId, email: email.toUpperCase(), channel: 'help-desk', externalId: byKey })
      const own = await opened([licenseId], { account: f.ANN })
      const decided = decide(own, 'return', { reply: 'Dear Ann, as agreed on the phone.' })
      expect(await f.done(store(), decided)).toMatchObject({ outcome: 'done' })
      expect([await stateOf(own), await stateOf(byKey), await stateOf(again)]).toEqual(Array(3).fill('returned'))
      const closed = await store().reads.returnRequest(byKey)
      expect(closed?.answer).toContain('Wir haben Ihre Lizenz')
      expect(closed?.answer).not.toContain('phone')
      expect(await told(own)).toHaveLength(1)
      expect([...(await told(byKey)), ...(await told(again))].map((to) => to.toLowerCase())).toEqual([email])
      expect(await ending(decide(byKey, 'refuse'))).toBe('ALREADY_CLOSED')
    })

    test('stay open while something of them is in use', async () => {
      const { licenseIds, keyId } = await activated(2)
      const both = await opened([], { keyId })
      const [first, second] = licenseIds as [LicenseId, LicenseId]
      const one = await opened([first], { account: f.ANN })
      await f.done(store(), decide(one, 'return'))
      expect(await stateOf(both)).toBe('open')
      await f.done(store(), ownerReturn(second))
      expect(await stateOf(both)).toBe('returned')
      expect((await store().reads.returnRequest(both))?.answer).toContain('in the portal')
      expect(await told(both)).toHaveLength(1)
    })

    test('are open again when that return is undone', async () => {
      const { licenseId, keyId } = await activated()
      const other = await opened([], { keyId })
      const own = await opened([licenseId], { account: f.ANN })
      await f.done(store(), decide(own, 'return'))
      expect(await ending(undo({ id: other }))).toBe('UNDO_TOO_LATE')
      await f.done(store(), undo({ id: own }))
      expect([await stateOf(own), await stateOf(other)]).toEqual(['open', 'open'])
      await f.done(store(), decide(own, 'return-and-release'))
      expect([await stateOf(own), await stateOf(other)]).toEqual(['returned', 'returned'])
    })

    test('end when the PC is found and returns the license itself; so does the customer hear', async () => {
      const { licenseId, keyId, pc } = await activated()
      const id = await opened([], { keyId, language: 'fr' })
      await f.done(store(), f.hostOperation(pc, { key: keyId }, f.returning(licenseId)))
      const found = await store().reads.returnRequest(id)
      expect(found).toMatchObject({ state: 'returned', answer: expect.stringContaining('restituée sur son PC') })
      expect(await told(id)).toHaveLength(1)
    })

    test('of which a decision waits end with it: the end of its hold finds nothing', async () => {
      const { licenseId, keyId } = await activated()
      const held = await opened([], { keyId })
      expect(await f.done(store(), decide(held, 'return'))).toMatchObject({ outcome: 'held' })
      await f.done(store(), ownerReturn(licenseId))
      expect(await store().reads.returnRequest(held)).toMatchObject({ state: 'returned', pending: null })
      const before = await store().reads.returnRequest(held)
      await carryOutDue(store(), f.NOW + 30 * DAY_MS)
      expect(await store().reads.returnRequest(held)).toEqual(before)
    })
  })

  describe('an owner without the PC', () => {
    test('returns twice a year, sees what is left, and hears when the next comes back', async () => {
      const { licenseId, keyId } = await activated()
      for (const left of [1, 0]) {
        const after = await f.done(store(), ownerReturn(licenseId, f.NOW - left * DAY_MS))
        expect(after).toMatchObject({ activatedOn: null, lostPcReturns: { max: 2, left } })
        const again = f.hostOperation(f.host(`pc ${left}`), { account: f.ANN }, f.activate(keyId), {
          at: f.NOW - left * DAY_MS,
        })
        await f.done(store(), again)
      }
      const executed = await store().execute(ownerReturn(licenseId))
      const nextAt = f.NOW - DAY_MS + 365 * DAY_MS
      expect(executed).toMatchObject({ status: 'refused', code: 'RETURN_LIMIT', facts: { until: nextAt } })
      const view = (await store().reads.myLicense(f.ANN, licenseId, 'en'))?.license
      expect(view?.lostPcReturns).toMatchObject({ left: 0, nextAt: new Date(nextAt).toISOString() })
      expect(view?.actions.returnLostPc).toEqual({ state: 'refused', code: 'RETURN_LIMIT', facts: { until: nextAt } })
      expect(await ending(ownerReturn(licenseId, nextAt))).toBe('done')
    })

    test("sees and returns nothing of somebody else's", async () => {
      const { licenseId, pc } = await activated()
      expect(await ending({ ...ownerReturn(licenseId), ...as(f.BOB), account: f.BOB })).toBe('NOT_FOUND')
      expect(await store().reads.myLicense(f.BOB, licenseId, 'en')).toBeNull()
      const rename = { ...as(f.BOB), type: 'rename-host', account: f.BOB, host: pc.id, name: 'mine' } as const
      expect(await ending(rename)).toBe('NOT_FOUND')
      expect((await store().reads.myHosts(f.BOB, { limit: 100 })).items.map(({ id }) => id)).not.toContain(pc.id)
    })

    test('closes the open case by returning alone', async () => {
      const { licenseId } = await activated()
      const id = await opened([licenseId], { account: f.ANN })
      await f.done(store(), ownerReturn(licenseId))
      expect((await store().reads.returnRequest(id))?.state).toBe('returned')
    })

    test("Support's returns count against the limit, the publisher's own errors and undone ones do not", async () => {
      const { licenseId, keyId } = await activated(1, f.ANN, f.UNHELD)
      const left = async () => (await store().reads.myLicense(f.ANN, licenseId, 'en'))?.license.lostPcReturns.left
      const activate = async () =>
        f.done(store(), f.hostOperation(f.host(String(Math.random())), { account: f.ANN }, f.activate(keyId)))
      await f.done(store(), f.supportReturn({ licenseId }, { reason: 'publisher-error' }))
      expect(await left()).toBe(2)
      await activate()
      await f.done(store(), f.supportReturn({ licenseId }, { reason: 'lost-pc' }))
      expect(await left()).toBe(1)
      await f.done(store(), { ...f.staffBase(), type: 'undo-return', target: { licenseId }, note: '' })
      expect(await left()).toBe(2)
    })

    test('names a PC for itself, and takes the name back', async () => {
      const { licenseId, pc } = await activated()
      const rename = (name: string | null) =>
        ({ ...as(f.ANN), type: 'rename-host', account: f.ANN, host: pc.id, name }) as const
      expect(await f.done(store(), rename('Site laptop'))).toMatchObject({ name: 'Site laptop', ownName: pc.name })
      expect((await store().reads.myLicense(f.ANN, licenseId, 'en'))?.license.activatedOn?.hostName).toBe('Site laptop')
      expect((await license(licenseId)).activatedOn?.hostName).toBe(pc.name)
      expect(await f.done(store(), rename(null))).toMatchObject({ name: pc.name })
    })

    test('reads its history from the day it got the license, without names of others', async () => {
      const { licenseId, keyId } = await activated(1, f.BOB, f.UNHELD)
      await f.done(store(), f.supportReturn({ licenseId }, { releaseFromAccount: true, note: 'secret note' }))
      const proofs = { key: keyId, account: f.ANN }
      await f.done(store(), f.hostOperation(f.PC1, proofs, f.activate(keyId)))
      const detail = await store().reads.myLicense(f.ANN, licenseId, 'en')
      expect(detail?.events.map(({ type, by }) => [type, by])).toEqual([
        ['associated', 'pc'],
        ['activated', 'pc'],
      ])
      expect(JSON.stringify(detail)).not.toContain('secret note')
      expect(JSON.stringify(detail)).not.toContain(f.BOB)
    })
  })

  describe('a claim', () => {
    test('shows what it will associate, then associates exactly that; again it is already so', async () => {
      const { keyId, licenseIds } = await f.issue(store(), {
        products: [
          [f.CT, 3],
          [f.NET_SERVER, 1],
        ],
      })
      const preview = await store().reads.claimPreview(f.ANN, keyId, [])
      const claim = { type: 'claim-key', account: f.ANN, keyId } as const
      expect(await f.done(store(), { ...as(f.ANN), ...claim, seats: [] })).toEqual(preview)
      const outcomes = preview?.rows.map(({ product, outcome }) => `${product} ${outcome}`)
      expect(outcomes?.toSorted()).toEqual([`${f.CT} associated`, `${f.NET_SERVER} associated`])
      const ct = preview?.products.find(({ product }) => product === f.CT)
      expect(ct).toMatchObject({ seats: 3, unowned: 2, yours: 1 })
      const again = await f.done(store(), { ...as(f.ANN), ...claim, seats: [{ product: f.CT, count: 3 }] })
      expect(again.rows.map(({ outcome }) => outcome)).toEqual(['already', 'associated', 'associated'])
      const others = await f.done(store(), { ...as(f.BOB), ...claim, account: f.BOB, seats: [] })
      expect(others.rows.map(({ code, licenseId }) => [code, licenseId])).toEqual([
        ['ASSOCIATED_ELSEWHERE', null],
        ['ASSOCIATED_ELSEWHERE', null],
      ])
      const nothing = { ...as(f.BOB), ...claim, account: f.BOB, seats: [{ product: 'nothing', count: 1 }] }
      expect(await ending(nothing)).toBe('NO_SEAT_FREE')
      for (const id of licenseIds) expect((await license(id)).associatedTo?.id).toBe(f.ANN)
    })
  })

  describe('a transfer', () => {
    test('moves the license when its link is used, once; the PC goes on', async () => {
      const { licenseId, pc } = await activated()
      const offered = await f.done(store(), offer([licenseId]))
      expect(offered).toMatchObject({ state: 'offered', direction: 'given', licenses: [{ hostName: pc.name }] })
      expect((await store().reads.myLicense(f.ANN, licenseId, 'en'))?.license.transfer).toMatchObject({
        id: offered.id,
      })
      const id = offered.id as TransferId
      expect(await store().reads.transferOffer(`hash of ${id}`)).toMatchObject({ licenses: [{ hostName: null }] })
      expect(await ending(accept(id, f.ANN))).toBe('TRANSFER_TO_SELF')
      expect(await f.done(store(), accept(id))).toMatchObject({ state: 'accepted', direction: 'received' })
      expect(await license(licenseId)).toMatchObject({ associatedTo: { id: f.BOB }, activatedOn: { hostId: pc.id } })
      expect(await ending(accept(id))).toBe('LINK_USED')
      expect(await store().reads.transferOffer(`hash of ${id}`)).toBe('LINK_USED')
      expect(await store().reads.myLicense(f.ANN, licenseId, 'en')).toBeNull()
    })

    test('of a license twice, of none, or of somebody else is refused', async () => {
      const { licenseId } = await activated()
      expect(await ending(offer([]))).toBe('NOT_FOUND')
      expect(await ending(offer([licenseId], { ...as(f.BOB), account: f.BOB }))).toBe('NOT_FOUND')
      await f.done(store(), offer([licenseId]))
      const second = offer([licenseId], { ...as(f.ANN), id: makeId('trf', Buffer.alloc(13, 7)), tokenHash: 'x' })
      expect(await ending(second)).toBe('TRANSFER_PENDING')
    })

    test('expires, or is withdrawn, and its link says so', async () => {
      const [first, second] = [await activated(), await activated()]
      const expiring = await f.done(store(), offer([first.licenseId]))
      expect(await ending(accept(expiring.id as TransferId, f.BOB, f.NOW + 14 * DAY_MS))).toBe('LINK_EXPIRED')
      const withdrawn = await f.done(store(), offer([second.licenseId]))
      const withdraw = {
        ...as(f.ANN),
        type: 'withdraw-transfer',
        id: withdrawn.id as TransferId,
        account: f.ANN,
      } as const
      expect(await ending({ ...withdraw, ...as(f.BOB), account: f.BOB })).toBe('NOT_FOUND')
      expect(await f.done(store(), withdraw)).toMatchObject({ state: 'withdrawn' })
      expect(await ending(accept(withdrawn.id as TransferId))).toBe('LINK_UNKNOWN')
      expect(await ending({ ...accept(withdrawn.id as TransferId), tokenHash: 'nothing' })).toBe('LINK_UNKNOWN')
    })

    test('whose license has left the giver meanwhile is refused as a whole', async () => {
      const [first, second] = [await activated(), await activated(1, f.ANN, f.UNHELD)]
      const offered = await f.done(store(), offer([first.licenseId, second.licenseId]))
      await f.done(store(), f.supportReturn({ licenseId: second.licenseId }, { releaseFromAccount: true }))
      expect(await ending(accept(offered.id as TransferId))).toBe('NOT_YOUR_LICENSE')
      expect((await license(first.licenseId)).associatedTo?.id).toBe(f.ANN)
      expect(await store().reads.transferOffer(`hash of ${offered.id}`)).toMatchObject({ id: offered.id })
    })

    test('is disputed within 14 days by either side, and settled by Support', async () => {
      const { licenseId } = await activated()
      const id = (await f.done(store(), offer([licenseId]))).id as TransferId
      const dispute = (account: AccountId, at = f.NOW) =>
        ({ ...as(account, at), type: 'dispute-transfer', id, account, message: 'It was a mistake.' }) as const
      expect(await ending(dispute(f.ANN))).toBe('ALREADY_CLOSED')
      await f.done(store(), accept(id))
      const carl = 'carl-account' as AccountId
      await f.openAccount(store(), carl)
      expect(await ending(dispute(carl))).toBe('NOT_FOUND')
      expect(await ending(dispute(f.ANN, f.NOW + 14 * DAY_MS + 1))).toBe('DISPUTE_TOO_LATE')
      expect(await f.done(store(), dispute(f.ANN, f.NOW + 14 * DAY_MS))).toMatchObject({ state: 'disputed' })
      expect(
        await ending(offer([licenseId], { ...as(f.BOB), account: f.BOB, tokenHash: 'y', email: 'c@d.example' })),
      ).toBe('TRANSFER_PENDING')
      const settle = { ...f.staffBase(), type: 'settle-transfer', id, decision: 'reverse', answer: 'Agreed.' } as const
      expect(await f.done(store(), settle)).toMatchObject({ state: 'reversed', answer: 'Agreed.' })
      expect((await license(licenseId)).associatedTo?.id).toBe(f.ANN)
      expect(await ending({ ...settle, ...f.staffBase() })).toBe('ALREADY_CLOSED')
    })

    test('accepted by many at once goes to one of them', async () => {
      const { licenseId } = await activated()
      const id = (await f.done(store(), offer([licenseId]))).id as TransferId
      const racers = Array.from({ length: 50 }, (_, index) => `racer-${index}` as AccountId)
      for (const account of racers) await f.openAccount(store(), account)
      const endings = await Promise.all(racers.map((account) => ending(accept(id, account))))
      expect(endings.filter((word) => word === 'done')).toHaveLength(1)
      expect(endings.filter((word) => word === 'LINK_USED')).toHaveLength(49)
    })
  })

  test('the audit log tells newest first who did what, and finds it by person', async () => {
    const { licenseId } = await activated(1, f.ANN, f.UNHELD)
    const at = f.NOW + 5
    await f.done(store(), f.supportReturn({ licenseId }, { ...agent('stf_audit', at), note: 'n' }))
    const log = await store().reads.events({ limit: 3 })
    expect(log.items.map(({ at }) => at)).toEqual(
      log.items
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    const mine = await store().reads.events({ limit: 10, actorId: 'stf_audit', type: 'returned' })
    expect(mine.items).toMatchObject([{ licenseId, actor: { id: 'stf_audit' }, at: new Date(at).toISOString() }])
    expect((await store().reads.events({ limit: 10, actorId: 'stf_audit', until: at })).items).toEqual([])
    const next = await store().reads.events({ limit: 3, cursor: log.nextCursor ?? '' })
    expect(next.items).not.toContainEqual(log.items[2])
  })
}

function emergency(licenseId: LicenseId) {
  return { type: 'emergency', rows: [{ licenseId }] } as const
}

/** PC-2 asks for whatever it may run. */
function fetchAll(at: number) {
  return f.hostOperation(f.PC2, {}, { type: 'fetch', rows: [] }, { at })
}

function agent(id: string, at = f.NOW) {
  return {
    operation: { id: f.nextId('op') as string, caller: id, requestHash: 'hash' },
    actor: { type: 'staff', id },
    at,
  } as const
}

function as(account: AccountId, at = f.NOW) {
  return {
    operation: { id: f.nextId('op') as string, caller: account, requestHash: 'hash' },
    actor: { type: 'account', id: account },
    at,
  } as const
}

function decide(
  id: CommandOf<'decide-case'>['id'],
  decision: CommandOf<'decide-case'>['decision'],
  changes: Partial<CommandOf<'decide-case'>> = {},
): CommandOf<'decide-case'> {
  return { ...f.staffBase(), type: 'decide-case', id, decision, reason: null, note: '', reply: null, ...changes }
}

function ownerReturn(licenseId: LicenseId, at = f.NOW): CommandOf<'owner-return'> {
  return { ...as(f.ANN, at), type: 'owner-return', account: f.ANN, licenseId, reason: 'lost-pc', note: '' }
}

function openCase(
  licenseIds: readonly LicenseId[],
  changes: Partial<CommandOf<'open-case'>> = {},
): CommandOf<'open-case'> {
  return {
    ...(changes.account ? as(changes.account) : f.staffBase()),
    type: 'open-case',
    id: f.nextId('rr'),
    channel: 'portal',
    externalId: null,
    account: null,
    keyId: null,
    licenseIds,
    reason: 'lost-pc',
    email: 'ann@example.com',
    message: 'It was stolen.',
    language: 'en',
    ...changes,
  }
}

function undo(target: CommandOf<'undo-return'>['target'], at = f.NOW): CommandOf<'undo-return'> {
  return { ...f.staffBase(at), type: 'undo-return', target, note: 'wrong customer' }
}

function offer(
  licenseIds: readonly LicenseId[],
  changes: Partial<CommandOf<'offer-transfer'>> = {},
): CommandOf<'offer-transfer'> {
  const id = makeId('trf', createHash('sha256').update(String(licenseIds)).digest())
  return {
    ...as(f.ANN),
    type: 'offer-transfer',
    id,
    account: f.ANN,
    licenseIds,
    email: 'bob@example.com',
    tokenHash: `hash of ${id}`,
    ...changes,
  }
}

function accept(id: TransferId, account = f.BOB, at = f.NOW): CommandOf<'accept-transfer'> {
  return { ...as(account, at), type: 'accept-transfer', tokenHash: `hash of ${id}`, account }
}

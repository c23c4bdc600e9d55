import { describe, expect, test } from 'vitest'
import { decideHandover, judgeHandover, refusalOfObjection, refusalOfUndo } from '@latchkey/core/handover'
import type { AccountId } from '@latchkey/core/ids'
import { DAY_MS, DEFAULT_TERMS, HOUR_MS, LIMITS } from '@latchkey/core/limits'
import { termsOf } from '@latchkey/core/policy'
import { HERE, licenseOf, ME, NOW, OTHER } from './licenses.ts'

const FROM = ME
const TO = OTHER
const owned = licenseOf({ associatedTo: FROM })
const judge = (facts: Partial<Parameters<typeof judgeHandover>[0]>, approved = false) =>
  judgeHandover({ licenses: 1, terms: [termsOf({})], before: [], ...facts }, { approved }, NOW)
const HELD = { type: 'held', until: NOW + DEFAULT_TERMS.supportHoldHighRiskHours * HOUR_MS }

describe('a license that Support hands over', () => {
  test('gets its new owner and stays activated where it is', () => {
    const active = licenseOf({ associatedTo: FROM, activatedOn: HERE })
    const decision = decideHandover(active, { from: FROM, to: TO, isInTransfer: false }, NOW)
    expect(decision).toEqual({ ok: true, value: [{ type: 'transferred', from: FROM, to: TO }] })
  })

  test.each([
    ['TRANSFER_PENDING', owned, true],
    ['NOT_YOUR_LICENSE', licenseOf({ associatedTo: null }), false],
    ['NOT_YOUR_LICENSE', licenseOf({ associatedTo: 'acc_third' as AccountId }), false],
    ['NOT_YOUR_LICENSE', licenseOf({ associatedTo: TO }), false],
    ['SUSPENDED', licenseOf({ associatedTo: FROM, standing: 'suspended' }), false],
    ['REVOKED', licenseOf({ associatedTo: FROM, standing: 'revoked' }), false],
    ['EXPIRED', licenseOf({ associatedTo: FROM, expiresAt: NOW }), false],
  ] as const)('stays where it is: %s', (error, of, isInTransfer) => {
    expect(decideHandover(of, { from: FROM, to: TO, isInTransfer }, NOW)).toEqual({ ok: false, error })
  })
})

const before = (at: number) => [2, 3].map((licenses) => ({ at, licenses }))

describe('a handover', () => {
  test('waits as long as the strictest policy says, for its owner did not ask', () => {
    expect(judge({})).toEqual(HELD)
    const strict = termsOf({ supportHoldHighRiskHours: 100 })
    expect(judge({ licenses: 2, terms: [termsOf({}), strict] })).toEqual({ type: 'held', until: NOW + 100 * HOUR_MS })
  })

  test('is done at once where the vendor trusts its agents, and where there is nothing to lose', () => {
    expect(judge({ terms: [termsOf({ supportHoldHighRiskHours: 0 })] })).toEqual({ type: 'now' })
    expect(judge({ licenses: 0, before: [{ at: NOW, licenses: 9 }] })).toEqual({ type: 'now' })
  })

  test('of more than five licenses takes a second agent, and waits after that', () => {
    expect(judge({ licenses: LIMITS.supportReturnAloneMax })).toEqual(HELD)
    expect(judge({ licenses: LIMITS.supportReturnAloneMax + 1 })).toEqual({ type: 'needs-second-agent' })
    expect(judge({ licenses: LIMITS.supportReturnAloneMax + 1 }, true)).toEqual(HELD)
  })

  test('counts together with those of the same account within a day: one by one is no way around', () => {
    expect(judge({ before: before(NOW - DAY_MS + 1) })).toEqual({ type: 'needs-second-agent' })
    expect(judge({ before: before(NOW - DAY_MS) })).toEqual(HELD)
  })

  test('is objected to while it waits, and only then', () => {
    expect(refusalOfObjection('held')).toBe(null)
    expect(refusalOfObjection('needs-second-agent')).toBe(null)
    for (const state of ['done', 'cancelled', 'objected', 'undone'] as const) {
      expect(refusalOfObjection(state)).toBe('ALREADY_CLOSED')
    }
  })

  test('is undone within a fortnight after it was done, once', () => {
    expect(refusalOfUndo({ state: 'done', doneAt: NOW - LIMITS.supportUndoMs }, NOW)).toBe(null)
    expect(refusalOfUndo({ state: 'done', doneAt: NOW - LIMITS.supportUndoMs - 1 }, NOW)).toBe('UNDO_TOO_LATE')
    expect(refusalOfUndo({ state: 'undone', doneAt: NOW }, NOW)).toBe('UNDO_TOO_LATE')
    expect(refusalOfUndo({ state: 'held', doneAt: null }, NOW)).toBe('UNDO_TOO_LATE')
  })
})

import { describe, expect, test } from 'vitest'
import {
  type CaseLicense,
  isAsDecided,
  judge,
  recommend,
  type ReturnCase,
  riskFlagsOf,
  riskLevelOf,
  RISK_WORDS,
} from '@latchkey/core/case-decision'
import { DAY_MS, HOUR_MS } from '@latchkey/core/limits'
import { termsOf } from '@latchkey/core/policy'
import { CASE_DECISIONS, RISK_FLAGS } from '@latchkey/core/return-request'
import { inState, ME, NOW, OTHER } from './licenses.ts'

const MONTHS_AGO = NOW - 90 * DAY_MS

function seat(state = 'ME/ELSE', changes: Partial<CaseLicense> = {}): CaseLicense {
  return { license: inState(state), lastContactAt: MONTHS_AGO, returnsAt: [], transferredAt: null, ...changes }
}

function caseOf(changes: Partial<ReturnCase> = {}): ReturnCase {
  return {
    state: 'open',
    stage: 'new',
    reason: 'lost-pc',
    openedAt: NOW,
    requester: ME,
    objected: false,
    supportReturnsAt: [],
    licenses: [seat()],
    ...changes,
  }
}

const many = (count: number, state = 'ME/ELSE') => Array.from({ length: count }, () => seat(state))

describe('risk', () => {
  test('an owner who lost a PC months ago is none', () => {
    expect(riskFlagsOf(caseOf(), NOW)).toEqual([])
    expect(riskFlagsOf(caseOf({ requester: null, licenses: [seat('-/ELSE')] }), NOW)).toEqual([])
  })

  test.each([
    ['owner-did-not-ask', caseOf({ requester: null }), 'high'],
    ['owner-did-not-ask', caseOf({ requester: OTHER }), 'high'],
    ['owner-objects', caseOf({ objected: true }), 'high'],
    [
      'limit-used-up',
      caseOf({ licenses: [seat('ME/ELSE', { returnsAt: [NOW - 90 * DAY_MS, NOW - 91 * DAY_MS] })] }),
      'high',
    ],
    ['recently-returned', caseOf({ licenses: [seat('ME/ELSE', { returnsAt: [NOW - 30 * DAY_MS] })] }), 'low'],
    ['recently-transferred', caseOf({ licenses: [seat('ME/ELSE', { transferredAt: NOW - DAY_MS })] }), 'high'],
    ['host-in-contact', caseOf({ licenses: [seat('ME/ELSE', { lastContactAt: NOW - 47 * HOUR_MS })] }), 'low'],
    ['many-licenses', caseOf({ licenses: many(6) }), 'low'],
    [
      'not-in-good-standing',
      caseOf({ licenses: [seat('ME/ELSE', { license: inState('ME/ELSE', { standing: 'suspended' }) })] }),
      'low',
    ],
  ] as const)('%s', (flag, found, level) => {
    const flags = riskFlagsOf(found, NOW)
    expect(flags).toEqual([flag])
    expect(riskLevelOf(flags)).toBe(level)
  })

  test('two lesser ones together are high', () => {
    expect(riskLevelOf(['recently-returned', 'host-in-contact'])).toBe('high')
    expect(riskLevelOf([])).toBe('low')
  })

  test('licenses that are idle by now do not count', () => {
    expect(riskFlagsOf(caseOf({ requester: null, licenses: [seat('ME/-')] }), NOW)).toEqual([])
  })

  test('every flag has its words', () => {
    expect(Object.keys(RISK_WORDS)).toEqual([...RISK_FLAGS])
  })
})

describe('the recommended decision', () => {
  test.each([
    ['return', caseOf()],
    ['refuse', caseOf({ licenses: [seat('ME/-')] })],
    ['refuse', caseOf({ objected: true })],
    ['ask-for-proof', caseOf({ requester: null })],
    ['return-and-release', caseOf({ requester: null, stage: 'proof-asked', reason: 'account-transfer' })],
    ['return', caseOf({ requester: null, stage: 'proof-asked' })],
    ['ask-for-proof', caseOf({ licenses: [seat('ME/ELSE', { transferredAt: NOW })] })],
    ['return-and-release', caseOf({ reason: 'refund' })],
    ['return', caseOf({ reason: 'publisher-error', licenses: [seat('ME/ELSE', { transferredAt: NOW })] })],
  ] as const)('%s', (decision, found) => {
    expect(recommend(found, NOW)).toBe(decision)
  })
})

describe('a decision', () => {
  const first = { approved: false }

  test('is carried out at once where the risk is low, and waits three days where it is high', () => {
    expect(judge(caseOf(), 'return', first, NOW)).toEqual({ ok: true, value: { type: 'now' } })
    const held = { type: 'held', until: NOW + 72 * HOUR_MS }
    expect(judge(caseOf({ requester: null }), 'return', first, NOW)).toEqual({ ok: true, value: held })
    expect(judge(caseOf({ requester: null }), 'return-and-release', first, NOW)).toEqual({ ok: true, value: held })
  })

  test('waits as long as the vendor says', () => {
    const license = inState('ME/ELSE', { terms: termsOf({ supportHoldHours: 5, supportHoldHighRiskHours: 0 }) })
    const found = caseOf({ licenses: [seat('ME/ELSE', { license })] })
    const until = NOW + 5 * HOUR_MS
    expect(judge(found, 'return', first, NOW)).toEqual({ ok: true, value: { type: 'held', until } })
    expect(judge({ ...found, requester: null }, 'return', first, NOW)).toEqual({ ok: true, value: { type: 'now' } })
  })

  test('about more than five licenses needs a second agent', () => {
    expect(judge(caseOf({ licenses: many(5) }), 'return', first, NOW)).toEqual({ ok: true, value: { type: 'now' } })
    const six = caseOf({ licenses: [...many(6), ...many(3, 'ME/-')] })
    expect(judge(six, 'return', first, NOW)).toEqual({ ok: true, value: { type: 'needs-second-agent' } })
    const waiting = { ...six, stage: 'needs-second-agent' } as const
    expect(judge(waiting, 'return', { approved: true }, NOW)).toEqual({ ok: true, value: { type: 'now' } })
  })

  test('one by one is no way around the second agent: the returns of a day count together', () => {
    const four = [1, 5, 12, 23].map((hours) => NOW - hours * HOUR_MS)
    const after = (supportReturnsAt: readonly number[]) => judge(caseOf({ supportReturnsAt }), 'return', first, NOW)
    expect(after(four)).toEqual({ ok: true, value: { type: 'now' } })
    expect(after([...four, NOW - DAY_MS + 1])).toEqual({ ok: true, value: { type: 'needs-second-agent' } })
    expect(after([...four, NOW - DAY_MS])).toEqual({ ok: true, value: { type: 'now' } })
    expect(riskFlagsOf(caseOf({ supportReturnsAt: [...four, NOW], licenses: [seat('ME/-')] }), NOW)).toEqual([])
  })

  test.each(['held', 'needs-second-agent'] as const)('is refused while another one is %s', (stage) => {
    for (const decision of CASE_DECISIONS) {
      expect(judge(caseOf({ stage }), decision, first, NOW)).toEqual({ ok: false, error: 'DECISION_PENDING' })
    }
  })

  test.each(['returned', 'refused', 'withdrawn'] as const)('is refused once the case is %s', (state) => {
    for (const decision of CASE_DECISIONS) {
      expect(judge(caseOf({ state, stage: 'closed' }), decision, first, NOW)).toEqual({
        ok: false,
        error: 'ALREADY_CLOSED',
      })
    }
  })

  test('to return or bridge needs something that is in use; to ask or refuse never waits', () => {
    const idle = caseOf({ requester: null, licenses: [seat('ME/-')] })
    for (const decision of ['return', 'return-and-release', 'emergency'] as const) {
      expect(judge(idle, decision, first, NOW)).toEqual({ ok: false, error: 'NOT_ACTIVATED' })
    }
    for (const decision of ['ask-for-proof', 'refuse'] as const) {
      expect(judge(idle, decision, first, NOW)).toEqual({ ok: true, value: { type: 'now' } })
    }
    expect(judge(caseOf({ requester: null, licenses: many(9) }), 'emergency', first, NOW)).toEqual({
      ok: true,
      value: { type: 'now' },
    })
  })
})

describe('a decision that waited', () => {
  const at = NOW - DAY_MS
  test.each([
    ['on the same PC, of the same owner', 'ME/ELSE', { activatedAt: at, ownedAt: at }, true],
    ['that never had an owner', '-/ELSE', { activatedAt: at, ownedAt: null }, true],
    ['on another PC', 'ME/ELSE', { activatedAt: at + 1, ownedAt: at }, false],
    ['of another owner', 'OTHER/ELSE', { activatedAt: at, ownedAt: at + 1 }, false],
    ['that is idle by now, whoever owns it', 'OTHER/-', { activatedAt: null, ownedAt: at + 1 }, true],
  ] as const)('about a license %s: %s', (_, state, since, expected) => {
    expect(isAsDecided({ license: inState(state), ...since }, at)).toBe(expected)
  })
})

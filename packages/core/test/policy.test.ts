import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, DEFAULT_TERMS, HOUR_MS, LIMITS, MINUTE_MS, SECOND_MS } from '@latchkey/core/limits'
import { emergenciesLeft, graceUntil, leaseUntil, lostPcReturnsLeft, renewFrom, termsOf } from '@latchkey/core/policy'
import { NOW } from './licenses.ts'

const TERMS = termsOf({})

test('the default policy is that of product.md', () => {
  expect(TERMS).toEqual({
    leaseDays: 30,
    graceDays: 14,
    perpetualOffline: false,
    keyOnlyActivation: 'any',
    lostPcReturnsMax: 2,
    lostPcReturnsWindowDays: 365,
    maintenanceDays: null,
    emergencyDays: 14,
    emergencyEveryDays: 365,
    supportHoldHours: 0,
    supportHoldHighRiskHours: 72,
  })
  expect(termsOf({ leaseDays: 7 })).toEqual({ ...DEFAULT_TERMS, leaseDays: 7 })
})

test('the limits are those of product.md and security.md', () => {
  expect([SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS]).toEqual([1_000, 60_000, 3_600_000, 86_400_000])
  expect(LIMITS).toMatchObject({
    clockToleranceMs: 26 * HOUR_MS,
    offlineRequestMs: 30 * DAY_MS,
    offlineResponseMs: 30 * DAY_MS,
    operationKeptMs: 30 * DAY_MS,
    transferDisputeMs: 14 * DAY_MS,
    supportReturnAloneMax: 5,
    supportReturnAloneMs: 86_400_000,
    supportUndoMs: 14 * DAY_MS,
    documentBytesMax: 65_536,
    bodyBytesMax: 65_536,
    offlineFileBytesMax: 262_144,
    passwordCharsMin: 15,
    passwordWithSecondFactorCharsMin: 8,
    passwordCharsMax: 256,
    signInsPerAccountMax: 5,
    signInsPerAccountWindowMs: 15 * MINUTE_MS,
    signInsPerIpPerMinuteMax: 20,
    unknownKeysPerIpPerMinuteMax: 10,
    unknownKeysPerSecondMax: 50,
    activationsPerKeyPerHourMax: 10,
    renewalsPerActivationPerMinuteMax: 60,
    hashingQueueMax: 50,
    staffSessionIdleMs: 15 * MINUTE_MS,
    staffSessionMaxMs: 8 * HOUR_MS,
    portalSessionIdleMs: 30 * MINUTE_MS,
    portalSessionMaxMs: 12 * HOUR_MS,
    apiTokenDays: 365,
  })
})

describe('a lease', () => {
  test("lasts its days, never past the license's own end", () => {
    expect(leaseUntil(TERMS, null, NOW)).toBe(NOW + 30 * DAY_MS)
    expect(leaseUntil(TERMS, NOW + 40 * DAY_MS, NOW)).toBe(NOW + 30 * DAY_MS)
    expect(leaseUntil(TERMS, NOW + 5, NOW)).toBe(NOW + 5)
  })

  test('has no end where no network is ever seen, but for the end of the license', () => {
    const terms = termsOf({ perpetualOffline: true })
    expect(leaseUntil(terms, null, NOW)).toBe(null)
    expect(leaseUntil(terms, NOW + 5, NOW)).toBe(NOW + 5)
  })

  test("is followed by the grace, never past the license's own end", () => {
    expect(graceUntil(TERMS, NOW, null)).toBe(NOW + 14 * DAY_MS)
    expect(graceUntil(TERMS, NOW, NOW + 20 * DAY_MS)).toBe(NOW + 14 * DAY_MS)
    expect(graceUntil(TERMS, NOW, NOW)).toBe(NOW)
    expect(graceUntil(TERMS, null, NOW)).toBe(null)
  })

  test('is renewed from half-way, or up to a tenth of it earlier', () => {
    expect(renewFrom(NOW, NOW + 1_000, 0)).toBe(NOW + 500)
    expect(renewFrom(NOW, NOW + 1_000, 1)).toBe(NOW + 400)
    expect(renewFrom(NOW, NOW + 1_001, 0.5)).toBe(NOW + 450)
  })

  test('lets installed software run at least 29 days without the server, whatever the jitter (I11)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (jitter) => {
        const until = leaseUntil(TERMS, null, NOW) ?? Number.NaN
        const grace = graceUntil(TERMS, until, null) ?? Number.NaN
        expect(grace - renewFrom(NOW, until, jitter)).toBeGreaterThanOrEqual(29 * DAY_MS)
      }),
    )
  })
})

describe('what is left of a limit', () => {
  const YEAR_MS = 365 * DAY_MS

  test('two lost-PC returns in 365 days, and when the next is free', () => {
    expect(lostPcReturnsLeft(TERMS, [], NOW)).toEqual({ left: 2, nextAt: null })
    expect(lostPcReturnsLeft(TERMS, [NOW - 5], NOW)).toEqual({ left: 1, nextAt: null })
    expect(lostPcReturnsLeft(TERMS, [NOW - 5, NOW - 9], NOW)).toEqual({ left: 0, nextAt: NOW - 9 + YEAR_MS })
  })

  test('a use counts until the very end of its window', () => {
    expect(lostPcReturnsLeft(TERMS, [NOW - YEAR_MS + 1, NOW], NOW)).toEqual({ left: 0, nextAt: NOW + 1 })
    expect(lostPcReturnsLeft(TERMS, [NOW - YEAR_MS, NOW], NOW)).toEqual({ left: 1, nextAt: null })
  })

  test('after a limit was lowered, one is free when so many uses are over', () => {
    expect(lostPcReturnsLeft(TERMS, [NOW - 30, NOW - 10, NOW - 20], NOW)).toEqual({
      left: 0,
      nextAt: NOW - 20 + YEAR_MS,
    })
  })

  test('of nothing, nothing is ever free', () => {
    const terms = termsOf({ lostPcReturnsMax: 0 })
    expect(lostPcReturnsLeft(terms, [], NOW)).toEqual({ left: 0, nextAt: null })
    expect(lostPcReturnsLeft(terms, [NOW - 5], NOW)).toEqual({ left: 0, nextAt: null })
  })

  test('one emergency license in its own window', () => {
    const terms = termsOf({ emergencyEveryDays: 10 })
    expect(emergenciesLeft(terms, [], NOW)).toEqual({ left: 1, nextAt: null })
    expect(emergenciesLeft(terms, [NOW - 3], NOW)).toEqual({ left: 0, nextAt: NOW - 3 + 10 * DAY_MS })
  })

  test('says a moment at which one more is free indeed, and not before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 6 }), fc.integer({ min: 1, max: 3 }), (daysAgo, max) => {
        const terms = termsOf({ lostPcReturnsMax: max })
        const uses = daysAgo.map((days) => NOW - days * DAY_MS)
        const { nextAt } = lostPcReturnsLeft(terms, uses, NOW)
        if (nextAt === null) return
        expect(lostPcReturnsLeft(terms, uses, nextAt).left).toBeGreaterThan(0)
        expect(lostPcReturnsLeft(terms, uses, nextAt - 1).left).toBe(0)
      }),
    )
  })
})

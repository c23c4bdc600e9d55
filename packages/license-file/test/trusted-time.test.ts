import { HOUR_MS } from '@latchkey/core/limits'
import { checkLicense, type CheckContext } from '@latchkey/license-file/check-license'
import { moveMark, trustedTime } from '@latchkey/license-file/trusted-time'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LICENSE, SIGNED_AT } from './documents.ts'

const instant = fc.integer({ min: 0, max: 4_102_444_800_000 })
const mark = fc.option(instant)

describe('trusted time', () => {
  it('is never before the mark, and never before the clock', () => {
    fc.assert(
      fc.property(instant, mark, (clock, highest) => {
        const { now } = trustedTime(clock, highest)
        expect(now).toBe(Math.max(clock, highest ?? clock))
      }),
    )
  })

  it('calls a clock behind only when no time zone explains it', () => {
    const highest = SIGNED_AT * 1000
    expect(trustedTime(highest - 26 * HOUR_MS, highest).isClockBehind).toBe(false)
    expect(trustedTime(highest - 26 * HOUR_MS - 1, highest).isClockBehind).toBe(true)
    expect(trustedTime(0, null).isClockBehind).toBe(false)
  })

  it('has a mark that only servers move, and only forward', () => {
    fc.assert(
      fc.property(mark, fc.array(fc.nat(4_102_444_800)), (start, signedAt) => {
        const end = signedAt.reduce<number | null>(moveMark, start)
        expect(end).toBe(signedAt.length === 0 ? start : Math.max(start ?? 0, ...signedAt.map((iat) => iat * 1000)))
      }),
    )
  })
})

describe('a license', () => {
  const context: CheckContext = {
    hostId: LICENSE.cnf.jkt,
    fingerprint: LICENSE.host.fingerprint,
    returnedGeneration: null,
    clock: 0,
    mark: null,
  }

  it('is worth no more for a clock set back: never beyond what the mark allows', () => {
    fc.assert(
      fc.property(instant, instant, (clock, highest) => {
        const atMark = checkLicense(LICENSE, { ...context, clock: highest, mark: null })
        const setBack = checkLicense(LICENSE, { ...context, clock: Math.min(clock, highest), mark: highest })
        expect({ ...setBack, isClockBehind: false }).toEqual({ ...atMark, isClockBehind: false })
      }),
    )
  })

  it('only loses worth as time goes on', () => {
    const order = ['valid', 'grace', 'lease-ended']
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map(
          (clock) => checkLicense(LICENSE, { ...context, clock }).state,
        )
        expect(order.indexOf(later ?? '')).toBeGreaterThanOrEqual(order.indexOf(earlier ?? ''))
      }),
    )
  })

  it('runs again as soon as a clock that was ahead is put right', () => {
    const ahead = checkLicense(LICENSE, { ...context, clock: Date.UTC(2099, 0, 1), mark: SIGNED_AT * 1000 })
    const right = checkLicense(LICENSE, { ...context, clock: SIGNED_AT * 1000, mark: SIGNED_AT * 1000 })
    expect([ahead.runs, right.runs]).toEqual([false, true])
  })
})

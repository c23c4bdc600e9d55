import type { EpochMs } from './ids.ts'
import type { Standing } from './license.ts'
import { DAY_MS, LIMITS } from './limits.ts'

/** Of how many days before a license's end its owner is told at `now`; null where nothing is to be told, or it is too late for it. */
export function expiryStepAt(expiresAt: EpochMs, now: EpochMs): number | null {
  return LIMITS.expiryToldDays.find((days) => isWithin(expiryWindowOf(days, now), expiresAt)) ?? null
}

/** Of whose end owners are told: one that is taken out of use has ended for them already, and a renewal would not bring it back. */
export const STANDINGS_TOLD_OF_EXPIRY = ['good'] as const satisfies readonly Standing[]

/** Licenses that end in (from, to] are told of at `now` that they end in `days`. */
export interface ExpiryWindow {
  readonly days: number
  readonly from: EpochMs
  readonly to: EpochMs
}

/**
 * The ends of the licenses that are told of a step at `now`. A step is told within a day or not at all: a server that starts with old data,
 * or again after a week, sends what is due and no more.
 */
export function expiryWindowOf(days: number, now: EpochMs): ExpiryWindow {
  const to = now + days * DAY_MS
  return { days, from: Math.max(now, to - LIMITS.expiryToldLateMs), to }
}

function isWithin({ from, to }: ExpiryWindow, at: EpochMs): boolean {
  return at > from && at <= to
}

import type { EpochMs } from './ids.ts'
import { DAY_MS, DEFAULT_TERMS, LIMITS } from './limits.ts'

/** The terms a license is issued under. They are copied into the license, so that changing a policy changes no license already sold. */
export interface PolicyTerms {
  /** Days a license file is good without contact; 1 to 3660. */
  readonly leaseDays: number
  /** Days of countdown after the lease has ended; 0 to 365. */
  readonly graceDays: number
  /** A license file without an end: for places that never see a network. */
  readonly perpetualOffline: boolean
  /** Which licenses the activation key alone may activate: any (KB1023 2.D), or only those without an account. */
  readonly keyOnlyActivation: 'any' | 'unowned'
  /** Lost-PC returns the owner may do alone, per license and window. */
  readonly lostPcReturnsMax: number
  readonly lostPcReturnsWindowDays: number
  readonly emergencyDays: number
  readonly emergencyEveryDays: number
  /** Hours that Support's decision waits before it is carried out; 0 to LIMITS.supportHoldHoursMax. */
  readonly supportHoldHours: number
  /** The same where the risk is high. */
  readonly supportHoldHighRiskHours: number
  /** Days after its issue within which a release must have come out to be covered; null: every release is. */
  readonly maintenanceDays: number | null
}

/** The terms of a policy that changes only some of the default ones. */
export function termsOf(changes: Partial<PolicyTerms>): PolicyTerms {
  return { ...DEFAULT_TERMS, ...changes }
}

/** Until when a license file made at `now` is good without contact; null for perpetual offline. Never past the license's own end. */
export function leaseUntil(terms: PolicyTerms, expiresAt: EpochMs | null, now: EpochMs): EpochMs | null {
  if (terms.perpetualOffline) return expiresAt
  const leaseEnd = now + terms.leaseDays * DAY_MS
  return expiresAt === null ? leaseEnd : Math.min(leaseEnd, expiresAt)
}

/** Until when the product still runs, counting down, after the lease has ended. A license's own end has no grace. */
export function graceUntil(terms: PolicyTerms, lease: EpochMs | null, expiresAt: EpochMs | null): EpochMs | null {
  if (lease === null) return null
  const graceEnd = lease + terms.graceDays * DAY_MS
  return expiresAt === null ? graceEnd : Math.min(graceEnd, expiresAt)
}

/**
 * When a host renews a lease that runs from `from` to `until`.
 * @param jitter 0 to 1, drawn once per host, so that hosts installed together do not come together; it only makes the renewal
 *   earlier, so that half a lease and the grace are left at the latest (I11)
 */
export function renewFrom(from: EpochMs, until: EpochMs, jitter: number): EpochMs {
  const share = LIMITS.renewAfterShare - jitter * LIMITS.renewJitterShare
  return Math.round(from + (until - from) * share)
}

/** Until when an emergency license runs that is issued at `now`; null where the policy knows none. */
export function emergencyUntil(terms: PolicyTerms, expiresAt: EpochMs | null, now: EpochMs): EpochMs | null {
  if (terms.emergencyDays === 0) return null
  const until = now + terms.emergencyDays * DAY_MS
  return expiresAt === null ? until : Math.min(until, expiresAt)
}

/** What is left of a limit that counts uses within a moving window. */
export interface Allowance {
  readonly left: number
  /** When one more becomes free; null while some are left, and when the policy grants none at all. */
  readonly nextAt: EpochMs | null
}

/** Lost-PC returns the owner may still do alone. `pastReturnsAt`: when the earlier ones of this license were done, in any order. */
export function lostPcReturnsLeft(terms: PolicyTerms, pastReturnsAt: readonly EpochMs[], now: EpochMs): Allowance {
  return allowance(terms.lostPcReturnsMax, terms.lostPcReturnsWindowDays * DAY_MS, pastReturnsAt, now)
}

/** Whether an emergency license may be had: one per license and window. */
export function emergenciesLeft(terms: PolicyTerms, pastEmergenciesAt: readonly EpochMs[], now: EpochMs): Allowance {
  return allowance(1, terms.emergencyEveryDays * DAY_MS, pastEmergenciesAt, now)
}

function allowance(max: number, windowMs: number, usesAt: readonly EpochMs[], now: EpochMs): Allowance {
  const counted = usesAt.filter((at) => at > now - windowMs).toSorted((a, b) => a - b)
  const left = Math.max(0, max - counted.length)
  if (left > 0) return { left, nextAt: null }
  const freed = max === 0 ? undefined : counted.at(-max)
  return { left: 0, nextAt: freed === undefined ? null : freed + windowMs }
}

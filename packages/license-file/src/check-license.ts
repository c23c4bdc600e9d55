import { type Fingerprint, isSameHost } from '@latchkey/core/host'
import type { EpochMs, HostId } from '@latchkey/core/ids'
import { DAY_MS } from '@latchkey/core/limits'
import type { LicenseClaims, NumericDate } from './documents.ts'
import { moveMark, type TimeMark, trustedTime } from './trusted-time.ts'

/** What a license file is worth on a PC now. The product runs in the first three. */
export type LicenseState =
  | 'valid'
  /** Valid, of kind `emergency`: bridges the wait for Support. */
  | 'emergency'
  /** The lease has ended; the product still runs, counting down. */
  | 'grace'
  /** Lease and grace have ended: the PC must be in contact again. */
  | 'lease-ended'
  /** The license itself has ended. */
  | 'expired'
  /** Made for another PC. */
  | 'wrong-host'
  /** Returned: a receipt of this generation or a newer one lies on this PC. */
  | 'returned'

export interface LicenseCheck {
  readonly state: LicenseState
  /** Whether the product may run. */
  readonly runs: boolean
  /** When the state ends by itself: the end of lease, grace or license. Null when it does not. */
  readonly until: EpochMs | null
  /** Days until then, begun days counted whole; 0 when the product does not run, null when there is no end. */
  readonly daysLeft: number | null
  /** Whether the host should renew now. */
  readonly renewalDue: boolean
  /** The clock was set back; the license is judged by the latest time a server has signed. */
  readonly isClockBehind: boolean
}

/** What a PC knows when it looks at a license file. */
export interface CheckContext {
  /** Thumbprint of this PC's device key. */
  readonly hostId: HostId
  /** What this PC measures now. */
  readonly fingerprint: Fingerprint
  /** Generation of the newest receipt for this license on this PC; null for none. */
  readonly returnedGeneration: number | null
  readonly clock: EpochMs
  /** Latest time a server has signed for this PC; null when it keeps none. The license's own `iat` always counts. */
  readonly mark: TimeMark | null
}

/** Says what a verified license is worth on this PC now. Lease, grace and license end at their instants, not after. */
export function checkLicense(claims: LicenseClaims, context: CheckContext): LicenseCheck {
  const { now, isClockBehind } = trustedTime(context.clock, moveMark(context.mark, claims.iat))
  const { state, until } = stateAt(claims, context, now)
  const runs = state === 'valid' || state === 'emergency' || state === 'grace'
  return {
    state,
    runs,
    until,
    daysLeft: runs ? daysBetween(now, until) : 0,
    renewalDue: isRenewable(state) && claims.renewFrom !== undefined && now >= claims.renewFrom * 1000,
    isClockBehind,
  }
}

interface StateAt {
  readonly state: LicenseState
  readonly until: EpochMs | null
}

function stateAt(claims: LicenseClaims, context: CheckContext, now: EpochMs): StateAt {
  if (!isMadeFor(claims, context)) return { state: 'wrong-host', until: null }
  if (context.returnedGeneration !== null && claims.generation <= context.returnedGeneration) {
    return { state: 'returned', until: null }
  }
  const expiresAt = millis(claims.expiresAt)
  const leaseUntil = millis(claims.exp)
  const graceUntil = millis(claims.graceUntil)
  if (expiresAt !== null && now >= expiresAt) return { state: 'expired', until: null }
  if (leaseUntil === null || now < leaseUntil) {
    return { state: claims.kind === 'emergency' ? 'emergency' : 'valid', until: earliest(leaseUntil, expiresAt) }
  }
  if (graceUntil !== null && now < graceUntil) return { state: 'grace', until: earliest(graceUntil, expiresAt) }
  return { state: 'lease-ended', until: null }
}

/** The device key is the proof; the fingerprint catches a store copied together with its key. */
function isMadeFor(claims: LicenseClaims, { hostId, fingerprint }: CheckContext): boolean {
  return claims.cnf.jkt === hostId && isSameHost(claims.host.fingerprint, fingerprint)
}

/** A lease that has ended may still be renewed; a license that is over, gone or another PC's may not. */
function isRenewable(state: LicenseState): boolean {
  return state === 'valid' || state === 'grace' || state === 'lease-ended'
}

function daysBetween(now: EpochMs, until: EpochMs | null): number | null {
  return until === null ? null : Math.ceil((until - now) / DAY_MS)
}

function earliest(a: EpochMs | null, b: EpochMs | null): EpochMs | null {
  if (a === null) return b
  return b === null ? a : Math.min(a, b)
}

function millis(date: NumericDate | undefined): EpochMs | null {
  return date === undefined ? null : date * 1000
}

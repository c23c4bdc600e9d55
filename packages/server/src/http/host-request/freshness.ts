import type { EpochMs } from '@latchkey/core/ids'
import { HOUR_MS, LIMITS } from '@latchkey/core/limits'
import { type Refusal, refusal } from '@latchkey/core/refusals'

/** How a request came: posted by the PC, or as a file that somebody carried. */
export type Carrier = 'wire' | 'file'

/** Why a request made at `madeAt`, by the clock of its PC, is not answered at `now`; null if it is. */
export function refusalOfTime(madeAt: EpochMs, now: EpochMs, carrier: Carrier): Refusal | null {
  const ageMs = now - madeAt
  if (ageMs > LIMITS.offlineRequestMs) return refusal('REQUEST_STALE')
  // Posted, it is as old as its clock is wrong; a file travels.
  const offMs = carrier === 'file' ? -ageMs : Math.abs(ageMs)
  if (offMs > LIMITS.clockToleranceMs) {
    return refusal('CLOCK_SKEW', { hours: Math.round(Math.abs(ageMs) / HOUR_MS) })
  }
  return null
}

import type { EpochMs } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import type { NumericDate } from './documents.ts'

/**
 * The latest time a server has signed for this PC, as its store remembers it. Only `iat` of verified documents moves it, and only
 * forward: a clock that was once wrong spoils nothing, and one set back gains nothing.
 */
export type TimeMark = EpochMs

/** What time it is, as far as can be known without asking anybody. */
export interface TrustedTime {
  /** Never before the mark: that time has certainly passed. */
  readonly now: EpochMs
  /** The clock is behind the mark by more than a wrong time zone explains ({@link LIMITS.clockToleranceMs}): it was set back. */
  readonly isClockBehind: boolean
}

/** Reads the clock by the trusted-time rule. */
export function trustedTime(clock: EpochMs, mark: TimeMark | null): TrustedTime {
  if (mark === null) return { now: clock, isClockBehind: false }
  return { now: Math.max(clock, mark), isClockBehind: clock < mark - LIMITS.clockToleranceMs }
}

/** The mark after a verified document of the server was read. */
export function moveMark(mark: TimeMark | null, iat: NumericDate): TimeMark {
  const signedAt = iat * 1000
  return mark === null ? signedAt : Math.max(mark, signedAt)
}

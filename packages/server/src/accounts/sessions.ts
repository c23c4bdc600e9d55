import type { EpochMs } from '@latchkey/core/ids'
import { LIMITS, MINUTE_MS } from '@latchkey/core/limits'
import type { PersonRecord, SessionRecord } from '../store/people-reads.ts'

/** A session that is open, and whose it is. */
export interface OpenSession {
  readonly session: SessionRecord
  readonly person: PersonRecord
}

/** 256 bits; of which the database keeps the hash, so that a stolen one opens no session. */
export const SESSION_TOKEN_BYTES = 32
/** How far a session's last use is moved at least: a write per minute, not per request. */
export const SLIDE_MS = MINUTE_MS

/** When a session ends if it is not used, and when at the latest: the console's sooner than the portal's. */
export function endsOf({ session, person }: OpenSession, now: EpochMs): { idle: EpochMs; latest: EpochMs } {
  const isStaff = person.role !== 'customer'
  const latest = session.createdAt + (isStaff ? LIMITS.staffSessionMaxMs : LIMITS.portalSessionMaxMs)
  return { idle: Math.min(now + idleMs(person), latest), latest }
}

/** By the server's clock: unused for too long, or too old however busy. */
export function isOver(open: OpenSession, now: EpochMs): boolean {
  const { session, person } = open
  return session.usedAt + idleMs(person) <= now || endsOf(open, now).latest <= now
}

function idleMs({ role }: PersonRecord): number {
  return role === 'customer' ? LIMITS.portalSessionIdleMs : LIMITS.staffSessionIdleMs
}

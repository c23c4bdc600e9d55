import { createHash } from 'node:crypto'
import type { StaffRole } from '@latchkey/core/access'
import type { EpochMs, StaffId } from '@latchkey/core/ids'
import { LIMITS, MINUTE_MS } from '@latchkey/core/limits'
import type { Auth } from './auth.ts'
import { personById } from './people.ts'

/** A member of staff who is signed in. */
export interface SignedInStaff {
  readonly id: StaffId
  readonly name: string
  readonly role: StaffRole
}

interface Session {
  readonly id: string
  readonly userId: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

export const SESSION_TOKEN_BYTES = 32
/** How far the end of an idle session is moved at least: a write per minute, not per request. */
const SLIDE_MS = MINUTE_MS

/**
 * Begins a session at `now` under a token of 256 random bits. better-auth would keep the token as it is; it is given the hash, so
 * that a stolen database opens no session.
 */
export async function beginSession(
  { internalAdapter }: Auth,
  userId: string,
  token: string,
  now: EpochMs,
): Promise<EpochMs> {
  const expiresAt = now + LIMITS.staffSessionIdleMs
  const at = new Date(now)
  const row = { token: hashOf(token), expiresAt: new Date(expiresAt), createdAt: at, updatedAt: at }
  await internalAdapter.createSession(userId, false, row, true)
  return expiresAt
}

/** Who a session's token belongs to; null when it is unknown, was idle too long or is too old. Using a session keeps it alive. */
export async function staffOfSession(auth: Auth, token: string, now: EpochMs): Promise<SignedInStaff | null> {
  const where = [{ field: 'token', value: hashOf(token) }]
  const session = await auth.adapter.findOne<Session>({ model: 'session', where })
  if (session === null) return null
  const endsAt = session.createdAt.getTime() + LIMITS.staffSessionMaxMs
  if (session.expiresAt.getTime() <= now || endsAt <= now) {
    await auth.adapter.delete({ model: 'session', where })
    return null
  }
  const person = await personById(auth, session.userId)
  if (person === null || person.role === 'customer') return null
  const expiresAt = Math.min(now + LIMITS.staffSessionIdleMs, endsAt)
  if (expiresAt >= session.expiresAt.getTime() + SLIDE_MS) {
    await auth.adapter.update({ model: 'session', where, update: { expiresAt: new Date(expiresAt) } })
  }
  return { id: person.id as StaffId, name: person.name, role: person.role }
}

/** Ends a session; one that is over already stays over. */
export async function endSession({ adapter }: Auth, token: string): Promise<void> {
  await adapter.delete({ model: 'session', where: [{ field: 'token', value: hashOf(token) }] })
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

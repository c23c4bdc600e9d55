import type { EpochMs, SessionId } from '@latchkey/core/ids'
import { DAY_MS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import type { NewSession, PersonId, ShownFactor } from '../../../people-commands.ts'
import type { CommandOf } from '../../../store.ts'
import { queueMail } from '../../queue-mail.ts'
import { writeEvent, type Writing } from '../../save.ts'
import type { Tx } from '../../transaction.ts'

/** No session lives longer, whatever its kind: older rows are of no use. */
const KEPT_MS = DAY_MS

export function insertSession({ tx, at }: Writing, person: PersonId, session: NewSession): void {
  const { id, tokenHash, needs, userAgent, ip } = session
  tx.run('DELETE FROM sessions WHERE used_at < ?', [at - KEPT_MS])
  tx.run(
    `INSERT INTO sessions (id, token_hash, account, needs, created_at, used_at, proven_at, user_agent, ip)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, tokenHash, person, needs, at, at, at, userAgent, ip],
  )
}

/** Somebody has signed in, or has begun to: then what follows is told at the second factor. */
export function performBeginSession(
  writing: Writing,
  { person, session, factor, browser }: CommandOf<'begin-session'>,
): Result<null, 'SECOND_FACTOR_FAILED'> {
  if (factor !== null && !useFactor(writing, person, factor)) return err('SECOND_FACTOR_FAILED')
  insertSession(writing, person, session)
  writing.tx.run('UPDATE accounts SET signed_in_at = ? WHERE "id" = ?', [writing.at, person])
  const event = writeEvent(writing, 'signed-in', { person, session: session.id }, null)
  const { userAgent, ip } = session
  if (isNewBrowser(writing.tx, person, browser)) {
    const facts = { userAgent, ip, at: writing.at }
    queueMail(writing, event, { template: 'new-sign-in', facts, to: { account: person } })
  }
  return ok(null)
}

/** The first browser of all is no news: somebody has just been given the account. */
function isNewBrowser(tx: Tx, person: PersonId, browser: string): boolean {
  const hasOthers = tx.query('SELECT 1 FROM known_browsers WHERE account = ? LIMIT 1').get(person) !== undefined
  const isNew = tx.run('INSERT OR IGNORE INTO known_browsers (account, browser) VALUES (?, ?)', [person, browser]) === 1
  return hasOthers && isNew
}

export function performRenewSession(
  writing: Writing,
  { person, before, after, factor }: CommandOf<'renew-session'>,
): Result<null, 'SECOND_FACTOR_FAILED' | 'NOT_FOUND'> {
  if (factor !== null && !useFactor(writing, person, factor)) return err('SECOND_FACTOR_FAILED')
  const sql = `UPDATE sessions SET id = ?, token_hash = ?, needs = NULL, proven_at = ?, used_at = ? WHERE id = ? AND account = ?`
  const { at, tx } = writing
  if (tx.run(sql, [after.id, after.tokenHash, at, at, before, person]) !== 1) return err('NOT_FOUND')
  return ok(null)
}

/** Uses a factor up, as far as it can be: a code works once, a passkey's counter only rises. */
function useFactor({ tx, at }: Writing, person: PersonId, factor: ShownFactor): boolean {
  switch (factor.type) {
    case 'totp':
      return (
        tx.run('UPDATE totps SET step = ? WHERE account = ? AND step < ?', [factor.step, person, factor.step]) === 1
      )
    case 'recovery-code':
      return tx.run('DELETE FROM recovery_codes WHERE account = ? AND hash = ?', [person, factor.hash]) === 1
    case 'passkey': {
      // 0 is what passkeys that are copied between devices always say.
      const sql = `UPDATE passkeys SET counter = ?, used_at = ? WHERE id = ? AND account = ? AND (counter < ? OR (counter = 0 AND ? = 0))`
      const { counter, id } = factor
      return tx.run(sql, [counter, at, id, person, counter, counter]) === 1
    }
  }
}

export function performEndSessions(
  writing: Writing,
  { person, which }: CommandOf<'end-sessions'>,
): Result<null, 'NOT_FOUND'> {
  const { tx } = writing
  if ('except' in which) {
    tx.run('DELETE FROM sessions WHERE account = ? AND id <> ?', [person, which.except])
    return ok(null)
  }
  return tx.run('DELETE FROM sessions WHERE account = ? AND id = ?', [person, which.only]) === 1
    ? ok(null)
    : err('NOT_FOUND')
}

/** Keeps that a session was used; to the minute, so that not every request writes. */
export function noteSessionUse(tx: Tx, id: SessionId, at: EpochMs): void {
  tx.run('UPDATE sessions SET used_at = ? WHERE id = ? AND used_at < ?', [at, id, at])
}

import { err, ok, type Result } from '@latchkey/core/result'
import type { PeopleCommandAnswers, PersonId } from '../../../people-commands.ts'
import type { CommandOf } from '../../../store.ts'
import { queueMail } from '../../queue-mail.ts'
import { writeEvent, type Writing } from '../../save.ts'
import { isUniqueViolation } from '../../sqlite-errors.ts'

/** Keeps the secret of an authenticator app that is being set up; one that is in use stays until the new one has shown a code. */
export function performBeginTotp({ tx }: Writing, { person, sealed }: CommandOf<'begin-totp'>): Result<null, never> {
  tx.run(
    `INSERT INTO totp_set_ups (account, sealed) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed`,
    [person, sealed],
  )
  return ok(null)
}

export function performEnableTotp(
  writing: Writing,
  { person, session, step, recoveryCodes }: CommandOf<'enable-totp'>,
): Result<PeopleCommandAnswers['enable-totp'], 'SECOND_FACTOR_FAILED'> {
  const { tx } = writing
  if (!isOpen(writing, person, session)) return err('SECOND_FACTOR_FAILED')
  const moved = tx.run(
    `INSERT INTO totps (account, sealed, step) SELECT account, sealed, ? FROM totp_set_ups WHERE account = ?
     ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, step = excluded.step`,
    [step, person],
  )
  if (moved !== 1) return err('SECOND_FACTOR_FAILED')
  tx.run('DELETE FROM totp_set_ups WHERE account = ?', [person])
  return ok(factorAdded(writing, person, session, recoveryCodes))
}

export function performAddPasskey(
  writing: Writing,
  { person, session, passkey, recoveryCodes }: CommandOf<'add-passkey'>,
): Result<PeopleCommandAnswers['add-passkey'], 'ALREADY_EXISTS' | 'SECOND_FACTOR_FAILED'> {
  if (!isOpen(writing, person, session)) return err('SECOND_FACTOR_FAILED')
  const { id, credential, publicKey, counter, transports, name } = passkey
  try {
    writing.tx.run(
      `INSERT INTO passkeys (id, account, credential, public_key, counter, transports, name, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, person, credential, publicKey, counter, JSON.stringify(transports), name, writing.at],
    )
  } catch (error) {
    if (isUniqueViolation(error)) return err('ALREADY_EXISTS')
    throw error
  }
  return ok(factorAdded(writing, person, session, recoveryCodes))
}

/**
 * Whether the session that adds a factor is still there: two half sign-ins may both have been told that none is set up, and the second
 * one, which the first has ended, must not replace the factor of the first.
 */
function isOpen({ tx }: Writing, person: PersonId, session: string): boolean {
  return tx.query('SELECT 1 FROM sessions WHERE id = ? AND account = ?').get(session, person) !== undefined
}

/** With the first factor come recovery codes, and a sign-in that lacked it is complete. */
function factorAdded(writing: Writing, person: PersonId, session: string, recoveryCodes: readonly string[]) {
  const { tx } = writing
  const recoveryCodesKept = tx.query('SELECT 1 FROM recovery_codes WHERE account = ? LIMIT 1').get(person) !== undefined
  if (!recoveryCodesKept) insertRecoveryCodes(writing, person, recoveryCodes)
  tx.run('UPDATE sessions SET needs = NULL WHERE id = ? AND account = ?', [session, person])
  // Whoever was half signed in elsewhere begins again, with the new factor.
  tx.run('DELETE FROM sessions WHERE account = ? AND id <> ? AND needs IS NOT NULL', [person, session])
  tellChange(writing, person, 'second-factor-added')
  return { recoveryCodesKept }
}

function insertRecoveryCodes({ tx }: Writing, person: PersonId, hashes: readonly string[]): void {
  tx.run('DELETE FROM recovery_codes WHERE account = ?', [person])
  for (const hash of hashes) tx.run('INSERT INTO recovery_codes (account, hash) VALUES (?, ?)', [person, hash])
}

function tellChange(writing: Writing, person: PersonId, type: string): void {
  const event = writeEvent(writing, type, { person }, null)
  queueMail(writing, event, { template: 'second-factor-changed', facts: {}, to: { account: person } })
}

/** The last factor stays where it is needed: of staff, and where the password alone would be too short. */
export function performRemoveFactor(
  writing: Writing,
  { person, factor }: CommandOf<'remove-factor'>,
): Result<null, 'NOT_FOUND' | 'NOT_ALLOWED' | 'PASSWORD_TOO_SHORT'> {
  const { tx } = writing
  const removed =
    factor === 'totp'
      ? tx.run('DELETE FROM totps WHERE account = ?', [person])
      : tx.run('DELETE FROM passkeys WHERE account = ? AND id = ?', [person, factor.passkey])
  if (removed === 0) return factor === 'totp' ? ok(null) : err('NOT_FOUND')
  if (!hasFactor(writing, person)) {
    const row = tx
      .query<{ readonly role: string; readonly short: number }>(
        'SELECT "role" AS role, password_is_short AS short FROM accounts WHERE "id" = ?',
      )
      .get(person)
    if (row?.role !== 'customer') return err('NOT_ALLOWED')
    if (row.short === 1) return err('PASSWORD_TOO_SHORT')
    tx.run('DELETE FROM recovery_codes WHERE account = ?', [person])
  }
  tellChange(writing, person, 'second-factor-removed')
  return ok(null)
}

export function hasFactor({ tx }: Writing, person: PersonId): boolean {
  const sql = 'SELECT 1 FROM totps WHERE account = ? UNION ALL SELECT 1 FROM passkeys WHERE account = ? LIMIT 1'
  return tx.query(sql).get(person, person) !== undefined
}

export function performSetRecoveryCodes(
  writing: Writing,
  { person, recoveryCodes }: CommandOf<'set-recovery-codes'>,
): Result<null, never> {
  insertRecoveryCodes(writing, person, recoveryCodes)
  tellChange(writing, person, 'recovery-codes-made')
  return ok(null)
}

/** Forgets every factor of a person who lost them. */
export function forgetFactors({ tx }: Writing, person: PersonId): void {
  for (const table of ['totps', 'totp_set_ups', 'passkeys', 'recovery_codes', 'sessions']) {
    tx.run(`DELETE FROM ${table} WHERE account = ?`, [person])
  }
}

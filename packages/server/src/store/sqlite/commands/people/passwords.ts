import { ok, type Result } from '@latchkey/core/result'
import type { NewPassword, PersonId } from '../../../people-commands.ts'
import type { CommandOf } from '../../../store.ts'
import { queueMail } from '../../queue-mail.ts'
import { writeEvent, type Writing } from '../../save.ts'
import { insertSession } from './sessions.ts'

/** A new password ends everything that the old one had opened: sessions, sign-ins on hosts, links on their way. */
export function setPassword({ tx, at }: Writing, person: PersonId, { hash, isShort }: NewPassword): void {
  tx.run('UPDATE accounts SET password_hash = ?, password_is_short = ?, "grantsFrom" = ? WHERE "id" = ?', [
    hash,
    Number(isShort),
    at,
    person,
  ])
  tx.run('DELETE FROM sessions WHERE account = ?', [person])
  tx.run('DELETE FROM mail_links WHERE account = ? AND used_at IS NULL', [person])
}

export function performChangePassword(
  writing: Writing,
  { person, password, session }: CommandOf<'change-password'>,
): Result<null, never> {
  setPassword(writing, person, password)
  insertSession(writing, person, session)
  const event = writeEvent(writing, 'password-set', { person, by: 'change' }, null)
  queueMail(writing, event, { template: 'password-changed', facts: {}, to: { account: person } })
  return ok(null)
}

export function performRehashPassword(
  { tx }: Writing,
  { person, hash }: CommandOf<'rehash-password'>,
): Result<null, never> {
  tx.run('UPDATE accounts SET password_hash = ? WHERE "id" = ?', [hash, person])
  return ok(null)
}

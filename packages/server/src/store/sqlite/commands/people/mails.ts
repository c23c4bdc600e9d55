import type { EpochMs, MailId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import type { MailOutcome } from '../../../../mail/mail.ts'
import type { PeopleCommandAnswers } from '../../../people-commands.ts'
import type { CommandOf } from '../../../store.ts'
import { viewMail } from '../../reads/mails.ts'
import { writeEvent, type Writing } from '../../save.ts'
import type { Tx } from '../../transaction.ts'

/** Tries a mail again that was given up; one that waits or was sent stays as it is. */
export function performRetryMail(
  writing: Writing,
  { id }: CommandOf<'retry-mail'>,
): Result<PeopleCommandAnswers['retry-mail'], 'NOT_FOUND'> {
  const { tx, at } = writing
  const sql = `UPDATE mails SET state = 'waiting', next_attempt_at = ?, attempts = 0 WHERE id = ? AND state = 'dead'`
  if (tx.run(sql, [at, id]) === 1) writeEvent(writing, 'mail-retried', { mail: id }, null)
  const view = viewMail(tx, id)
  return view === null ? err('NOT_FOUND') : ok(view)
}

/** Keeps what became of an attempt to send a mail. No operation: sent twice it is the same mail, under the same Message-ID. */
export function noteMail(tx: Tx, id: MailId, outcome: MailOutcome, at: EpochMs): void {
  const error = outcome.state === 'sent' ? null : outcome.error
  const next = outcome.state === 'waiting' ? outcome.nextAttemptAt : null
  const sentAt = outcome.state === 'sent' ? at : null
  tx.run(
    `UPDATE mails SET state = ?, attempts = attempts + 1, last_error = ?, next_attempt_at = ?, sent_at = ? WHERE id = ?`,
    [outcome.state, error, next, sentAt, id],
  )
}

/** Forgets mails that were sent before an instant, and links that nobody can take up any more; at most so many of each. */
export function purgeMails(tx: Tx, before: EpochMs, countMax: number): number {
  const mails = `DELETE FROM mails WHERE id IN (SELECT id FROM mails WHERE state = 'sent' AND created_at < ? LIMIT ?)`
  const links = 'DELETE FROM mail_links WHERE id IN (SELECT id FROM mail_links WHERE expires_at < ? LIMIT ?)'
  return tx.run(mails, [before, countMax]) + tx.run(links, [before, countMax])
}

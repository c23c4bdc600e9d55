import { applyAll, decide } from '@latchkey/core/license'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CommandOf } from '../../../store.ts'
import { loadKey, loadKeyIdsOfAccount } from '../../load.ts'
import { queueMail } from '../../queue-mail.ts'
import { saveLicense, writeEvent, type Writing } from '../../save.ts'

/**
 * Closes an account and erases who it was: its licenses go on working, released to their keys. Events keep its id, which by then
 * stands for nobody.
 */
export function performCloseAccount(
  writing: Writing,
  { account }: CommandOf<'close-account'>,
): Result<null, 'NOT_FOUND'> {
  const { tx } = writing
  if (tx.query(`SELECT 1 FROM accounts WHERE "id" = ? AND "role" = 'customer'`).get(account) === undefined) {
    return err('NOT_FOUND')
  }
  const licenses = releaseLicenses(writing, account)
  const event = writeEvent(writing, 'account-closed', { person: account, licenses }, null)
  // Mails that wait would reach somebody who has gone; the last one says goodbye.
  tx.run(`DELETE FROM mails WHERE account = ?`, [account])
  queueMail(writing, event, { template: 'account-closed', facts: { licenses }, to: { account } })
  tx.run('UPDATE return_requests SET account = NULL WHERE account = ?', [account])
  tx.run('UPDATE activations SET account_shown = NULL WHERE account_shown = ?', [account])
  tx.run('DELETE FROM accounts WHERE "id" = ?', [account])
  return ok(null)
}

function releaseLicenses(writing: Writing, account: CommandOf<'close-account'>['account']): number {
  let released = 0
  for (const keyId of loadKeyIdsOfAccount(writing.tx, account)) {
    for (const before of loadKey(writing.tx, keyId)?.licenses ?? []) {
      if (before.license.associatedTo !== account) continue
      const decision = decide(before.license, { type: 'support-release' }, writing.at)
      if (!decision.ok) throw new Error(`an associated license can be released, but: ${decision.error}`)
      saveLicense(writing, before, applyAll(before.license, decision.value), decision.value)
      released += 1
    }
  }
  return released
}

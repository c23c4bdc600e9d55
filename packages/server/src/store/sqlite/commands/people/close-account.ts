import { applyAll, decide } from '@latchkey/core/license'
import { decideRemoval } from '@latchkey/core/organization'
import type { AccountId, ReturnRequestId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CommandOf } from '../../../store.ts'
import { loadAccount, loadKey, loadKeyIdsOfAccount } from '../../load.ts'
import { loadOwners, organizationsOf } from '../../organizations.ts'
import { queueMail } from '../../queue-mail.ts'
import { closeRequest } from '../../return-requests.ts'
import { saveLicense, writeEvent, type Writing } from '../../save.ts'
import type { TransferRow } from '../../transfer-record.ts'
import { cancelWaitingHandovers } from '../handovers.ts'
import { removeOwner, tellOwners } from '../owners-of-organizations.ts'
import { withdrawOffer } from '../transfers.ts'

/**
 * Closes an account and erases who it was: its licenses go on working, released to their keys; what it had under way ends. Events,
 * transfers and cases keep its id, which by then stands for nobody.
 */
export function performCloseAccount(
  writing: Writing,
  { account }: CommandOf<'close-account'>,
): Result<null, 'NOT_FOUND' | 'LAST_OWNER'> {
  const { tx } = writing
  const sql = `SELECT 1 FROM accounts WHERE "id" = ? AND "role" = 'customer' AND organization = 0`
  if (tx.query(sql).get(account) === undefined) return err('NOT_FOUND')
  if (isLastOwner(writing, account)) return err('LAST_OWNER')
  endWhatIsUnderWay(writing, account)
  for (const organization of organizationsOf(tx, account)) leave(writing, organization, account)
  const licenses = releaseLicenses(writing, account)
  const event = writeEvent(writing, 'account-closed', { person: account, licenses }, null)
  // Mails that wait would reach somebody who has gone; the last one says goodbye.
  tx.run(`DELETE FROM mails WHERE account = ?`, [account])
  queueMail(writing, event, { template: 'account-closed', facts: { licenses }, to: { account } })
  for (const erase of ERASING) tx.run(erase, [account])
  return ok(null)
}

/** Of any organization: its licenses would have nobody left. */
function isLastOwner({ tx }: Writing, account: AccountId): boolean {
  return organizationsOf(tx, account).some((id) => !decideRemoval({ id, owners: loadOwners(tx, id) }, account).ok)
}

/** As any owner leaves: whom they had invited does not come in, and those who stay are told. */
function leave(writing: Writing, organization: AccountId, person: AccountId): void {
  const { tx } = writing
  const about = loadAccount(tx, person).name
  removeOwner(writing, organization, person)
  const left = { id: organization, name: loadAccount(tx, organization).name, owners: loadOwners(tx, organization) }
  tellOwners(writing, left, 'left', { about, person })
}

/** Ends an organization: what is under way, its licenses' association, and itself; people who own it stay as they are. */
export function closeAccountRow(writing: Writing, account: AccountId): number {
  endWhatIsUnderWay(writing, account)
  const licenses = releaseLicenses(writing, account)
  for (const erase of ERASING) writing.tx.run(erase, [account])
  return licenses
}

/** What names a person, or was written by them, wherever it stands; the account itself last. */
const ERASING = [
  `DELETE FROM request_comments WHERE actor_type = 'account' AND actor_id = ?`,
  `UPDATE return_requests SET account = NULL, email = '', message = '' WHERE account = ?`,
  'UPDATE handovers SET objection = NULL WHERE account = ?',
  `UPDATE transfers SET email = '' WHERE to_account = ?`,
  'DELETE FROM host_names WHERE account = ?',
  'UPDATE activations SET account_shown = NULL WHERE account_shown = ?',
  'DELETE FROM accounts WHERE "id" = ?',
] as const

/** Nobody is left to accept for, or to answer: offers are withdrawn, and so are cases that they opened. */
function endWhatIsUnderWay(writing: Writing, account: AccountId): void {
  const { tx } = writing
  const offers = `SELECT id FROM transfers WHERE from_account = ? AND state = 'offered' ORDER BY id`
  for (const { id } of tx.query<Pick<TransferRow, 'id'>>(offers).all(account)) withdrawOffer(writing, id)
  cancelWaitingHandovers(writing, account)
  const cases = 'SELECT id FROM return_requests WHERE account = ? AND closed = 0 ORDER BY id'
  for (const { id } of tx.query<{ readonly id: ReturnRequestId }>(cases).all(account)) {
    closeRequest(writing, id, 'withdrawn', '')
  }
}

function releaseLicenses(writing: Writing, account: AccountId): number {
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

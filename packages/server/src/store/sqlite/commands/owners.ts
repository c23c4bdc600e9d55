import { can } from '@latchkey/core/access'
import type { AccountId, ProductId } from '@latchkey/core/ids'
import { applyAll, decide } from '@latchkey/core/license'
import { err, ok, type Result } from '@latchkey/core/result'
import { decideClaim } from '@latchkey/core/seats'
import { asKey, type LicenseRecord } from '../../records.ts'
import type { CommandAnswers, CommandNo, CommandOf } from '../../store.ts'
import { presentClaim } from '../claim-view.ts'
import { loadReturnAllowance } from '../license-past.ts'
import { loadKey, loadLicense } from '../load.ts'
import { viewMyHost } from '../reads/my-hosts.ts'
import { viewExistingMyLicense } from '../reads/my-licenses.ts'
import { openRequestsOf } from '../return-requests.ts'
import { saveLicense, type Writing } from '../save.ts'
import { isSettled } from './support-return.ts'
import { closeRequest } from '../return-requests.ts'

/** Associates licenses of a key, shown in full, to an account; no PC is concerned. */
export function performClaimKey(
  writing: Writing,
  { account, keyId, seats }: CommandOf<'claim-key'>,
): Result<CommandAnswers['claim-key'], CommandNo> {
  const { tx, at } = writing
  const key = loadKey(tx, keyId)
  if (key === null) return err('NOT_FOUND')
  const wishes = seats.map(({ product, count }) => ({ product: product as ProductId, count }))
  const rows = decideClaim(asKey(key), account, wishes, at)
  if (rows.length === 0) return err('NO_SEAT_FREE')
  const view = presentClaim(tx, key, account, rows)
  const records = new Map(key.licenses.map((record) => [record.license.id, record]))
  for (const { license, decision } of rows) {
    const record = records.get(license.id)
    if (!decision.ok || record === undefined) continue
    saveLicense(writing, record, applyAll(license, decision.value), decision.value)
  }
  return ok(view)
}

/** The owner returns a license whose PC is gone, within the policy. */
export function performOwnerReturn(
  writing: Writing,
  { account, licenseId, reason, note }: CommandOf<'owner-return'>,
): Result<CommandAnswers['owner-return'], CommandNo> {
  const { tx, at } = writing
  const record = loadOwn(writing, account, licenseId)
  if (record === null) return err('NOT_FOUND')
  const allowance = loadReturnAllowance(tx, record.license, at)
  const decision = decide(record.license, { type: 'owner-return', account, allowance }, at)
  if (!decision.ok) {
    if (decision.error === 'NOT_ACTIVATED') return err('NOT_ACTIVATED')
    const facts = allowance.nextAt === null ? {} : { until: allowance.nextAt }
    return err({ code: 'RETURN_LIMIT', facts })
  }
  saveLicense(writing, record, applyAll(record.license, decision.value), decision.value, { reason, note })
  for (const id of openRequestsOf(tx, licenseId)) {
    if (isSettled(tx, id)) closeRequest(writing, id, 'returned', 'The owner has returned it in the portal.')
  }
  return ok(viewExistingMyLicense(tx, account, licenseId, at))
}

/** A name that only this account sees. */
export function performRenameHost(
  writing: Writing,
  { account, host, name }: CommandOf<'rename-host'>,
): Result<CommandAnswers['rename-host'], CommandNo> {
  const { tx, at } = writing
  if (viewMyHost(tx, account, host, at) === null) return err('NOT_FOUND')
  if (name === null) tx.run('DELETE FROM host_names WHERE account = ? AND host = ?', [account, host])
  else {
    tx.run(
      `INSERT INTO host_names (account, host, name) VALUES (?, ?, ?)
       ON CONFLICT (account, host) DO UPDATE SET name = excluded.name`,
      [account, host, name],
    )
  }
  const view = viewMyHost(tx, account, host, at)
  return view === null ? err('NOT_FOUND') : ok(view)
}

/** A license of the account; of somebody else's it learns nothing. */
function loadOwn(
  { tx }: Writing,
  account: AccountId,
  id: CommandOf<'owner-return'>['licenseId'],
): LicenseRecord | null {
  const record = loadLicense(tx, id)?.licenses[0] ?? null
  const isOwn =
    record !== null && can({ type: 'account', id: account }, 'own:write', { owners: [record.license.associatedTo] })
  return isOwn ? record : null
}

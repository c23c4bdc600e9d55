import { can } from '@latchkey/core/access'
import type { AccountId, ProductId } from '@latchkey/core/ids'
import { applyAll, decide } from '@latchkey/core/license'
import type { Signed } from '@latchkey/core/organization'
import type { LicenseRefusalCode, RefusalFacts } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import { decideClaim } from '@latchkey/core/seats'
import { asKey, type LicenseRecord } from '../../records.ts'
import type { CommandAnswers, CommandNo, CommandOf } from '../../store.ts'
import { presentClaim } from '../claim-view.ts'
import { loadReturnAllowance } from '../license-past.ts'
import { loadKey, loadLicense } from '../load.ts'
import { viewMyHost } from '../reads/my-hosts.ts'
import { viewExistingMyLicense } from '../reads/my-licenses.ts'
import { saveLicense, type Writing } from '../save.ts'
import { closeSettled } from './settled-cases.ts'

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
  const returned = returnLostPc(writing, record, { signed: { account }, reason, note, by: 'portal' })
  if (returned.ok) return ok(viewExistingMyLicense(tx, account, licenseId, at))
  const { code, facts } = returned.error
  return err(code === 'NOT_ACTIVATED' ? code : { code: 'RETURN_LIMIT', facts })
}

/** Returns a license for its owner without its PC, if the rules allow it; cases of which nothing is left are closed. */
export function returnLostPc(
  writing: Writing,
  { license, ...record }: LicenseRecord,
  asked: Pick<CommandOf<'owner-return'>, 'reason' | 'note'> & {
    readonly signed: Signed
    readonly by: 'portal' | 'wizard'
  },
): Result<LicenseRecord, { readonly code: LicenseRefusalCode; readonly facts: RefusalFacts }> {
  const { tx, at } = writing
  const { signed, reason, note, by } = asked
  const allowance = loadReturnAllowance(tx, license, at)
  const decision = decide(license, { ...signed, type: 'owner-return', allowance }, at)
  if (!decision.ok) {
    const isLimit = decision.error === 'RETURN_LIMIT' && allowance.nextAt !== null
    return err({ code: decision.error, facts: isLimit ? { until: allowance.nextAt } : {} })
  }
  const after = applyAll(license, decision.value)
  const saved = saveLicense(writing, { license, ...record }, after, decision.value, { reason, note })
  closeSettled(writing, [license.id], by)
  return ok(saved.record)
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

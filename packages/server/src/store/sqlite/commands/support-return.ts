import { applyAll, decide } from '@latchkey/core/license'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import { closeReturnRequest } from '@latchkey/core/return-request'
import { draftReply } from '../../reply.ts'
import type { KeyRecord, LicenseRecord } from '../../records.ts'
import type { CommandAnswers, CommandOf, CommandRefusal } from '../../store.ts'
import { viewLicense } from '../license-view.ts'
import { loadKey, loadLicense, loadProduct } from '../load.ts'
import { closeRequest, loadRequest, openRequestsOf } from '../return-requests.ts'
import { saveLicense, type Writing } from '../save.ts'
import { tellOwner } from '../tell-owner.ts'

type SupportReturn = CommandOf<'support-return'>
type Returned = CommandAnswers['support-return']

/** KB1023 2.B: returns licenses whose PC is gone, closes the case, and drafts the reply. */
export function performSupportReturn(writing: Writing, command: SupportReturn): Result<Returned, CommandRefusal> {
  const { tx, at } = writing
  const key = 'keyId' in command.target ? loadKey(tx, command.target.keyId) : loadLicense(tx, command.target.licenseId)
  if (key === null) return err('NOT_FOUND')
  const activated = key.licenses.filter(({ license }) => license.activatedOn !== null)
  if (activated.length === 0) return err('NOT_ACTIVATED')
  if (activated.length > LIMITS.supportReturnAloneMax) return err('NEEDS_APPROVAL')
  const refusal = refusalOfRequest(writing, command, activated)
  if (refusal !== null) return err(refusal)
  const after = activated.map((record) => returnOne(writing, command, record))
  const reply = replyFor(writing, command, key, after)
  for (const id of requestsToClose(writing, command, after)) closeRequest(writing, id, 'returned', reply)
  const rows = after.flatMap(({ license }) => viewLicense(tx, license.id, at) ?? [])
  return ok({ rows: rows.map((license) => ({ license, status: 'returned', code: null })), reply })
}

/** A case that is named must be one about these licenses, and open. */
function refusalOfRequest(
  { tx }: Writing,
  { returnRequestId }: SupportReturn,
  activated: readonly LicenseRecord[],
): CommandRefusal | null {
  if (returnRequestId === null) return null
  const request = loadRequest(tx, returnRequestId)
  const concerns = activated.some(({ license }) => request?.licenseIds.includes(license.id))
  if (request === null || !concerns) return 'NOT_FOUND'
  const closed = closeReturnRequest(request.state, 'returned')
  return closed.ok ? null : closed.error
}

function returnOne(writing: Writing, command: SupportReturn, before: LicenseRecord): LicenseRecord {
  const { reason, note, releaseFromAccount, returnRequestId } = command
  const decision = decide(before.license, { type: 'support-return', releaseFromAccount }, writing.at)
  if (!decision.ok) throw new Error(`an activated license can be returned by Support, but: ${decision.error}`)
  const { record, events } = saveLicense(writing, before, applyAll(before.license, decision.value), decision.value, {
    reason,
    note,
    returnRequest: returnRequestId ?? undefined,
  })
  const told = { before: before.license, asking: null, returned: { reason, released: releaseFromAccount } }
  for (const { id, event } of events) tellOwner(writing, { ...told, eventId: id, event })
  return record
}

function replyFor(
  { tx }: Writing,
  { reason }: SupportReturn,
  { last5 }: KeyRecord,
  returned: readonly LicenseRecord[],
): string {
  return draftReply({
    reason,
    keyLast5: last5,
    products: returned.map(({ license }) => loadProduct(tx, license.product).name),
    isAssociated: returned.every(({ license }) => license.associatedTo !== null),
  })
}

/** The case named, and every open one that has nothing left to return. */
function requestsToClose(
  { tx }: Writing,
  { returnRequestId }: SupportReturn,
  returned: readonly LicenseRecord[],
): ReadonlySet<string> {
  const ids = new Set(returned.flatMap(({ license }) => openRequestsOf(tx, license.id)))
  const settled = [...ids].filter((id) => isSettled(tx, id))
  return new Set(returnRequestId === null ? settled : [returnRequestId, ...settled])
}

function isSettled(tx: Writing['tx'], request: string): boolean {
  const sql = `SELECT count(*) AS live FROM return_request_licenses r
    JOIN activations a ON a.license = r.license AND a.returned_at IS NULL WHERE r.request = ?`
  return tx.query<{ readonly live: number }>(sql).get(request)?.live === 0
}

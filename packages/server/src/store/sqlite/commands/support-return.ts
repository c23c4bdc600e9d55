import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import { closeReturnRequest } from '@latchkey/core/return-request'
import { draftDecisionReply } from '../../reply.ts'
import type { KeyRecord, LicenseRecord } from '../../records.ts'
import type { CommandAnswers, CommandOf, CommandRefusal } from '../../store.ts'
import { loadCase } from '../case-record.ts'
import { viewLicense } from '../license-view.ts'
import { loadKey, loadLicense, loadProduct } from '../load.ts'
import { closeRequest, loadRequest, openRequestsOf } from '../return-requests.ts'
import type { Writing } from '../save.ts'
import { returnWithoutPc, tellAnswer } from './case-effects.ts'

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
  for (const id of requestsToClose(writing, command, after)) {
    const found = loadCase(tx, id)
    const event = closeRequest(writing, id, 'returned', reply)
    if (found !== null) tellAnswer(writing, found, event, reply)
  }
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
  return returnWithoutPc(writing, before, releaseFromAccount, {
    reason,
    note,
    returnRequest: returnRequestId ?? undefined,
  })
}

function replyFor(
  { tx }: Writing,
  { reason, returnRequestId }: SupportReturn,
  { last5 }: KeyRecord,
  returned: readonly LicenseRecord[],
): string {
  const drafted = draftDecisionReply('return', {
    request: returnRequestId,
    reason,
    keyLast5: last5,
    products: [...new Set(returned.map(({ license }) => loadProduct(tx, license.product).name))],
    hostNames: [],
    emergencyDays: 0,
    isAssociated: returned.every(({ license }) => license.associatedTo !== null),
  })
  return drafted.words
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

/** Whether a case has nothing left to return. */
export function isSettled(tx: Writing['tx'], request: string): boolean {
  const sql = `SELECT count(*) AS live FROM return_request_licenses r
    JOIN activations a ON a.license = r.license AND a.returned_at IS NULL WHERE r.request = ?`
  return tx.query<{ readonly live: number }>(sql).get(request)?.live === 0
}

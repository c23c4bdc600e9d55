import { applyAll, decide, type LicenseEvent } from '@latchkey/core/license'
import { err, ok, type Result } from '@latchkey/core/result'
import { isAnotherHostTooMany } from '@latchkey/core/seats'
import { asKey, type LicenseRecord } from '../../records.ts'
import type { CommandAnswers, CommandNo, CommandOf } from '../../store.ts'
import { loadCase } from '../case-record.ts'
import { type LastEnded, loadLastEnded } from '../license-past.ts'
import { viewLicense } from '../license-view.ts'
import { loadKey, loadLicense } from '../load.ts'
import { viewExistingRequest } from '../reads/return-requests.ts'
import { noteOnRequest } from '../return-requests.ts'
import { type SavedLicense, saveLicense, type Writing } from '../save.ts'
import { queueMail } from '../queue-mail.ts'
import { licenseMail } from '../tell-owner.ts'
import { closedAlong } from './settled-cases.ts'

/** Undoes returns without the PC: all of a case, which is opened again, or that of one license. All of them or none. */
export function performUndoReturn(
  writing: Writing,
  { target, note }: CommandOf<'undo-return'>,
): Result<CommandAnswers['undo-return'], CommandNo> {
  const { tx, at } = writing
  const request = 'id' in target ? loadCase(tx, target.id) : null
  if ('id' in target && request === null) return err('NOT_FOUND')
  if (request !== null && request.found.state !== 'returned') return err('UNDO_TOO_LATE')
  const records = 'id' in target ? (request?.records ?? []) : (loadLicense(tx, target.licenseId)?.licenses ?? [])
  if (records.length === 0) return err('NOT_FOUND')
  const undone: LicenseRecord[] = []
  for (const record of records) {
    const last = loadLastEnded(tx, record.license.id)
    // A case may name licenses that were idle already when it was decided.
    if (request !== null && last?.returnedIn !== request.id) continue
    const outcome = undoOne(writing, record, last, note)
    if (!outcome.ok) return outcome
    undone.push(outcome.value)
  }
  if (undone.length === 0) return err('UNDO_TOO_LATE')
  const requestId = request?.id ?? loadReturnedIn(records, writing)
  if (requestId !== null) reopen(writing, requestId, note)
  const whole = requestId === null ? null : loadCase(tx, requestId)
  for (const along of whole === null ? [] : closedAlong(writing, whole)) reopen(writing, along, note)
  return ok({
    licenses: undone.flatMap(({ license }) => viewLicense(tx, license.id, at) ?? []),
    returnRequest: requestId === null ? null : viewExistingRequest(tx, requestId, at),
  })
}

function undoOne(
  writing: Writing,
  record: LicenseRecord,
  last: LastEnded | null,
  note: string,
): Result<LicenseRecord, CommandNo> {
  if (last === null) return err('UNDO_TOO_LATE')
  const { license } = record
  const decision = decide(license, { type: 'undo-return', ended: last.ended }, writing.at)
  if (!decision.ok) return err('UNDO_TOO_LATE')
  if (isKeyTaken(writing, record, last)) return err('KEY_IN_USE')
  const events: readonly LicenseEvent[] = decision.value
  const saved = saveLicense(writing, record, applyAll(license, events), events, {
    note,
    undone: { hostName: last.hostName, generation: last.ended.generation },
  })
  tellOfUndoing(writing, saved, last.hostName)
  return ok(saved.record)
}

/** The owner heard of the return, and hears of this. */
function tellOfUndoing(writing: Writing, { record: { license }, events }: SavedLicense, hostName: string): void {
  const [event] = events
  const owner = license.associatedTo
  if (event === undefined || owner === null) return
  const facts = { ...licenseMail(writing, license), hostName }
  queueMail(writing, event.id, { template: 'return-undone', facts, to: { account: owner }, license: license.id })
}

/** Meanwhile the key's licenses may have gone to another host (I2). */
function isKeyTaken({ tx }: Writing, { license }: LicenseRecord, { ended }: LastEnded): boolean {
  const record = loadKey(tx, license.keyId)
  return record !== null && isAnotherHostTooMany(asKey(record), ended.host)
}

/** The case that the return of a single license belonged to: with every license of it undone it is open again. */
function loadReturnedIn(records: readonly LicenseRecord[], { tx }: Writing): string | null {
  const sql =
    'SELECT returned_in AS id FROM activations WHERE license = ? AND undone_at IS NOT NULL ORDER BY generation DESC'
  const id = tx.query<{ readonly id: string | null }>(sql).get(records[0]?.license.id ?? '')?.id ?? null
  const request = id === null ? null : loadCase(tx, id)
  const isWhole = request !== null && request.records.length === 1 && request.found.state === 'returned'
  return isWhole ? id : null
}

function reopen(writing: Writing, id: string, note: string): void {
  // The answer was promised from when it was opened; that clock begins anew.
  const sql = `UPDATE return_requests SET state = 'open', closed = 0, closed_at = NULL, answer = NULL, reopened_at = ? WHERE id = ? AND closed = 1`
  if (writing.tx.run(sql, [writing.at, id]) === 0) return
  noteOnRequest(writing, id, 'return-request-reopened', { note })
}

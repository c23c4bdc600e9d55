import { judge, type ReturnCase } from '@latchkey/core/case-decision'
import type { LicenseId, ReturnRequestId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CaseDecision } from '@latchkey/core/return-request'
import { draftDecisionReply } from '../../reply.ts'
import type { LicenseRecord } from '../../records.ts'
import type { CommandAnswers, CommandNo, CommandOf } from '../../store.ts'
import { type CaseRecord, hasObjection, isPending, loadCase, toCaseLicense } from '../case-record.ts'
import { replySubjectOf } from '../case-reply.ts'
import { loadSupportReturnsAt } from '../license-past.ts'
import { viewLicense } from '../license-view.ts'
import { loadKey, loadLicense } from '../load.ts'
import { noteOnRequest, openRequestsOf } from '../return-requests.ts'
import type { Writing } from '../save.ts'
import { activeOf, returnWithoutPc } from './case-effects.ts'
import { tellOfOpening } from './cases.ts'
import { decideCase } from './decide-case.ts'
import { closeSettled } from './settled-cases.ts'

type SupportReturn = CommandOf<'support-return'>
type Returned = CommandAnswers['support-return']

/**
 * KB1023 2.B: Support returns licenses whose PC is gone, without looking for a case first. It is decided by the same rules as a case
 * (docs/decisions/013): at once, or it becomes a case that waits for a second agent or for the end of a hold.
 */
export function performSupportReturn(writing: Writing, command: SupportReturn): Result<Returned, CommandNo> {
  const asked = casesAsked(writing, command)
  if (!asked.ok) return asked
  const { records, about } = asked.value
  const decision = command.releaseFromAccount ? 'return-and-release' : 'return'
  const isWhole = about !== null && activeOf(about).length === records.length
  if (isWhole) return decideOpenCase(writing, command, about, decision)
  const found = caseOf(writing, command, asked.value)
  const verdict = judge(found, decision, { approved: false }, writing.at)
  if (!verdict.ok) return err(verdict.error)
  if (verdict.value.type === 'now') return returnAtOnce(writing, command, records, decision)
  return decideOpenCase(writing, command, openCase(writing, command, found, asked.value), decision)
}

interface Asked {
  /** What is to be returned: activated all. */
  readonly records: readonly LicenseRecord[]
  /** The open case that is about all of them, the one named before any other. */
  readonly about: CaseRecord | null
}

function casesAsked({ tx }: Writing, { target, returnRequestId }: SupportReturn): Result<Asked, CommandNo> {
  const key = 'keyId' in target ? loadKey(tx, target.keyId) : loadLicense(tx, target.licenseId)
  if (key === null) return err('NOT_FOUND')
  const activated = key.licenses.filter(({ license }) => license.activatedOn !== null)
  if (activated.length === 0) return err('NOT_ACTIVATED')
  const named = returnRequestId === null ? null : loadCase(tx, returnRequestId)
  const records = named === null ? activated : activated.filter((record) => covers(named, [record]))
  if ((returnRequestId !== null && named === null) || records.length === 0) return err('NOT_FOUND')
  if (named !== null && named.found.state !== 'open') return err('ALREADY_CLOSED')
  const ids = new Set(records.flatMap(({ license }) => openRequestsOf(tx, license.id)))
  const open = [...ids].flatMap((id) => loadCase(tx, id) ?? [])
  if (open.some(isPending)) return err('DECISION_PENDING')
  return ok({ records, about: named ?? open.find((found) => covers(found, records)) ?? null })
}

function covers(found: CaseRecord, records: readonly LicenseRecord[]): boolean {
  const ids = new Set(found.records.map(({ license }) => license.id))
  return records.every(({ license }) => ids.has(license.id))
}

/** What the rules need to know of a return that has no case of its own. */
function caseOf({ tx, at }: Writing, { reason }: SupportReturn, { records, about }: Asked): ReturnCase {
  return {
    state: 'open',
    stage: 'new',
    reason,
    openedAt: about?.found.openedAt ?? at,
    requester: about?.found.requester ?? null,
    objected: hasObjection(
      tx,
      records.map(({ license }) => license.id),
    ),
    supportReturnsAt: loadSupportReturnsAt(tx, records),
    licenses: records.map((record) => toCaseLicense(tx, record)),
  }
}

/** A case for what must wait. Owners who did not ask are told, and may still say no. */
function openCase(
  writing: Writing,
  { operation, reason }: SupportReturn,
  { requester, openedAt, licenses }: ReturnCase,
  { records, about }: Asked,
): CaseRecord {
  const { tx } = writing
  const id: ReturnRequestId = tx.newId('rr')
  const message = about === null ? `Returned by staff without a case (${operation.id}).` : `Part of ${about.id}.`
  const email = about?.email ?? ''
  const language = languageOf(tx, records, about?.id ?? null)
  tx.run(
    `INSERT INTO return_requests (id, state, closed, reason, email, message, key_id, account, opened_at, channel, language)
     VALUES (?, 'open', 0, ?, ?, ?, ?, ?, ?, 'api', ?)`,
    [id, reason, email, message, licenses[0]?.license.keyId ?? null, requester, openedAt, language],
  )
  for (const { license } of licenses) {
    tx.run('INSERT INTO return_request_licenses (request, license) VALUES (?, ?)', [id, license.id])
  }
  const event = noteOnRequest(writing, id, 'return-requested', { reason })
  if (event !== null) tellOfOpening(writing, { id, account: requester, email, language }, event, records)
  const opened = loadCase(tx, id)
  if (opened === null) throw new Error(`case ${id} was not opened`)
  return opened
}

function decideOpenCase(
  writing: Writing,
  { reason, note }: SupportReturn,
  found: CaseRecord,
  decision: CaseDecision,
): Result<Returned, CommandNo> {
  const decided = decideCase(writing, found, { decision, reason, note, reply: null })
  if (!decided.ok) return decided
  const { outcome, returnRequest, reply } = decided.value
  const ids = activeOf(found).map(({ license }) => license.id)
  return ok({ outcome, returnRequest, reply, rows: rowsOf(writing, ids, outcome === 'done' ? 'returned' : 'waits') })
}

function returnAtOnce(
  writing: Writing,
  { target, reason, note, returnRequestId }: SupportReturn,
  records: readonly LicenseRecord[],
  decision: Extract<CaseDecision, 'return' | 'return-and-release'>,
): Result<Returned, CommandNo> {
  const language = languageOf(writing.tx, records, returnRequestId)
  const subject = { records, keyLast5: last5Of(writing, target, records), id: returnRequestId, language }
  const reply = draftDecisionReply(decision, replySubjectOf(writing.tx, subject, { decision, reason })).words
  const change = { reason, note, returnRequest: returnRequestId ?? undefined }
  for (const record of records) returnWithoutPc(writing, record, decision === 'return-and-release', change)
  const ids = records.map(({ license }) => license.id)
  closeSettled(writing, ids, { decision, found: null })
  return ok({ outcome: 'done', returnRequest: null, reply, rows: rowsOf(writing, ids, 'returned') })
}

function last5Of({ tx }: Writing, target: SupportReturn['target'], [first]: readonly LicenseRecord[]): string | null {
  const id = 'keyId' in target ? target.keyId : first?.license.keyId
  return id === undefined ? null : (loadKey(tx, id)?.last5 ?? null)
}

function rowsOf({ tx, at }: Writing, ids: readonly LicenseId[], status: Returned['rows'][number]['status']) {
  return ids.flatMap((id) => viewLicense(tx, id, at) ?? []).map((license) => ({ license, status }))
}

/** The one the case was asked in, else that of the licenses' owner. */
function languageOf(
  tx: Writing['tx'],
  returned: readonly LicenseRecord[],
  request: SupportReturn['returnRequestId'],
): Language {
  const asked = request === null ? null : loadCase(tx, request)
  if (asked !== null) return asked.language
  const [owner] = returned.flatMap(({ license }) => license.associatedTo ?? [])
  const sql = 'SELECT language FROM accounts WHERE "id" = ?'
  return tx.query<{ readonly language: Language }>(sql).get(owner ?? '')?.language ?? 'en'
}

import type { CommentId, EpochMs, EventId } from '@latchkey/core/ids'
import { applyAll, decide, emergencyAllowance, isEmergencyGranted } from '@latchkey/core/license'
import type { LicenseRefusalCode } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CaseDecision, ReturnReason } from '@latchkey/core/return-request'
import type { LicenseRecord } from '../../records.ts'
import { draftDecisionReply } from '../../reply.ts'
import type { CommandNo } from '../../store.ts'
import type { CaseRecord } from '../case-record.ts'
import { replySubjectOf } from '../case-reply.ts'
import { closeRequest, noteOnRequest } from '../return-requests.ts'
import { saveLicense, type Writing } from '../save.ts'
import { tellOwner } from '../tell-owner.ts'
import { closeSettled } from './settled-cases.ts'
import { tellAnswer } from './tell-answer.ts'

/** Carrying out what was decided in a case. */

export interface Decided {
  readonly decision: CaseDecision
  readonly reason: ReturnReason
  readonly note: string
  /** What the customer is told; null: the drafted reply. */
  readonly reply: string | null
}

/** Does what was decided, tells the customer, and closes the case if that ends it; gives the reply. */
export function carryOut(writing: Writing, found: CaseRecord, decided: Decided): Result<string, CommandNo> {
  // Drafted first: it tells of the licenses as the customer knows them.
  const subject = replySubjectOf(writing.tx, found, decided)
  const reply = decided.reply ?? draftDecisionReply(decided.decision, subject).words
  const event = effectOf(writing, found, decided, reply)
  if (!event.ok) return event
  tellAnswer(writing, found, event.value, reply)
  return ok(reply)
}

function effectOf(
  writing: Writing,
  found: CaseRecord,
  { decision, reason, note }: Decided,
  reply: string,
): Result<EventId | null, CommandNo> {
  switch (decision) {
    case 'return':
    case 'return-and-release': {
      const change = { reason, note, returnRequest: found.id }
      const active = activeOf(found)
      for (const record of active) returnWithoutPc(writing, record, decision === 'return-and-release', change)
      const event = closeRequest(writing, found.id, 'returned', reply)
      const ids = active.map(({ license }) => license.id)
      closeSettled(writing, ids, { decision, found })
      return ok(event)
    }
    case 'refuse':
      return ok(closeRequest(writing, found.id, 'refused', reply))
    case 'emergency': {
      const refusal = grantEmergencies(writing, found)
      if (refusal !== null) return err(refusal)
      return ok(goOn(writing, found, { decision, note, stage: found.found.stage, reply }))
    }
    case 'ask-for-proof':
      return ok(goOn(writing, found, { decision, note, stage: 'proof-asked', reply }))
  }
}

/** The case stays open, with the reply as a comment. */
function goOn(
  writing: Writing,
  { id }: CaseRecord,
  { decision, note, stage, reply }: { decision: CaseDecision; note: string; stage: string; reply: string },
): EventId | null {
  const next = stage === 'proof-asked' ? 'proof-asked' : 'new'
  const sql = 'UPDATE return_requests SET stage = ?, pending = NULL, execute_at = NULL WHERE id = ?'
  writing.tx.run(sql, [next, id])
  addComment(writing, id, { author: 'support', text: reply, internal: false })
  return noteOnRequest(writing, id, 'return-request-decided', { decision, note })
}

export function activeOf({ records }: CaseRecord): readonly LicenseRecord[] {
  return records.filter(({ license }) => license.activatedOn !== null)
}

/** KB1023 2.B: one license returned by Support; its owner is told. */
export function returnWithoutPc(
  writing: Writing,
  before: LicenseRecord,
  releaseFromAccount: boolean,
  change: { readonly reason: ReturnReason; readonly note: string; readonly returnRequest: string | undefined },
): LicenseRecord {
  const decision = decide(before.license, { type: 'support-return', releaseFromAccount }, writing.at)
  if (!decision.ok) throw new Error(`an activated license can be returned by Support, but: ${decision.error}`)
  const releasedFrom = releaseFromAccount ? (before.license.associatedTo ?? undefined) : undefined
  const after = applyAll(before.license, decision.value)
  const { record, events } = saveLicense(writing, before, after, decision.value, { ...change, releasedFrom })
  const returned = { reason: change.reason, released: releaseFromAccount }
  const told = { before: before.license, asking: null, returned }
  for (const { id, event } of events) tellOwner(writing, { ...told, eventId: id, event })
  return record
}

/** Lets the PC that waits fetch an emergency license; refused when none of the licenses has one left. */
function grantEmergencies(writing: Writing, found: CaseRecord): CommandNo | null {
  const { at } = writing
  const decisions = activeOf(found).map((record) => {
    return { record, decision: decide(record.license, { type: 'grant-emergency' }, at) }
  })
  const refused = decisions.flatMap(({ record, decision }) => (decision.ok ? [] : [{ record, code: decision.error }]))
  const [first] = refused
  if (first !== undefined && refused.length === decisions.length) return emergencyNo(first.code, refused, at)
  for (const { record, decision } of decisions) {
    if (!decision.ok) continue
    const events = decision.value
    saveLicense(writing, record, applyAll(record.license, events), events, { returnRequest: found.id })
  }
  return null
}

function emergencyNo(
  code: LicenseRefusalCode,
  refused: readonly { readonly record: LicenseRecord }[],
  at: EpochMs,
): CommandNo {
  if (code === 'SUSPENDED' || code === 'REVOKED' || code === 'EXPIRED') return code
  const nextAt = refused.flatMap(({ record }) => emergencyAllowance(record.license, at).nextAt ?? [])
  return { code: 'EMERGENCY_LIMIT', facts: nextAt.length === 0 ? {} : { until: Math.min(...nextAt) } }
}

/** Takes back what no PC has fetched yet; whether there was anything. */
export function withdrawEmergencies(writing: Writing, found: CaseRecord): boolean {
  const withdrawn = found.records.map((record) => {
    const decision = decide(record.license, { type: 'withdraw-emergency' }, writing.at)
    const events = decision.ok && isEmergencyGranted(record.license, writing.at) ? decision.value : []
    saveLicense(writing, record, applyAll(record.license, events), events, { returnRequest: found.id })
    return events.length > 0
  })
  return withdrawn.includes(true)
}

export interface NewComment {
  readonly author: 'customer' | 'support' | 'help-desk'
  readonly text: string
  readonly internal: boolean
}

export function addComment({ tx, at, actor }: Writing, request: string, comment: NewComment): CommentId {
  const id = tx.newId('cmt')
  tx.run(
    `INSERT INTO request_comments (id, request, at, author, actor_type, actor_id, text, internal)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, request, at, comment.author, actor.type, actor.id, comment.text, Number(comment.internal)],
  )
  return id
}

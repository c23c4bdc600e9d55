import { isAsDecided, judge } from '@latchkey/core/case-decision'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CommandAnswers, CommandNo, CommandOf } from '../../store.ts'
import type { LicenseRecord } from '../../records.ts'
import type { ReturnRequestView } from '../../views.ts'
import { isSameAgent } from '../agents.ts'
import { type CaseRecord, loadCase, type PendingDecision } from '../case-record.ts'
import { replySubjectOf } from '../case-reply.ts'
import { loadOwnedAt } from '../license-past.ts'
import { draftDecisionReply } from '../../reply.ts'
import { viewExistingRequest } from '../reads/return-requests.ts'
import { noteOnRequest } from '../return-requests.ts'
import type { Writing } from '../save.ts'
import { addComment, carryOut, type Decided, withdrawEmergencies } from './case-effects.ts'

type Answer = Result<CommandAnswers['decide-case'], CommandNo>

/** An agent decides: at once, or it waits for a second agent or for the end of a hold. */
export function performDecideCase(writing: Writing, command: CommandOf<'decide-case'>): Answer {
  const found = loadCase(writing.tx, command.id)
  if (found === null) return err('NOT_FOUND')
  const { decision, note, reply } = command
  return decideCase(writing, found, { decision, reason: command.reason ?? found.found.reason, note, reply })
}

/** The one way in for a first decision, whichever door it comes by. */
export function decideCase(writing: Writing, found: CaseRecord, decided: Decided): Answer {
  return judgeAndDo(writing, found, decided, { approved: false })
}

/** A second agent agrees; whoever decided cannot agree with themselves. */
export function performApproveCase(writing: Writing, { id, note }: CommandOf<'approve-case'>): Answer {
  const found = loadCase(writing.tx, id)
  if (found === null) return err('NOT_FOUND')
  const { pending } = found
  if (found.found.state !== 'open') return err('ALREADY_CLOSED')
  if (pending === null || found.found.stage !== 'needs-second-agent') return err('ALREADY_CLOSED')
  if (isSameAgent(writing.tx, pending.by, writing.actor)) return err('NEEDS_APPROVAL')
  if (note !== '') addComment(writing, id, { author: 'support', text: note, internal: true })
  return judgeAndDo(writing, found, pending, { approved: true })
}

/** The end of a hold: the decision is judged no more, it was, but what it is about may have changed meanwhile. */
export function performCarryOutCase(writing: Writing, { id }: CommandOf<'carry-out-case'>): Answer {
  const found = loadCase(writing.tx, id)
  const isDue = found !== null && found.executeAt !== null && found.executeAt <= writing.at
  if (!isDue || found.pending === null) return err('NOT_FOUND')
  const { pending } = found
  const isNeeded = found.records.some(({ license }) => license.activatedOn !== null)
  const isSame = found.records.every((record) => isStillMeant(writing, record, pending))
  if (isNeeded && isSame) return done(writing, found, pending)
  // Returned by other means while it waited: there is nothing left to do. Or it is for Support to look at once more.
  clearPending(writing, found)
  if (!isSame) noteOnRequest(writing, id, 'return-request-cancelled', { note: CHANGED_MEANWHILE })
  return ok({ outcome: 'done', returnRequest: viewExistingRequest(writing.tx, id, writing.at), reply: '' })
}

const CHANGED_MEANWHILE = 'While it waited, a license got another owner or another PC.'

function isStillMeant({ tx }: Writing, { license, activation }: LicenseRecord, { at }: PendingDecision): boolean {
  return isAsDecided({ license, activatedAt: activation?.since ?? null, ownedAt: loadOwnedAt(tx, license.id) }, at)
}

/** Takes back a decision that waits, or an emergency license that was granted and that no PC has fetched yet. */
export function performCancelDecision(
  writing: Writing,
  { id, note }: CommandOf<'cancel-decision'>,
): Result<ReturnRequestView, CommandNo> {
  const found = loadCase(writing.tx, id)
  if (found === null) return err('NOT_FOUND')
  if (found.pending === null && !withdrawEmergencies(writing, found)) return err('ALREADY_CLOSED')
  if (found.pending !== null) clearPending(writing, found)
  noteOnRequest(writing, id, 'return-request-cancelled', { note })
  return ok(viewExistingRequest(writing.tx, id, writing.at))
}

export function clearPending({ tx }: Writing, { id }: CaseRecord): void {
  tx.run("UPDATE return_requests SET stage = 'new', pending = NULL, execute_at = NULL WHERE id = ?", [id])
}

function judgeAndDo(
  writing: Writing,
  found: CaseRecord,
  decided: Decided,
  how: { readonly approved: boolean },
): Answer {
  const verdict = judge(found.found, decided.decision, how, writing.at)
  if (!verdict.ok) return err(verdict.error)
  switch (verdict.value.type) {
    case 'now':
      return done(writing, found, decided)
    case 'held':
      return wait(writing, found, decided, verdict.value.until)
    case 'needs-second-agent':
      return wait(writing, found, decided, null)
  }
}

function done(writing: Writing, found: CaseRecord, decided: Decided): Answer {
  const reply = carryOut(writing, found, decided)
  if (!reply.ok) return reply
  const returnRequest = viewExistingRequest(writing.tx, found.id, writing.at)
  return ok({ outcome: 'done', returnRequest, reply: reply.value })
}

/** @param until the end of the hold; null while a second agent must agree */
function wait(writing: Writing, found: CaseRecord, decided: Decided, until: number | null): Answer {
  const { tx, at, actor } = writing
  const { decision, reason, note, reply } = decided
  // Who decided first stays: the second agent only agrees.
  const by = found.pending?.by ?? actor
  const pending: PendingDecision = { decision, reason, note, reply, by, at }
  tx.run('UPDATE return_requests SET stage = ?, pending = ?, execute_at = ? WHERE id = ?', [
    until === null ? 'needs-second-agent' : 'held',
    JSON.stringify(pending),
    until,
    found.id,
  ])
  noteOnRequest(writing, found.id, 'return-request-waits', { decision, reason, until })
  const drafted = reply ?? draftDecisionReply(decision, replySubjectOf(tx, found, decided)).words
  return ok({
    outcome: until === null ? 'needs-second-agent' : 'held',
    returnRequest: viewExistingRequest(tx, found.id, at),
    reply: drafted,
  })
}

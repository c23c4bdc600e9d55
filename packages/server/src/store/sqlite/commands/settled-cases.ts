import type { LicenseId } from '@latchkey/core/ids'
import type { CaseDecision } from '@latchkey/core/return-request'
import { languageNow } from '../../../language-now.ts'
import { SETTLED_WORDS } from '../../reply-words.ts'
import { draftDecisionReply } from '../../reply.ts'
import { type CaseRecord, loadCase } from '../case-record.ts'
import { replySubjectOf } from '../case-reply.ts'
import { peopleOf } from '../organizations.ts'
import { closeRequest, openRequestsOf } from '../return-requests.ts'
import type { Writing } from '../save.ts'
import { tellAnswer } from './tell-answer.ts'

/** By what the licenses of a case became idle: a decision of Support, or their owner. */
export type Settling =
  | {
      readonly decision: Extract<CaseDecision, 'return' | 'return-and-release'>
      /** The case that was decided; null for a return without one. */
      readonly found: CaseRecord | null
    }
  | keyof typeof SETTLED_WORDS

/**
 * Closes every open case that has nothing left to return: nobody need look at it any more. Whoever asked in it hears so in their language;
 * nobody hears it twice, and an owner not of what they did themselves.
 */
export function closeSettled(writing: Writing, ids: readonly LicenseId[], settling: Settling): void {
  const { tx, actor } = writing
  const decided = typeof settling === 'string' ? null : settling.found
  const told = new Set(decided === null ? [] : addressesOf(writing, decided))
  for (const id of new Set(ids.flatMap((license) => openRequestsOf(tx, license)))) {
    const found = loadCase(tx, id)
    if (found === null || !isSettled(tx, id)) continue
    const answer = answerOf(writing, found, settling)
    const event = closeRequest(writing, id, 'returned', answer, decided === null ? {} : { along: decided.id })
    const isTheirOwn = actor.type === 'account' && actor.id === found.found.requester
    const addresses = addressesOf(writing, found)
    if (isTheirOwn || addresses.every((address) => told.has(address))) continue
    tellAnswer(writing, found, event, answer)
    for (const address of addresses) told.add(address)
  }
}

/** As if this case had been decided, not the one of somebody else: nothing that was written to them is told. */
function answerOf({ tx }: Writing, found: CaseRecord, settling: Settling): string {
  if (typeof settling === 'string') return languageNow(found.language).say(SETTLED_WORDS[settling])
  const { reason } = found.found
  return draftDecisionReply(settling.decision, replySubjectOf(tx, found, { decision: settling.decision, reason })).words
}

function addressesOf({ tx }: Writing, { email, found: { requester } }: CaseRecord): readonly string[] {
  const addresses = requester === null ? [email] : peopleOf(tx, requester).map((person) => person.email)
  return addresses.filter((address) => address !== '').map((address) => address.toLowerCase())
}

/** Whether a case has nothing left to return. */
function isSettled(tx: Writing['tx'], request: string): boolean {
  const sql = `SELECT count(*) AS live FROM return_request_licenses r
    JOIN activations a ON a.license = r.license AND a.returned_at IS NULL WHERE r.request = ?`
  return tx.query<{ readonly live: number }>(sql).get(request)?.live === 0
}

/** The cases that were closed along with one: once that is undone, they are open again too. */
export function closedAlong({ tx }: Writing, { id, records }: CaseRecord): readonly string[] {
  const sql = `SELECT DISTINCT json_extract(data, '$.returnRequest') AS id FROM events
    WHERE license = ? AND type = 'return-request-returned' AND json_extract(data, '$.along') = ?`
  const found = records.flatMap(({ license }) => tx.query<{ readonly id: string }>(sql).all(license.id, id))
  return [...new Set(found.map((row) => row.id))]
}

import { judge, riskFlagsOf, RISK_WORDS } from '@latchkey/core/case-decision'
import type { EpochMs } from '@latchkey/core/ids'
import { decide } from '@latchkey/core/license'
import { graceUntil } from '@latchkey/core/policy'
import { type CaseDecision, countsAgainstLimits, RISK_FLAGS, type ReturnReason } from '@latchkey/core/return-request'
import type { AnswerOf } from '@latchkey/contract/operations'
import type { LicenseRecord } from '../../records.ts'
import { draftDecisionReply } from '../../reply.ts'
import { toIsoOrNull } from '../../views.ts'
import { type CaseRecord, loadCase } from '../case-record.ts'
import { replySubjectOf } from '../case-reply.ts'
import type { Reading } from '../connection.ts'
import { loadProduct } from '../load.ts'

type Preview = AnswerOf<'previewDecision'>

/** Checks, effects and drafted reply of a decision; decided by the same rules, and nothing is done. */
export function viewDecisionPreview(
  db: Reading,
  id: string,
  asked: { readonly decision: CaseDecision; readonly reason: ReturnReason | null },
  now: EpochMs,
): Preview | null {
  const record = loadCase(db, id)
  if (record === null) return null
  const { decision } = asked
  const reason = asked.reason ?? record.found.reason
  const verdict = judge(record.found, decision, { approved: false }, now)
  const flags = new Set(riskFlagsOf(record.found, now))
  const effects = record.records.map((license) => effectOn(db, license, { decision, reason }, now))
  return {
    checks: RISK_FLAGS.map((flag) => ({ check: flag, passed: !flags.has(flag), words: RISK_WORDS[flag] })),
    effects,
    needsSecondAgent: verdict.ok && verdict.value.type === 'needs-second-agent',
    heldUntil: verdict.ok && verdict.value.type === 'held' ? toIsoOrNull(verdict.value.until) : null,
    refusal: verdict.ok ? refusalOfEffects(decision, effects) : { code: verdict.error, facts: {} },
    reply: draftDecisionReply(decision, replySubjectOf(db, record, { decision, reason })),
  }
}

type Effect = Preview['effects'][number]

function effectOn(
  db: Reading,
  { license, activation }: LicenseRecord,
  { decision, reason }: { readonly decision: CaseDecision; readonly reason: ReturnReason },
  now: EpochMs,
): Effect {
  const { name: productName } = loadProduct(db, license.product)
  const hostName = activation?.hostName ?? null
  const base = {
    licenseId: license.id,
    productName,
    hostName,
    code: null,
    mayRunUntil: null,
    countsAgainstLimit: false,
  }
  if (decision === 'ask-for-proof' || decision === 'refuse') {
    return { ...base, outcome: 'nothing', words: `${productName} stays as it is.` }
  }
  if (activation === null) {
    return { ...base, outcome: 'refused', code: 'NOT_ACTIVATED', words: `${productName} is not activated on any PC.` }
  }
  if (decision === 'emergency') {
    const granted = decide(license, { type: 'grant-emergency' }, now)
    if (!granted.ok) {
      const { error } = granted
      const why =
        error === 'EMERGENCY_LIMIT' ? 'has no emergency license left' : `is not in use: ${error.toLowerCase()}`
      return { ...base, outcome: 'refused', code: error, words: `${productName} ${why}.` }
    }
    const words = `One more PC may run ${productName} for ${license.terms.emergencyDays} days.`
    return { ...base, outcome: 'emergency', words }
  }
  const released = decision === 'return-and-release' && license.associatedTo !== null
  const words = `${productName} is returned from ${hostName}${released ? ' and released from its account' : ''}.`
  return {
    ...base,
    outcome: released ? 'returned-and-released' : 'returned',
    mayRunUntil: toIsoOrNull(graceUntil(license.terms, activation.leaseUntil, license.expiresAt)),
    countsAgainstLimit: countsAgainstLimits(reason),
    words,
  }
}

function refusalOfEffects(decision: CaseDecision, effects: readonly Effect[]): Preview['refusal'] {
  const isRefused = decision === 'emergency' && effects.every(({ outcome }) => outcome === 'refused')
  return isRefused ? { code: effects[0]?.code ?? 'EMERGENCY_LIMIT', facts: {} } : null
}

/** Cases whose hold is over: due to be carried out. */
export function dueCases(db: Reading, now: EpochMs): readonly CaseRecord['id'][] {
  const sql = 'SELECT id FROM return_requests WHERE execute_at <= ? ORDER BY execute_at LIMIT 100'
  return db
    .query<{ readonly id: CaseRecord['id'] }>(sql)
    .all(now)
    .map(({ id }) => id)
}

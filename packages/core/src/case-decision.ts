import type { AccountId, EpochMs } from './ids.ts'
import type { License } from './license.ts'
import { HOUR_MS, LIMITS } from './limits.ts'
import { lostPcReturnsLeft } from './policy.ts'
import { err, ok, type Result } from './result.ts'
import type { CaseDecision, RequestStage, ReturnReason, ReturnRequestState, RiskFlag } from './return-request.ts'

/** What the rules need to know of a case in Support's queue. */
export interface ReturnCase {
  readonly state: ReturnRequestState
  readonly stage: RequestStage
  readonly reason: ReturnReason
  readonly openedAt: EpochMs
  /** Who signed in to ask; null for somebody who only knows the key. */
  readonly requester: AccountId | null
  /** An owner who did not ask has said no. */
  readonly objected: boolean
  /** When Support last returned licenses of the same keys, in any order; the latest few are enough. */
  readonly supportReturnsAt: readonly EpochMs[]
  readonly licenses: readonly CaseLicense[]
}

export interface CaseLicense {
  readonly license: License
  /** When its PC was last in contact. */
  readonly lastContactAt: EpochMs | null
  /** When it was returned without its PC; those for the publisher's own errors are left out. */
  readonly returnsAt: readonly EpochMs[]
  readonly transferredAt: EpochMs | null
}

/** Everything that speaks against returning without a second look, in the order of the list. */
export function riskFlagsOf(found: ReturnCase, now: EpochMs): readonly RiskFlag[] {
  const active = found.licenses.filter(({ license }) => license.activatedOn !== null)
  const any = (test: (license: CaseLicense) => boolean) => active.some(test)
  const isRecent = (at: EpochMs | null) => at !== null && now - at <= LIMITS.recentMs
  const tests: Readonly<Record<RiskFlag, boolean>> = {
    'owner-did-not-ask': any(
      ({ license }) => license.associatedTo !== null && license.associatedTo !== found.requester,
    ),
    'owner-objects': found.objected,
    'limit-used-up': any(({ license, returnsAt }) => lostPcReturnsLeft(license.terms, returnsAt, now).left === 0),
    'recently-returned': any(({ returnsAt }) => returnsAt.some(isRecent)),
    'recently-transferred': any(({ transferredAt }) => isRecent(transferredAt)),
    'host-in-contact': any(
      ({ lastContactAt }) => lastContactAt !== null && found.openedAt - lastContactAt < LIMITS.hostInContactMs,
    ),
    'many-licenses': isTooManyForOne(found, active, now),
    'not-in-good-standing': any(({ license }) => license.standing !== 'good'),
  }
  return (Object.keys(tests) as readonly RiskFlag[]).filter((flag) => tests[flag])
}

/** One of these is enough; of the others it takes two. */
const HIGH: ReadonlySet<RiskFlag> = new Set([
  'owner-did-not-ask',
  'owner-objects',
  'limit-used-up',
  'recently-transferred',
])

export function riskLevelOf(flags: readonly RiskFlag[]): 'low' | 'high' {
  return flags.length > 1 || flags.some((flag) => HIGH.has(flag)) ? 'high' : 'low'
}

/** What an agent with no more to go on would best decide. */
export function recommend(found: ReturnCase, now: EpochMs): CaseDecision {
  if (found.licenses.every(({ license }) => license.activatedOn === null)) return 'refuse'
  if (found.objected) return 'refuse'
  const flags = riskFlagsOf(found, now)
  if (flags.includes('owner-did-not-ask') && found.stage !== 'proof-asked') return 'ask-for-proof'
  if (found.reason === 'account-transfer' || found.reason === 'refund' || found.reason === 'abuse') {
    return 'return-and-release'
  }
  const isDoubtful = riskLevelOf(flags) === 'high' && found.reason !== 'publisher-error'
  // Proof was given by then; what is still risky is held.
  return isDoubtful && found.stage !== 'proof-asked' ? 'ask-for-proof' : 'return'
}

/** What becomes of a decision that is not refused. */
export type Verdict =
  | { readonly type: 'now' }
  | { readonly type: 'held'; readonly until: EpochMs }
  | { readonly type: 'needs-second-agent' }

export type DecisionRefusal = 'ALREADY_CLOSED' | 'DECISION_PENDING' | 'NOT_ACTIVATED'

/**
 * Whether a decision is carried out, and when. Only returns wait: what bridges, asks or refuses harms nobody.
 * @param approved a second agent has agreed
 */
export function judge(
  found: ReturnCase,
  decision: CaseDecision,
  { approved }: { readonly approved: boolean },
  now: EpochMs,
): Result<Verdict, DecisionRefusal> {
  if (found.state !== 'open') return err('ALREADY_CLOSED')
  const isPending = found.stage === 'held' || found.stage === 'needs-second-agent'
  if (isPending && !approved) return err('DECISION_PENDING')
  if (decision === 'ask-for-proof' || decision === 'refuse') return ok({ type: 'now' })
  const active = found.licenses.filter(({ license }) => license.activatedOn !== null)
  if (active.length === 0) return err('NOT_ACTIVATED')
  if (decision === 'emergency') return ok({ type: 'now' })
  if (isTooManyForOne(found, active, now) && !approved) return ok({ type: 'needs-second-agent' })
  const until = now + holdMsOf(found, active, now)
  return ok(until > now ? { type: 'held', until } : { type: 'now' })
}

/**
 * Whether a decision that waited is still about what it was made about at `decidedAt`: a license that is held by the PC and has the owner
 * it had then. Else it goes back to Support: the PC that holds it now is not lost, and whoever owns it now never heard of it. Of one that
 * is idle by now nothing is left to do.
 */
export function isAsDecided(
  {
    license,
    activatedAt,
    ownedAt,
  }: { readonly license: License } & Readonly<Record<'activatedAt' | 'ownedAt', EpochMs | null>>,
  decidedAt: EpochMs,
): boolean {
  if (license.activatedOn === null) return true
  return (activatedAt ?? 0) <= decidedAt && (ownedAt ?? 0) <= decidedAt
}

/** More than one agent may return alone: those of a key count together for a day, or one by one would be a way around. */
function isTooManyForOne({ supportReturnsAt }: ReturnCase, active: readonly CaseLicense[], now: EpochMs): boolean {
  const lately = supportReturnsAt.filter((at) => now - at < LIMITS.supportReturnAloneMs)
  return active.length > 0 && lately.length + active.length > LIMITS.supportReturnAloneMax
}

/** How long a return waits: the longest of what the policies of its licenses say. */
function holdMsOf(found: ReturnCase, active: readonly CaseLicense[], now: EpochMs): number {
  const isHigh = riskLevelOf(riskFlagsOf(found, now)) === 'high'
  const hours = active.map(({ license: { terms } }) =>
    isHigh ? terms.supportHoldHighRiskHours : terms.supportHoldHours,
  )
  return Math.max(0, ...hours) * HOUR_MS
}

/** A risk flag in words. */
export const RISK_WORDS = {
  'owner-did-not-ask': 'A license is associated to an account that did not ask for this.',
  'owner-objects': 'The owner has said no to this return.',
  'limit-used-up': "The owner's lost-PC returns of this period are used up.",
  'recently-returned': 'A license was returned without its PC in the last 30 days.',
  'recently-transferred': 'A license changed its owner in the last 30 days.',
  'host-in-contact': 'The PC was in contact in the two days before this was asked.',
  'many-licenses': 'More than 5 licenses of a key within a day: a second agent must agree.',
  'not-in-good-standing': 'A license is suspended or withdrawn.',
} as const satisfies Record<RiskFlag, string>

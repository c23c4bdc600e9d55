import type { AccountId, EpochMs } from './ids.ts'
import { decide, type License, type LicenseEvent } from './license.ts'
import { HOUR_MS, LIMITS } from './limits.ts'
import type { PolicyTerms } from './policy.ts'
import { err, ok, type Result } from './result.ts'
import type { Verdict } from './case-decision.ts'

/**
 * What Support gives to another account without the owner's doing: licenses of somebody who has left, or the ownership of an
 * organization whose owners are gone. Whoever had it did not ask, so that it is judged as a risky return is (docs/decisions/019).
 */
export const HANDOVER_KINDS = ['licenses', 'ownership'] as const
export type HandoverKind = (typeof HANDOVER_KINDS)[number]

export const HANDOVER_STATES = ['needs-second-agent', 'held', 'done', 'cancelled', 'objected', 'undone'] as const
export type HandoverState = (typeof HANDOVER_STATES)[number]

/** What the rules need to know of a handover as a whole. */
export interface HandoverFacts {
  /** How many would have another owner: those that move, or all of the organization. */
  readonly licenses: number
  /** The terms that any of them has. */
  readonly terms: readonly PolicyTerms[]
  /** What was handed over of the same account before. */
  readonly before: readonly { readonly at: EpochMs; readonly licenses: number }[]
}

/** Whether a handover is carried out, and when: as for returns, it takes two agents for many licenses, and its owner may say no. */
export function judgeHandover(
  { licenses, terms, before }: HandoverFacts,
  { approved }: { readonly approved: boolean },
  now: EpochMs,
): Verdict {
  if (licenses === 0) return { type: 'now' }
  const lately = before.filter(({ at }) => now - at < LIMITS.supportReturnAloneMs)
  const counted = lately.reduce((sum, earlier) => sum + earlier.licenses, licenses)
  if (counted > LIMITS.supportReturnAloneMax && !approved) return { type: 'needs-second-agent' }
  const until = now + Math.max(0, ...terms.map(({ supportHoldHighRiskHours }) => supportHoldHighRiskHours)) * HOUR_MS
  return until > now ? { type: 'held', until } : { type: 'now' }
}

export type HandoverRefusal = 'TRANSFER_PENDING' | 'NOT_YOUR_LICENSE' | 'SUSPENDED' | 'REVOKED' | 'EXPIRED'

/**
 * Whether one license goes to its new owner. It stays activated where it is: what runs goes on running, and a PC that is lost is
 * returned on its own, by the new owner or in a case. The way back is the same, the other way round.
 */
export function decideHandover(
  license: License,
  { from, to, isInTransfer }: { readonly from: AccountId; readonly to: AccountId; readonly isInTransfer: boolean },
  now: EpochMs,
): Result<readonly LicenseEvent[], HandoverRefusal> {
  if (isInTransfer) return err('TRANSFER_PENDING')
  // Also one that is with the new owner already: they got it otherwise, and undoing the handover must not take it from them.
  if (license.associatedTo !== from) return err('NOT_YOUR_LICENSE')
  const decision = decide(license, { type: 'transfer', from, to }, now)
  if (decision.ok) return ok(decision.value)
  const { error } = decision
  return err(error === 'SUSPENDED' || error === 'REVOKED' || error === 'EXPIRED' ? error : 'NOT_YOUR_LICENSE')
}

/** Whether somebody may still stop it: its owner by saying no, Support by taking it back. */
export function refusalOfObjection(state: HandoverState): 'ALREADY_CLOSED' | null {
  return isWaiting(state) ? null : 'ALREADY_CLOSED'
}

export function isWaiting(state: HandoverState): boolean {
  return state === 'needs-second-agent' || state === 'held'
}

/** Undone as long as a return is; what has gone further meanwhile stays where it is. */
export function refusalOfUndo(
  { state, doneAt }: { readonly state: HandoverState; readonly doneAt: EpochMs | null },
  now: EpochMs,
): 'UNDO_TOO_LATE' | null {
  return state === 'done' && doneAt !== null && now - doneAt <= LIMITS.supportUndoMs ? null : 'UNDO_TOO_LATE'
}

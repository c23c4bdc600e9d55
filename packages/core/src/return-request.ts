import { err, ok, type Result } from './result.ts'

/** Why a license must be returned without its PC (product.md, "Console"). */
export const RETURN_REASONS = [
  'lost-pc',
  'dead-pc',
  'reinstall',
  'hardware-change',
  'account-transfer',
  'publisher-error',
  'refund',
  'abuse',
] as const

export type ReturnReason = (typeof RETURN_REASONS)[number]

/** Reasons for which an owner may return a lost PC's license alone: the others need somebody who looks. */
export const SELF_RETURN_REASONS = [
  'lost-pc',
  'dead-pc',
  'reinstall',
  'hardware-change',
] as const satisfies readonly ReturnReason[]
export type SelfReturnReason = (typeof SELF_RETURN_REASONS)[number]

/** A case in Support's queue (KB1023 2.B). */
export type ReturnRequestState = 'open' | 'returned' | 'refused' | 'withdrawn'

/** Where an open case stands; a closed one is just `closed`. */
export const REQUEST_STAGES = ['new', 'proof-asked', 'needs-second-agent', 'held', 'closed'] as const
export type RequestStage = (typeof REQUEST_STAGES)[number]

/** How a case came in. */
export const REQUEST_CHANNELS = ['wizard', 'portal', 'form', 'api', 'help-desk'] as const
export type RequestChannel = (typeof REQUEST_CHANNELS)[number]

/** What Support may decide. */
export const CASE_DECISIONS = ['return', 'return-and-release', 'emergency', 'ask-for-proof', 'refuse'] as const
export type CaseDecision = (typeof CASE_DECISIONS)[number]

/** What makes a case a risky one. */
export const RISK_FLAGS = [
  'owner-did-not-ask',
  'owner-objects',
  'limit-used-up',
  'recently-returned',
  'recently-transferred',
  'host-in-contact',
  'many-licenses',
  'not-in-good-standing',
] as const
export type RiskFlag = (typeof RISK_FLAGS)[number]

/** Whether the box "also release from the account" is ticked beforehand: the license is to change hands. */
export function releasesByDefault(reason: ReturnReason): boolean {
  return reason === 'account-transfer' || reason === 'refund' || reason === 'abuse'
}

/** Whether a return for this reason counts against the owner's limits; the publisher's own errors never do. */
export function countsAgainstLimits(reason: ReturnReason): boolean {
  return reason !== 'publisher-error'
}

/** Closes an open request; a closed one stays as it is. */
export function closeReturnRequest(
  state: ReturnRequestState,
  to: Exclude<ReturnRequestState, 'open'>,
): Result<ReturnRequestState, 'ALREADY_CLOSED'> {
  return state === 'open' || state === to ? ok(to) : err('ALREADY_CLOSED')
}

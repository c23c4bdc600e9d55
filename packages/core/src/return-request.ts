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

/** A case in Support's queue (KB1023 2.B). */
export type ReturnRequestState = 'open' | 'returned' | 'refused' | 'withdrawn'

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

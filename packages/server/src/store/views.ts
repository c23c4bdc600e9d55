import type { AnswerOf } from '@latchkey/contract/operations'
import type { EpochMs } from '@latchkey/core/ids'

/** What the HTTP API shows. */
export type LicenseView = AnswerOf<'getLicense'>
export type KeyView = AnswerOf<'getKey'>
export type HostView = AnswerOf<'getHost'>
export type AccountView = AnswerOf<'createAccount'>
export type ProductView = AnswerOf<'putProduct'>
export type PolicyView = AnswerOf<'putPolicy'>
export type ReturnRequestView = AnswerOf<'refuseReturnRequest'>
export type ReturnCaseView = AnswerOf<'getReturnRequest'>
export type CommentView = ReturnCaseView['comments'][number]
export type MyLicenseView = AnswerOf<'returnMyLostPc'>
export type MyLicenseDetailView = AnswerOf<'getMyLicense'>
export type MyHostView = AnswerOf<'renameMyHost'>
export type MyReturnRequestView = AnswerOf<'getMyReturnRequest'>
export type MyTransferView = AnswerOf<'offerTransfer'>
export type TransferOfferView = AnswerOf<'showTransferOffer'>
export type TransferView = AnswerOf<'settleTransfer'>
export type ClaimedView = AnswerOf<'claimKey'>
export type TokenView = AnswerOf<'listTokens'>['items'][number]
export type ExplanationView = AnswerOf<'explainLicense'>
export type EventView = ExplanationView['events'][number]

/** ISO 8601 in UTC. */
export function toIso(at: EpochMs): string {
  return new Date(at).toISOString()
}

export function toIsoOrNull(at: EpochMs | null): string | null {
  return at === null ? null : toIso(at)
}

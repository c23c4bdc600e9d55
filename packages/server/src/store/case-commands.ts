import type { AnswerOf } from '@latchkey/contract/operations'
import type { AccountId, KeyId, LicenseId, ReturnRequestId, TransferId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import type { CaseDecision, RequestChannel, ReturnReason } from '@latchkey/core/return-request'

/** Commands about cases and transfers; what an account asks for names the account, and is refused as not there unless it is its own. */
export interface CaseCommandBodies {
  /** A case from anywhere but a PC. Without a key or licenses that exist, nothing is opened, at the same cost. */
  'open-case': {
    readonly id: ReturnRequestId
    readonly channel: RequestChannel
    readonly externalId: string | null
    /** Who is signed in: then the licenses must be their own. */
    readonly account: AccountId | null
    readonly keyId: KeyId | null
    readonly licenseIds: readonly LicenseId[]
    readonly reason: ReturnReason
    readonly email: string
    readonly message: string
    /** Of whoever asks; an account's own language goes before it. */
    readonly language: Language
  }
  'comment-case': {
    readonly target: CaseTarget
    readonly author: 'customer' | 'support' | 'help-desk'
    readonly text: string
    readonly internal: boolean
    readonly account: AccountId | null
  }
  'decide-case': {
    readonly id: ReturnRequestId
    readonly decision: CaseDecision
    /** Null: the one the customer gave. */
    readonly reason: ReturnReason | null
    readonly note: string
    /** Null: the drafted one. */
    readonly reply: string | null
  }
  'approve-case': { readonly id: ReturnRequestId; readonly note: string }
  /** The end of a hold; done by the server itself. */
  'carry-out-case': { readonly id: ReturnRequestId }
  'cancel-decision': { readonly id: ReturnRequestId; readonly note: string }
  'object-to-case': { readonly id: ReturnRequestId; readonly account: AccountId; readonly message: string }
  'withdraw-case': { readonly target: CaseTarget; readonly account: AccountId | null; readonly text: string }
  'undo-return': {
    readonly target: { readonly licenseId: LicenseId } | { readonly id: ReturnRequestId }
    readonly note: string
  }
  'offer-transfer': {
    readonly id: TransferId
    readonly account: AccountId
    readonly licenseIds: readonly LicenseId[]
    readonly email: string
    readonly tokenHash: string
  }
  'withdraw-transfer': { readonly id: TransferId; readonly account: AccountId }
  'accept-transfer': { readonly tokenHash: string; readonly account: AccountId }
  'dispute-transfer': { readonly id: TransferId; readonly account: AccountId; readonly message: string }
  'settle-transfer': { readonly id: TransferId; readonly decision: 'keep' | 'reverse'; readonly answer: string }
}

export type CaseTarget = { readonly id: ReturnRequestId } | { readonly externalId: string }

/** A case after a command, as staff see it; or, for an account, as that account does. */
export interface CaseAnswer {
  readonly id: ReturnRequestId
  readonly view: AnswerOf<'refuseReturnRequest'>
  readonly myView: AnswerOf<'getMyReturnRequest'> | null
}

export interface CaseCommandAnswers {
  'open-case': CaseAnswer | null
  'comment-case': CaseAnswer
  'decide-case': AnswerOf<'decideReturnRequest'>
  'approve-case': AnswerOf<'approveReturnRequest'>
  'carry-out-case': AnswerOf<'decideReturnRequest'>
  'cancel-decision': AnswerOf<'cancelDecision'>
  'object-to-case': CaseAnswer
  'withdraw-case': CaseAnswer
  'undo-return': AnswerOf<'undoReturn'> & { readonly returnRequest: AnswerOf<'undoReturnRequest'> | null }
  'offer-transfer': AnswerOf<'offerTransfer'>
  'withdraw-transfer': AnswerOf<'withdrawTransfer'>
  'accept-transfer': AnswerOf<'acceptTransfer'>
  'dispute-transfer': AnswerOf<'disputeTransfer'>
  'settle-transfer': AnswerOf<'settleTransfer'>
}

/** What owners do in the portal with what is their own. */
export interface OwnerCommandBodies {
  'claim-key': {
    readonly account: AccountId
    readonly keyId: KeyId
    /** How many of each product; of products not named, one if none is named at all. */
    readonly seats: readonly { readonly product: string; readonly count: number }[]
  }
  'owner-return': {
    readonly account: AccountId
    readonly licenseId: LicenseId
    readonly reason: ReturnReason
    readonly note: string
  }
  'rename-host': { readonly account: AccountId; readonly host: string; readonly name: string | null }
}

export interface OwnerCommandAnswers {
  'claim-key': AnswerOf<'claimKey'>
  'owner-return': AnswerOf<'returnMyLostPc'>
  'rename-host': AnswerOf<'renameMyHost'>
}

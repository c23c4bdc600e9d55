import type { Locale } from '@latchkey/words/locales'
import type { AnswerOf } from '@latchkey/contract/operations'
import type { AccountId, EpochMs, KeyId, ReturnRequestId } from '@latchkey/core/ids'
import type { PolicyTerms } from '@latchkey/core/policy'
import type { ReplayedKind } from '@latchkey/core/policy-replay'
import type { CaseDecision, ReturnReason } from '@latchkey/core/return-request'
import type { SearchKind, SearchTerms } from '@latchkey/core/search'
import type { PageAsked, PageOf } from './store.ts'

/** What an account reads of its own. Of anything else: null, as if it were not there. */
export interface PortalReads {
  myLicenses(account: AccountId, page: PageAsked): Promise<PageOf<AnswerOf<'returnMyLostPc'>>>
  /** `locale`: of the words it is told in. */
  myLicense(account: AccountId, id: string, locale: Locale): Promise<AnswerOf<'getMyLicense'> | null>
  myHosts(account: AccountId, page: PageAsked): Promise<PageOf<AnswerOf<'renameMyHost'>>>
  myReturnRequests(account: AccountId, page: PageAsked): Promise<PageOf<AnswerOf<'getMyReturnRequest'>>>
  myReturnRequest(account: AccountId, id: string): Promise<AnswerOf<'getMyReturnRequest'> | null>
  myTransfers(account: AccountId, page: PageAsked): Promise<PageOf<AnswerOf<'offerTransfer'>>>
  /** What a link offers; or why it does not work. */
  transferOffer(
    tokenHash: string,
  ): Promise<AnswerOf<'showTransferOffer'> | 'LINK_UNKNOWN' | 'LINK_USED' | 'LINK_EXPIRED'>
  /** Null when the key has none of the products asked for. */
  claimPreview(
    account: AccountId,
    key: KeyId,
    seats: readonly { readonly product: string; readonly count: number }[],
  ): Promise<AnswerOf<'previewClaim'> | null>
}

/** What Support reads. */
export interface CaseReads {
  decisionPreview(
    id: string,
    asked: { readonly decision: CaseDecision; readonly reason: ReturnReason | null },
  ): Promise<AnswerOf<'previewDecision'> | null>
  /** What a text names, of the kinds asked for, grouped by kind; groups with something named exactly come first. */
  search(asked: SearchAsked): Promise<Omit<AnswerOf<'search'>, 'hint'>>
  /** Replays the newest `limit` events before a place in the log, as far back as `since`. */
  policyReplay(asked: {
    readonly policy: string
    readonly terms: PolicyTerms
    readonly since: EpochMs
    /** `next` of the stretch after it; null for the newest. */
    readonly before: number | null
    readonly limit: number
  }): Promise<{
    readonly counts: Readonly<Record<ReplayedKind, { readonly seen: number; readonly wouldRefuse: number }>>
    readonly events: number
    readonly oldestAt: EpochMs | null
    /** Null at the end of what was asked for. */
    readonly next: number | null
  }>
  /** Whether any owner is to be told of the end of a license. */
  hasDueExpiries(now: EpochMs): Promise<boolean>
  /** Cases whose hold is over, longest first; at most 100. */
  dueCases(now: EpochMs): Promise<readonly ReturnRequestId[]>
  transfers(page: PageAsked & { readonly state?: string | undefined }): Promise<PageOf<AnswerOf<'settleTransfer'>>>
  events(
    page: PageAsked & {
      readonly licenseId?: string | undefined
      readonly actorId?: string | undefined
      readonly actorType?: string | undefined
      readonly type?: string | undefined
      readonly since?: EpochMs | undefined
      readonly until?: EpochMs | undefined
    },
  ): Promise<AnswerOf<'listEvents'>>
}

export interface SearchAsked {
  /** As `readSearch` reads them; of a key the digest only. */
  readonly terms: Omit<SearchTerms, 'key' | 'slip'> & { readonly keyDigest: string | null }
  readonly kinds: readonly SearchKind[]
}

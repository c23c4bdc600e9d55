import type { AnswerOf } from '@latchkey/contract/operations'
import type { AccountId, EpochMs, HandoverId, LicenseId } from '@latchkey/core/ids'
import type { PageAsked, PageOf } from './store.ts'

export type HandoverView = AnswerOf<'getHandover'>
export type HandoverRowView = HandoverView['rows'][number]
export type HandoverPreviewView = AnswerOf<'previewHandover'>
export type MyHandoverView = AnswerOf<'objectToHandover'>

/** What is handed over, and to whom; all licenses for an empty list. */
export interface HandoverAsked {
  readonly from: AccountId
  readonly to: AccountId
  readonly licenseIds: readonly LicenseId[]
}

export interface HandoverCommandBodies {
  'hand-over': HandoverAsked & { readonly id: HandoverId; readonly note: string }
  'approve-handover': { readonly id: HandoverId; readonly note: string }
  /** The end of a hold; done by the server itself. */
  'carry-out-handover': { readonly id: HandoverId }
  'cancel-handover': { readonly id: HandoverId; readonly note: string }
  'undo-handover': { readonly id: HandoverId; readonly note: string }
  /** `account`: whose licenses they are, or the organization. */
  'object-to-handover': { readonly id: HandoverId; readonly account: AccountId; readonly message: string }
}

export interface HandoverCommandAnswers {
  'hand-over': HandoverView
  'approve-handover': HandoverView
  'carry-out-handover': HandoverView
  'cancel-handover': HandoverView
  'undo-handover': HandoverView
  'object-to-handover': MyHandoverView
}

export interface HandoverReads {
  handover(id: string): Promise<HandoverView | null>
  handovers(
    page: PageAsked & { readonly state?: string | undefined; readonly accountId?: string | undefined },
  ): Promise<PageOf<HandoverView>>
  /** Null if a license is not there or an account is none; `TOO_MANY` for more than one step may take. */
  handoverPreview(asked: HandoverAsked): Promise<HandoverPreviewView | 'TOO_MANY' | null>
  myHandovers(account: AccountId): Promise<{ items: MyHandoverView[]; nextCursor: null }>
  /** Those whose hold is over, longest first; at most 100. */
  dueHandovers(now: EpochMs): Promise<readonly HandoverId[]>
  /** An account or organization by id, username or e-mail address. */
  accountNamed(text: string): Promise<AccountId | null>
}

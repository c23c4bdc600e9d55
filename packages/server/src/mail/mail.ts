import type { HandoverKind } from '@latchkey/core/handover'
import type {
  AccountId,
  EpochMs,
  HandoverId,
  KeyId,
  LicenseId,
  MailId,
  MailLinkId,
  ReturnRequestId,
} from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import type { ReturnReason } from '@latchkey/core/return-request'

/**
 * What each mail must know, by its template. Facts are kept in the database until the mail is sent: nothing secret is among them. A
 * link is named by its id, an activation key by its record; their secret texts are made when the mail is.
 */
export interface MailFacts {
  'confirm-registration': { readonly link: MailLinkId }
  /** To somebody who registers although they have an account. */
  'already-registered': Readonly<Record<string, never>>
  'reset-password': { readonly link: MailLinkId }
  'join-staff': { readonly link: MailLinkId; readonly username: string }
  'confirm-email': { readonly link: MailLinkId }
  /** To the old address. */
  'email-changed': { readonly newEmail: string }
  'password-changed': Readonly<Record<string, never>>
  'second-factor-changed': Readonly<Record<string, never>>
  'new-sign-in': { readonly userAgent: string; readonly ip: string; readonly at: EpochMs }
  'account-closed': { readonly licenses: number }
  'key-delivered': {
    readonly key: KeyId
    readonly order: string
    readonly products: readonly { readonly name: string; readonly seats: number }[]
  }
  /** The new key, in place of one that had become known to others. */
  'key-replaced': {
    readonly key: KeyId
    readonly order: string
    readonly products: readonly { readonly name: string; readonly seats: number }[]
  }
  /** To an owner whose key was replaced while the new one goes to somebody else, or to nobody. */
  'key-replaced-notice': {
    readonly order: string
    readonly replacedLast5: string
    readonly last5: string
    readonly products: readonly string[]
  }
  /** Activated by key alone, by somebody who is not the owner. */
  'key-used': LicenseMail & { readonly hostName: string; readonly at: EpochMs }
  /** Moved to another account by somebody with the key, on the PC that held it (KB1023 2.E). */
  'license-moved': LicenseMail
  /** Released without a return, while its leaked key was replaced. */
  'released-by-support': LicenseMail
  'returned-by-support': LicenseMail & {
    readonly hostName: string
    readonly reason: ReturnReason
    readonly released: boolean
  }
  /** `link`: the path and fragment that the accepting side opens; null where none is needed (both sides can sign in). */
  'transfer-offered': LicenseMail & { readonly from: string; readonly link: MailSecret | null }
  'transfer-accepted': LicenseMail & { readonly other: string; readonly disputeUntil: EpochMs }
  'transfer-disputed': LicenseMail & { readonly other: string }
  'request-received': { readonly request: ReturnRequestId; readonly products: readonly string[] }
  'request-answered': {
    readonly request: ReturnRequestId
    readonly products: readonly string[]
    readonly answer: string
  }
  /** To an owner who did not ask: somebody wants their license returned without its PC. */
  'return-asked': { readonly request: ReturnRequestId; readonly products: readonly string[] }
  'return-undone': LicenseMail & { readonly hostName: string }
  'transfer-settled': LicenseMail & { readonly other: string; readonly reversed: boolean; readonly answer: string }
  /** To whoever is invited to own an organization. */
  'organization-invitation': { readonly organization: string; readonly from: string; readonly link: MailSecret }
  /** To every owner. `about`: the person, address or former name that the change is about; `count`: licenses that were moved. */
  'organization-changed': {
    readonly organization: string
    readonly change:
      | 'invited'
      | 'withdrawn'
      | 'joined'
      | 'left'
      | 'removed'
      | 'appointed'
      | 'moved'
      | 'renamed'
      | 'closed'
    readonly about: string
    readonly count: number
  }
  /** To whoever had what Support gives to another account, and to who gets it. `at`: when it is carried out, if it waits. */
  handover: {
    readonly request: HandoverId
    readonly kind: HandoverKind
    readonly change: 'waits' | 'stopped' | 'done' | 'undone'
    readonly from: string
    readonly to: string
    readonly count: number
    readonly at: EpochMs
  }
  /** To admins: an endpoint was switched off by the server. `at`: since when nothing has arrived. */
  'webhook-off': { readonly url: string; readonly because: 'gone' | 'failing'; readonly at: EpochMs }
  'license-expires': LicenseMail & { readonly expiresAt: EpochMs; readonly days: number }
  'stale-host-seen': LicenseMail & { readonly hostName: string; readonly at: EpochMs }
}

/** The license a mail is about. */
export interface LicenseMail {
  readonly product: string
  readonly keyLast5: string
}

/** A secret that is derived when the mail is made (`deriveLinkToken`): for links that are none of `mail_links`. */
export interface MailSecret {
  /** Path on the server up to the fragment, such as `/portal/transfer`. */
  readonly path: string
  /** What the token is derived from, as in `deriveLinkToken(purpose, id, secrets)`. */
  readonly purpose: string
  readonly id: string
}

export type MailTemplate = keyof MailFacts

/** A mail to be written: who gets it, and what it says. */
export type MailToQueue = {
  [T in MailTemplate]: {
    readonly template: T
    readonly facts: MailFacts[T]
    /** An account or member of staff, in their language; or an address. */
    readonly to: { readonly account: AccountId | string } | { readonly address: string; readonly language: Language }
    readonly license?: LicenseId
    readonly returnRequest?: ReturnRequestId
  }
}[MailTemplate]

/** A mail that waits, as the job that sends it needs it. */
export interface DueMail {
  readonly id: MailId
  readonly template: MailTemplate
  /** Those of `template`. */
  readonly facts: MailFacts[MailTemplate]
  readonly returnRequest: string | null
  readonly address: string
  readonly language: Language
  readonly attempts: number
  readonly createdAt: EpochMs
}

/** What became of an attempt to send a mail. */
export type MailOutcome =
  | { readonly state: 'sent' }
  | { readonly state: 'waiting'; readonly error: string; readonly nextAttemptAt: EpochMs }
  | { readonly state: 'dead'; readonly error: string }

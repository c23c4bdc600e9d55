import type { AnswerOf } from '@latchkey/contract/operations'
import type { Action } from '@latchkey/core/access'
import type { ActivationRow, Asking, LicenseRow } from '@latchkey/core/host-operation'
import type {
  AccountId,
  ApiTokenId,
  DeliveryId,
  EpochMs,
  HostId,
  KeyId,
  LicenseId,
  MailId,
  OperationId,
  PolicyId,
  ProductId,
  ReturnRequestId,
  SessionId,
} from '@latchkey/core/ids'
import type { RotationAsked } from '@latchkey/core/key-rotation'
import type { Language } from '@latchkey/core/languages'
import type { Standing } from '@latchkey/core/license'
import type { PolicyTerms } from '@latchkey/core/policy'
import type { ReturnReason, SelfReturnReason } from '@latchkey/core/return-request'
import type { CaseReads, PortalReads } from './case-reads.ts'
import type { RefusalFacts } from '@latchkey/core/refusals'
import type {
  DeviceKey,
  LicenseClaims,
  ListedLicenseClaims,
  ReceiptClaims,
  ResponseRow,
  ReturnRequestStatus,
} from '@latchkey/license-file/documents'
import type { CaseCommandAnswers, CaseCommandBodies, OwnerCommandAnswers, OwnerCommandBodies } from './case-commands.ts'

import type { HandoverCommandAnswers, HandoverCommandBodies, HandoverReads } from './handover-commands.ts'
import type { MailOutcome } from '../mail/mail.ts'
import type {
  OrganizationCommandAnswers,
  OrganizationCommandBodies,
  OrganizationReads,
  OrganizationRefusal,
} from './organization-commands.ts'
import type { PeopleCommandAnswers, PeopleCommandBodies, PeopleRefusal } from './people-commands.ts'
import type { PeopleReads } from './people-reads.ts'
import type { ReleaseCommandAnswers, ReleaseCommandBodies, ReleaseReads } from './release-commands.ts'
import type {
  AttemptSeen,
  WebhookCommandAnswers,
  WebhookCommandBodies,
  WebhookReads,
  WebhookRefusal,
} from './webhook-commands.ts'

/**
 * Where everything durable lives. Two implementations are held to one suite (`store/suite.ts`): SQLite now, PostgreSQL later.
 * `execute` is the only way to write: state, events, outbox and the answer of a command are one transaction.
 */
export interface Store {
  execute<T extends CommandType>(command: CommandOf<T>): Promise<Executed<CommandAnswers[T]>>
  readonly reads: Reads
  /** Forgets operations done before an instant (`LIMITS.operationKeptMs` ago), at most `countMax` of them; returns how many. */
  purgeOperations(before: EpochMs, countMax: number): Promise<number>
  /** Keeps when a token was last used. No operation: nothing hangs on it, and the latest one counts. */
  noteTokenUse(id: ApiTokenId, at: EpochMs): Promise<void>
  /** Keeps when a session was last used; likewise. */
  noteSessionUse(id: SessionId, at: EpochMs): Promise<void>
  /** Keeps what became of an attempt to send a mail. */
  noteMail(id: MailId, outcome: MailOutcome, at: EpochMs): Promise<void>
  /** Forgets mails sent, and links that ended, before an instant; at most `countMax` of each. Returns how many. */
  purgeMails(before: EpochMs, countMax: number): Promise<number>
  /** Keeps what an attempt to deliver a message has shown; of an endpoint, since when nothing has arrived there. */
  noteAttempt(id: DeliveryId, seen: AttemptSeen): Promise<void>
  /** Forgets messages made before an instant, and webhooks that ended before it; at most `countMax` of each. Returns how many. */
  purgeDeliveries(before: EpochMs, countMax: number): Promise<number>
  /** Waits for what is under way, then closes. */
  close(): Promise<void>
}

/** Makes an operation unique: the same id from the same caller has one effect and one answer, for `operationKeptMs`. */
export interface OperationKey {
  /** The host's operation id, or the `Idempotency-Key` of the caller. */
  readonly id: OperationId | string
  /** Who asked: host id, staff id, token id. Ids of different callers never meet. */
  readonly caller: string
  /** SHA-256 of the request; another request under the same id is refused (OPERATION_REUSED). */
  readonly requestHash: string
}

/** Who an event is put down to. */
export interface EventActor {
  readonly type: 'host' | 'account' | 'staff' | 'token' | 'system'
  readonly id: string | null
}

interface CommandBase {
  readonly operation: OperationKey
  readonly actor: EventActor
  readonly at: EpochMs
  /** Of the activation key that somebody has shown: refused (KEY_REPLACED) if it was replaced since it was looked up. */
  readonly keyDigest?: string | null
}

/** Who gets a mail. */
export interface MailRecipient {
  readonly address: string
  readonly language: Language
}

/** The host as its request describes it; recorded at each contact. */
export interface HostDescription {
  readonly id: HostId
  readonly key: DeviceKey
  readonly name: string
  readonly os: string
  readonly fingerprint: Readonly<Record<string, string>>
}

export interface CommandBodies
  extends
    PeopleCommandBodies,
    CaseCommandBodies,
    OwnerCommandBodies,
    OrganizationCommandBodies,
    HandoverCommandBodies,
    WebhookCommandBodies,
    ReleaseCommandBodies {
  'host-operation': {
    readonly host: HostDescription
    /** The proofs, already verified; `asking.host` is `host.id`. */
    readonly asking: Asking
    readonly intent:
      | { readonly type: 'associate' }
      | { readonly type: 'activate'; readonly rows: readonly ActivationRow[] }
      | { readonly type: 'return' | 'transfer' | 'emergency' | 'renew' | 'fetch'; readonly rows: readonly LicenseRow[] }
  }
  /** The owner at another PC returns licenses whose PC is gone. */
  'host-lost-pc': {
    readonly host: HostDescription
    readonly asking: Asking
    readonly reason: SelfReturnReason
    readonly licenseIds: readonly LicenseId[]
  }
  /** Opens a case in Support's queue; a second one for the same licenses while one is open returns that one. */
  'open-return-request': {
    readonly host: HostDescription
    readonly asking: Asking
    readonly id: ReturnRequestId
    readonly reason: ReturnReason
    /** Of the proven key or of the account; empty for all activated licenses of the proven key. */
    readonly licenseIds: readonly LicenseId[]
    readonly email: string
    readonly message: string
    /** Of the person at the PC; an account's own language goes before it. */
    readonly language: Language
  }
  /** Keeps the signed answer of an operation: first one wins, later ones get it back, so that every answer has the same bytes. */
  'record-response': { readonly operationOf: OperationKey; readonly response: string }
  'issue-key': {
    readonly key: {
      readonly id: KeyId
      /** HMAC-SHA256 of the key under the pepper, hex. */
      readonly digest: string
      /** The key's text encrypted under a key from outside the database. */
      readonly sealed: string
      readonly last5: string
      readonly legacy: boolean
      readonly hostsMax: number | null
    }
    readonly order: string
    readonly policy: PolicyId
    readonly products: readonly { readonly product: ProductId; readonly licenseIds: readonly LicenseId[] }[]
    readonly expiresAt: EpochMs | null
    readonly recipient?: MailRecipient | undefined
  }
  /** Replaces the text of a key; its record, licenses, activations and owners stay. */
  'rotate-key': {
    readonly keyId: KeyId
    readonly key: Pick<CommandBodies['issue-key']['key'], 'digest' | 'sealed' | 'last5'>
    readonly asked: RotationAsked
    readonly note: string
    readonly recipient: MailRecipient | undefined
  }
  /** Tells owners of licenses that end soon (`expiryToldDays`); done by the server itself. */
  'tell-expiries': { readonly countMax: number }
  'support-return': {
    /** One license, or all activated ones of a key. */
    readonly target: { readonly licenseId: LicenseId } | { readonly keyId: KeyId }
    readonly reason: ReturnReason
    readonly note: string
    readonly releaseFromAccount: boolean
    readonly returnRequestId: ReturnRequestId | null
  }
  'refuse-return-request': { readonly id: ReturnRequestId; readonly answer: string }
  'set-standing': { readonly licenseId: LicenseId; readonly standing: Standing; readonly note: string }
  'set-expiry': { readonly licenseId: LicenseId; readonly expiresAt: EpochMs | null; readonly note: string }
  'put-product': {
    readonly id: ProductId
    readonly name: string
    readonly edition: string
    readonly features: readonly string[]
  }
  'put-policy': { readonly id: PolicyId; readonly name: string; readonly terms: PolicyTerms }
  'create-token': {
    readonly id: ApiTokenId
    readonly hash: string
    readonly name: string
    readonly scopes: readonly Action[]
    readonly expiresAt: EpochMs
  }
  'revoke-token': { readonly id: ApiTokenId }
}

export type CommandType = keyof CommandBodies
export type CommandOf<T extends CommandType> = { [K in T]: CommandBase & { readonly type: K } & CommandBodies[K] }[T]
export type Command = CommandOf<CommandType>

/** Refusals of a command as a whole. */
export type CommandRefusal =
  | 'NOT_FOUND'
  | 'NOT_ACTIVATED'
  | 'NEEDS_APPROVAL'
  | 'ALREADY_CLOSED'
  | 'ALREADY_EXISTS'
  | 'KEY_REPLACED'
  | 'OPERATION_REUSED'
  | 'NOT_SIGNED_IN'
  | 'SIGN_IN_EXPIRED'
  | PeopleRefusal
  | WebhookRefusal
  | OrganizationRefusal
  | 'RETURN_LIMIT'
  | 'EMERGENCY_LIMIT'
  | 'UNDO_TOO_LATE'
  | 'KEY_IN_USE'
  | 'NO_SEAT_FREE'
  | 'NOT_YOUR_LICENSE'
  | 'SUSPENDED'
  | 'REVOKED'
  | 'EXPIRED'
  | 'DECISION_PENDING'
  | 'TRANSFER_TO_SELF'
  | 'TRANSFER_PENDING'
  | 'DISPUTE_TOO_LATE'

/** A command's "no": its code, or with the facts of the case. */
export type CommandNo = CommandRefusal | { readonly code: CommandRefusal; readonly facts: RefusalFacts }

export type Executed<A> =
  | {
      readonly status: 'done'
      readonly answer: A
      /** Whether this operation had been done before: `answer` is the stored one. */
      readonly repeated: boolean
      /** The signed response recorded for it, if there is one already. */
      readonly response: string | null
    }
  | { readonly status: 'refused'; readonly code: CommandRefusal; readonly facts?: RefusalFacts }

/** Everything a response to a host says, unsigned: what is committed before anything is signed (I7). */
export interface HostAnswer {
  readonly at: EpochMs
  readonly account: { readonly id: AccountId; readonly name: string } | null
  /** The organization that newly associated licenses go to, if they do not go to `account`. */
  readonly receiver?: { readonly id: AccountId; readonly name: string }
  readonly rows: readonly UnsignedRow[]
  readonly licenses: readonly ListedLicenseClaims[]
  readonly returnRequest: { readonly id: ReturnRequestId; readonly state: string } | null
  /** Where requests stand that the host has asked about. */
  readonly returnRequests?: readonly ReturnRequestStatus[]
}

export interface UnsignedRow extends Omit<ResponseRow, 'licenseFile' | 'receipt'> {
  readonly licenseClaims: Omit<LicenseClaims, 'iss'> | null
  readonly receiptClaims: Omit<ReceiptClaims, 'iss'> | null
}

export interface CommandAnswers
  extends
    PeopleCommandAnswers,
    CaseCommandAnswers,
    OwnerCommandAnswers,
    OrganizationCommandAnswers,
    HandoverCommandAnswers,
    WebhookCommandAnswers,
    ReleaseCommandAnswers {
  'host-operation': HostAnswer
  'host-lost-pc': HostAnswer
  'open-return-request': HostAnswer
  'record-response': { readonly response: string }
  /** `sealed`: the key as it was issued, whatever has replaced it since. */
  'issue-key': AnswerOf<'getKey'> & { readonly sealed?: string }
  /** With the new key as it was sealed: whoever repeats the operation is told the same key, even after a later rotation. */
  'rotate-key': Omit<AnswerOf<'rotateKey'>, 'key'> & { readonly sealed: string }
  'support-return': AnswerOf<'supportReturnLicense'>
  'refuse-return-request': AnswerOf<'refuseReturnRequest'>
  'set-standing': AnswerOf<'getLicense'>
  'set-expiry': AnswerOf<'getLicense'>
  'tell-expiries': { readonly told: number }
  'put-product': AnswerOf<'putProduct'>
  'put-policy': AnswerOf<'putPolicy'>
  'create-token': Omit<AnswerOf<'createToken'>, 'token'>
  'revoke-token': null
}

export interface PageOf<T> {
  readonly items: T[]
  readonly nextCursor: string | null
}

export interface PageAsked {
  readonly cursor?: string | undefined
  readonly limit: number
  /** Otherwise than the list is sorted by itself. */
  readonly sort?: 'newest' | 'oldest' | undefined
}

/** Reads see everything acknowledged before they began, and never wait for a writer. */
/** Events of licenses, counted. */
export type EventCounts = Pick<
  AnswerOf<'getStatistics'>['days'][number],
  'activated' | 'returned' | 'returnedWithoutPc'
>

/** Figures that are counted anew each time. */
export type Totals = Pick<AnswerOf<'getStatistics'>, 'totals' | 'openRequests' | 'staleHosts' | 'expiring'>

export interface Reads
  extends OrganizationReads, HandoverReads, PeopleReads, PortalReads, CaseReads, WebhookReads, ReleaseReads {
  /** `replaced`: the key was right once; its record is known, but it serves nobody any more. */
  keyByDigest(digest: string): Promise<{
    readonly id: KeyId
    readonly last5: string
    readonly legacy: boolean
    readonly replaced: boolean
  } | null>
  /** A look-up is a host operation that changes nothing: the licenses this person sees from this host. */
  lookUp(asking: Asking, at: EpochMs): Promise<HostAnswer>
  /** Where requests to Support stand. */
  requestStatus(ids: readonly ReturnRequestId[], at: EpochMs): Promise<HostAnswer>
  /** Whether an operation of this caller is stored: its answer is given again however old the request is (a repaired journal). */
  hasOperation(operation: Pick<OperationKey, 'id' | 'caller'>): Promise<boolean>
  sealedKey(id: KeyId): Promise<string | null>
  tokenByHash(
    hash: string,
  ): Promise<{ readonly id: ApiTokenId; readonly scopes: readonly Action[]; readonly expiresAt: EpochMs } | null>
  products(page: PageAsked): Promise<PageOf<AnswerOf<'putProduct'>>>
  policy(id: string): Promise<AnswerOf<'putPolicy'> | null>
  policies(page: PageAsked): Promise<PageOf<AnswerOf<'putPolicy'>>>
  key(id: string): Promise<AnswerOf<'getKey'> | null>
  keys(
    page: PageAsked & { readonly order?: string | undefined; readonly last5?: string | undefined },
  ): Promise<PageOf<AnswerOf<'getKey'>>>
  license(id: string): Promise<AnswerOf<'getLicense'> | null>
  licenses(
    page: PageAsked & {
      readonly accountId?: string | undefined
      readonly hostId?: string | undefined
      readonly standing?: Standing | undefined
    },
  ): Promise<PageOf<AnswerOf<'getLicense'>>>
  explanation(id: string, at: EpochMs): Promise<AnswerOf<'explainLicense'> | null>
  host(id: string): Promise<AnswerOf<'getHost'> | null>
  account(id: string): Promise<AnswerOf<'createAccount'> | null>
  accounts(
    page: PageAsked & { readonly login?: string | undefined; readonly kind?: 'person' | 'organization' | undefined },
  ): Promise<PageOf<AnswerOf<'createAccount'>>>
  returnRequest(id: string): Promise<AnswerOf<'getReturnRequest'> | null>
  returnRequests(
    page: PageAsked & { readonly state?: string | undefined },
  ): Promise<PageOf<AnswerOf<'refuseReturnRequest'>>>
  tokens(page: PageAsked): Promise<PageOf<AnswerOf<'listTokens'>['items'][number]>>
  /** How often something happened to licenses in [from, to). */
  eventCounts(from: EpochMs, to: EpochMs): Promise<EventCounts>
  /** How things stand now, for the overview. */
  totals(at: EpochMs): Promise<Totals>
  /** Checks I1 to I9 as far as the data shows them; an empty list is a healthy store. */
  invariantViolations(): Promise<readonly string[]>
}

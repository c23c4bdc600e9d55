import type { Language } from '@latchkey/core/languages'
import type { HostId, KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import type { Refusal } from '@latchkey/core/refusals'
import type { Result } from '@latchkey/core/result'
import type { ReturnReason, SelfReturnReason } from '@latchkey/core/return-request'
import type { LicenseState } from '@latchkey/license-file/check-license'
import type { LicenseClaims, ListedLicenseClaims, RequestIntent, ResponseRow } from '@latchkey/license-file/documents'
import type { ProxySettings } from './config.ts'
import type { ConnectionChoice, ConnectionFault } from './connection.ts'
import type { RequestRecord } from './host-store.ts'
import type { CarriedFile, OfflineAsk } from './offline-files.ts'

/**
 * The PC side without a screen: what terminal, window and commands are faces of. It plans, sends and applies; it decides
 * nothing about licenses, the server's answer and `core` do.
 */
export interface Engine {
  readonly hostId: HostId
  readonly hostName: string
  /** Where the licenses of this PC lie, and for whom. */
  readonly store: { readonly path: string; readonly scope: 'machine' | 'user' | 'chosen' }
  /** The licenses on this PC, read without network; a damaged file is a row of its own, not a failure. */
  localLicenses(): Promise<readonly LocalLicense[]>
  /** The licenses whose lease is due for renewal. */
  dueLicenses(): Promise<readonly LicenseId[]>
  /** Operations that were begun and of which nobody knows yet what became of them; `repair` asks the server. */
  pending(): Promise<readonly Pending[]>
  /**
   * Finishes or undoes what was begun, and fetches damaged license files again. Refused when the server cannot be reached:
   * then what is pending stays so, and the licenses of this PC are as they were.
   */
  repair(): Promise<Result<readonly Repaired[], Refusal>>
  /** Signs in to a Software Download account. The password is used once and kept nowhere. */
  signIn(login: string, password: string): Promise<Result<SignIn, Refusal>>
  /** Steps 2 and 3 of Activate: the licenses that these credentials show. Changes nothing. */
  lookUp(credentials: Credentials): Promise<Result<Answer, Refusal>>
  /** Step 2 of Activate with account and key, committed by Next. */
  associate(credentials: Credentials): Promise<Result<Answer, Refusal>>
  activate(credentials: Credentials, rows: readonly ActivateRow[]): Promise<Result<Answer, Refusal>>
  returnLicenses(credentials: Credentials, licenseIds: readonly LicenseId[]): Promise<Result<Answer, Refusal>>
  /**
   * KB1023 2.E to 2.G in one: licenses of this PC move to the account that signs in, shown with the key, and are active here
   * again. One operation: each license moves, or stays as it was.
   */
  transfer(credentials: Credentials, licenseIds: readonly LicenseId[]): Promise<Result<Answer, Refusal>>
  /**
   * Goes on at once on this PC with licenses that are in use on another one: an emergency license each, 14 days by the default policy,
   * once a year per license. Credentials: the owner's sign-in; or the key, where the license has no owner or Support has granted one.
   * The action `emergency` of a listed license says beforehand whether it may (EMERGENCY_LIMIT with `until`, the day it may again,
   * NOT_YOUR_LICENSE, SUSPENDED, ...). The license file is of kind `emergency`; `localLicenses` shows it in state `emergency`, and as
   * `lease-ended` once it is over. It ends by {@link returnLicenses} here, by itself, or by {@link activate} once the license is free.
   */
  emergency(credentials: Credentials, licenseIds: readonly LicenseId[]): Promise<Result<Answer, Refusal>>
  /** Renews leases that are due, or all; needs no credentials. */
  renew(licenseIds: readonly LicenseId[]): Promise<Result<Answer, Refusal>>
  /** Fetches current license files once more; needs no credentials. */
  fetch(licenseIds: readonly LicenseId[]): Promise<Result<Answer, Refusal>>
  /** KB1023 2.B: asks Support to return licenses whose PC is gone. */
  askSupport(credentials: Credentials, ask: SupportAsk): Promise<Result<Answer, Refusal>>
  /**
   * The owner, signed in, returns licenses whose PC is gone: each row is done at once, or refused (RETURN_LIMIT says when the next
   * is free).
   */
  returnLostPc(
    credentials: Credentials,
    licenseIds: readonly LicenseId[],
    reason: SelfReturnReason,
  ): Promise<Result<Answer, Refusal>>
  /** What was asked of Support from this PC, newest first, as last heard; read without network. */
  requests(): Promise<readonly KnownRequest[]>
  /** The same after asking the server about the open ones. Nothing is sent where there are none. */
  refreshRequests(): Promise<Result<readonly KnownRequest[], Refusal>>
  /**
   * Without network: writes the signed request to `path` (`*.lkreq`, a return `*.lkret`), to be carried to the portal's page `/offline`
   * or to Support; the response is loaded by {@link importFile} within 30 days. Shown with the key only (KEY_REQUIRED), signed for
   * the server this PC knows (SERVER_NOT_SET: load its keys first). A return gives the licenses up at once: before the file
   * is there they work here no more. STORE_DENIED where it cannot be written: then nothing has happened.
   * Until the response is here `pending` shows it as `carried`; should the network come back, `repair` finishes it.
   */
  exportRequest(credentials: Credentials, ask: OfflineAsk, path: string): Promise<Result<Exported, Refusal>>
  /** Writes the file of a request that waits for its response once more. */
  exportAgain(operationId: string, path: string): Promise<Result<Exported, Refusal>>
  /**
   * Loads a response file, or the keys of a server. FILE_UNREADABLE (another kind, damaged, cut, over 256 KiB, not there),
   * RESPONSE_NOT_FOR_THIS_HOST, RESPONSE_UNTRUSTED, RESPONSE_USED (loaded already), RESPONSE_STALE (older than 30 days): each leaves
   * everything as it was.
   */
  importFile(file: CarriedFile): Promise<Result<ImportedFile, Refusal>>
  /** Looks at DNS, proxy, TLS, clock, rights and files; one verdict. Changes nothing. */
  examine(): Promise<Examination>
  /** How this PC reaches the server: what was chosen, what its settings say, and what was named on the command line. */
  connection(): Promise<ConnectionState>
  /** Uses another way from now on, in this run; refused with what is wrong with it. Keeping it for later is for the caller. */
  useConnection(choice: ConnectionChoice): Promise<Result<ConnectionChoice, ConnectionFault>>
  /** Forgets the root key this PC trusts, for a server that was set up anew. */
  forgetServer(): Promise<void>
  close(): Promise<void>
}

export interface ConnectionState {
  readonly choice: ConnectionChoice
  readonly detected: ProxySettings
  readonly caFileNamed: string | null
  /** Address of the license server that was named on the command line, in the environment or by the vendor: no other is used. */
  readonly serverNamed: string | null
  /** The one this PC has met. */
  readonly serverKnown: string | null
}

/** What the person at the PC shows. A key is the text as typed; it is checked and sent encrypted. */
export interface Credentials {
  readonly signIn?: SignIn
  readonly key?: string
}

export interface SignIn {
  readonly account: { readonly id: string; readonly name: string }
  readonly token: string
}

export interface ActivateRow {
  readonly keyId: KeyId
  readonly product: ProductId
}

export interface SupportAsk {
  readonly reason: ReturnReason
  readonly licenseIds: readonly LicenseId[]
  readonly email: string
  readonly message: string
  /** What the person at this PC reads; English where it is left out. */
  readonly language?: Language
}

/** A request to Support, as this PC last heard of it. Instants are epoch milliseconds. */
export type KnownRequest = Readonly<Omit<RequestRecord, 'version'>>

/** The server's answer after it was applied to this PC: journal, license files and receipts are written. */
export interface Answer {
  readonly operationId: string
  /** Whoever signed in. */
  readonly account: { readonly id: string; readonly name: string } | null
  /** Where what they associate goes: their own account, or an organization they own. */
  readonly receiver: { readonly id: string; readonly name: string } | null
  readonly rows: readonly ResponseRow[]
  readonly licenses: readonly ListedLicenseClaims[]
  readonly returnRequest: { readonly id: string; readonly state: string } | null
}

/** One license file of this PC. */
export type LocalLicense =
  | { readonly state: LocalState; readonly licenseId: LicenseId; readonly claims: LicenseClaims; readonly path: string }
  | {
      readonly state: 'damaged'
      readonly licenseId: LicenseId | null
      readonly path: string
      readonly refusal: Refusal
    }

/** What a license file is worth now, by the trusted-time rule. */
export type LocalState = LicenseState

/** What an operation on the licenses of this PC does. */
export type OperationKind = Exclude<RequestIntent['type'], 'look-up' | 'request-status'>

/** An operation that was begun and not finished. */
export interface Pending {
  readonly operationId: string
  readonly what: OperationKind
  readonly products: readonly string[]
  /** When it was begun, epoch milliseconds. */
  readonly begunAt: number
  /** It left as a file and waits for its response. */
  readonly carried: boolean
}

export interface Exported {
  readonly operationId: string
  readonly what: OperationKind
  readonly products: readonly string[]
  readonly path: string
}

export type ImportedFile =
  | { readonly kind: 'response'; readonly what: OperationKind; readonly answer: Answer }
  | { readonly kind: 'keys'; readonly issuer: string }

export interface Repaired {
  readonly operationId: string
  readonly what: OperationKind
  /** Finished: the server had done or now did it. Undone: it had not, and will not. */
  readonly outcome: 'finished' | 'undone'
  readonly products: readonly string[]
  readonly refusal: Refusal | null
}

export interface Examination {
  readonly checks: readonly Check[]
  /** The refusal of the first failed check; null when all is well. */
  readonly verdict: Refusal | null
}

export interface Check {
  readonly name: 'store' | 'files' | 'dns' | 'proxy' | 'connection' | 'tls' | 'server' | 'clock' | 'journal'
  readonly status: 'passed' | 'warned' | 'failed' | 'skipped'
  /** What was found, as data: whoever shows it puts it into words. Null for a check that failed: its refusal says it. */
  readonly finding: Finding | null
  readonly refusal: Refusal | null
}

export type Finding =
  | { readonly kind: 'stored'; readonly path: string; readonly scope: 'machine' | 'user' | 'chosen' }
  /** The store lies within a container, and goes with it. */
  | { readonly kind: 'in-container'; readonly container: string; readonly path: string }
  | { readonly kind: 'files-sound'; readonly count: number }
  | { readonly kind: 'unfinished'; readonly count: number }
  | { readonly kind: 'resolved'; readonly host: string; readonly address: string }
  | { readonly kind: 'proxy-passes' | 'answers'; readonly host: string }
  | { readonly kind: 'server-trusted'; readonly version: string; readonly issuer: string }
  | { readonly kind: 'clock-off'; readonly minutes: number }
  | {
      readonly kind:
        | 'no-proxy'
        | 'reached'
        | 'not-reached'
        | 'certificate-trusted'
        | 'not-https'
        | 'server-here'
        | 'clock-agrees'
    }

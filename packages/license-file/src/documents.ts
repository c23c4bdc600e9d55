import type { Language } from '@latchkey/core/languages'
import type { AccountId, HostId, KeyId, LicenseId, OperationId, ProductId, ReturnRequestId } from '@latchkey/core/ids'
import type { RefusalCode, RefusalFacts } from '@latchkey/core/refusals'
import type { ReturnReason, SelfReturnReason } from '@latchkey/core/return-request'

/**
 * The signed documents that PCs, servers and products exchange: the claims of each, as they stand in the JWS payload.
 * Instants are NumericDate: whole seconds since 1970-01-01T00:00:00Z (RFC 7519 2).
 */
export type NumericDate = number

/** The `typ` of each document; a verifier accepts only the one it expects (RFC 8725 3.11). */
export const TYP = {
  license: 'latchkey-license+jwt',
  hostRequest: 'latchkey-host-request+jwt',
  response: 'latchkey-response+jwt',
  receipt: 'latchkey-receipt+jwt',
  keySet: 'latchkey-key-set+jwt',
} as const

export type DocumentType = keyof typeof TYP

/** The claims of each type of document. */
export interface ClaimsByType {
  readonly license: LicenseClaims
  readonly hostRequest: HostRequestClaims
  readonly response: ResponseClaims
  readonly receipt: ReceiptClaims
  readonly keySet: KeySetClaims
}

/** Algorithms of signatures: ES256 by default, Ed25519 too (RFC 9864 names it so). A key has one of them, fixed. */
export type SignatureAlgorithm = 'ES256' | 'Ed25519'

/** A public key as the key set lists it. `enc` keys take activation keys inside requests. */
export interface PublicKey {
  readonly kid: string
  readonly use: 'sig' | 'enc'
  readonly alg: SignatureAlgorithm | 'ECDH-ES'
  readonly kty: 'EC' | 'OKP'
  readonly crv: 'P-256' | 'Ed25519'
  readonly x: string
  readonly y?: string
}

/** A device key's public half, as a host request carries it: P-256. */
export interface DeviceKey {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

/**
 * Signed by the root key: a host that trusts the root takes new keys without re-activation. A host takes no key set whose `iat` is
 * older than the one it has.
 */
export interface KeySetClaims {
  readonly iss: string
  readonly iat: NumericDate
  /**
   * The root key's public half, so that a host can pin it at first contact; its `kid`, which is also the header's, is its RFC 7638
   * thumbprint. Once pinned, only the pinned key counts.
   */
  readonly root: PublicKey
  /** The server's keys; each `kid` once. A reader leaves out those whose `alg` or `use` it does not know. */
  readonly keys: readonly PublicKey[]
}

/** What lies on a PC and lets a product run there. */
export interface LicenseClaims {
  readonly iss: string
  readonly sub: LicenseId
  readonly aud: ProductId
  readonly jti: string
  readonly iat: NumericDate
  /** End of the lease; absent for perpetual offline. */
  readonly exp?: NumericDate
  readonly cnf: { readonly jkt: HostId }
  readonly kind: 'standard' | 'trial' | 'emergency'
  readonly generation: number
  readonly productName: string
  readonly edition: string
  readonly features: readonly string[]
  readonly keyId: KeyId
  readonly keyLast5: string
  /** The account it was associated to when the file was made. */
  readonly account: { readonly id: AccountId; readonly name: string } | null
  readonly host: {
    readonly name: string
    readonly fingerprint: Readonly<Record<string, string>>
  }
  /** When the host renews; absent with `exp`. */
  readonly renewFrom?: NumericDate
  /** Until when the product still runs after `exp`, counting down. */
  readonly graceUntil?: NumericDate
  /** The license's own end, whatever the lease says; absent for none. */
  readonly expiresAt?: NumericDate
  /** Releases up to here are covered; absent for all. */
  readonly maintenanceUntil?: NumericDate
}

/** Signed proof that a host returned a license: the host's tombstone for every file of that generation or an older one. */
export interface ReceiptClaims {
  readonly iss: string
  readonly sub: LicenseId
  readonly aud: ProductId
  readonly jti: string
  readonly iat: NumericDate
  readonly cnf: { readonly jkt: HostId }
  readonly generation: number
  readonly operationId: OperationId
}

/** What a host asks for, signed by its device key: the body of a POST, or a file on a stick. */
export interface HostRequestClaims {
  /** The host: thumbprint of `host.key`. */
  readonly iss: HostId
  /** The server's issuer. */
  readonly aud: string
  readonly jti: OperationId
  readonly iat: NumericDate
  readonly host: {
    readonly key: DeviceKey
    readonly name: string
    readonly os: string
    readonly fingerprint: Readonly<Record<string, string>>
  }
  /** Proof that the person is signed in: the token that sign-in gave, good on this host only. */
  readonly accountToken?: string
  /** Proof that the person has the activation key: the key's text encrypted to the server (compact JWE, ECDH-ES + A256GCM). */
  readonly encryptedKey?: string
  readonly intent: RequestIntent
}

export type RequestIntent =
  | { readonly type: 'look-up' }
  | { readonly type: 'associate' }
  | { readonly type: 'activate'; readonly rows: readonly { readonly keyId: KeyId; readonly product: ProductId }[] }
  | { readonly type: 'return'; readonly rows: readonly { readonly licenseId: LicenseId }[] }
  /** KB1023 2.E and 2.G in one: to the account that asks, and active on the host again. */
  | { readonly type: 'transfer'; readonly rows: readonly { readonly licenseId: LicenseId }[] }
  /** Goes on at once beside the PC that has the license: an emergency license. */
  | { readonly type: 'emergency'; readonly rows: readonly { readonly licenseId: LicenseId }[] }
  | { readonly type: 'renew'; readonly rows: readonly { readonly licenseId: LicenseId }[] }
  | { readonly type: 'fetch'; readonly rows: readonly { readonly licenseId: LicenseId }[] }
  /** The owner, signed in, returns licenses whose PC is gone, within the policy. */
  | {
      readonly type: 'lost-pc'
      readonly reason: SelfReturnReason
      readonly rows: readonly { readonly licenseId: LicenseId }[]
    }
  /** Where requests to Support stand that this host has sent; changes nothing. The device key alone proves enough. */
  | { readonly type: 'request-status'; readonly ids: readonly ReturnRequestId[] }
  /** KB1023 2.B from the wizard: asks Support to return the licenses of the key shown, or those of the account named by id. */
  | {
      readonly type: 'support-request'
      readonly reason: ReturnReason
      readonly licenseIds: readonly LicenseId[]
      readonly email: string
      readonly message: string
      /** What the person at the PC reads and is answered in; English where it is left out. */
      readonly language?: Language
    }

/** The server's answer to one host request. */
export interface ResponseClaims {
  readonly iss: string
  /** The host that asked. */
  readonly aud: HostId
  /** The operation answered. */
  readonly sub: OperationId
  readonly iat: NumericDate
  /** Until when it may be loaded from a file. */
  readonly exp: NumericDate
  readonly account: { readonly id: AccountId; readonly name: string } | null
  /** The organization that newly associated licenses go to, if they do not go to `account`. */
  readonly receiver?: { readonly id: AccountId; readonly name: string }
  /** One per row asked for, in that order; for `associate` one per product of the key. */
  readonly rows: readonly ResponseRow[]
  /** All licenses the person sees from this host, as they are now. */
  readonly licenses: readonly ListedLicenseClaims[]
  /** The case opened by a support request. */
  readonly returnRequest?: { readonly id: string; readonly state: string }
  /** Where the requests asked about stand; those that are not of this host are left out. */
  readonly returnRequests?: readonly ReturnRequestStatus[]
}

/** What a host is told of a request it has sent. What was written is told by mail only. */
export interface ReturnRequestStatus {
  readonly id: string
  /** As in `ReturnRequestState`. */
  readonly state: string
  /** As in `RequestStage`. */
  readonly stage: string
  readonly openedAt: NumericDate
  /** When an answer is expected. */
  readonly dueAt: NumericDate
  readonly closedAt: NumericDate | null
}

export interface ResponseRow {
  readonly status: 'succeeded' | 'refused'
  /** Succeeded and nothing had to be done. */
  readonly alreadySo: boolean
  readonly refusal?: { readonly code: RefusalCode; readonly facts: RefusalFacts }
  /** Null when the row names a license this person may not know of. */
  readonly license: LicenseFacts | null
  /** A license file (JWS) of the license as it is now, whenever it is active on the host that asked, or runs there as an emergency. */
  readonly licenseFile?: string
  /** A receipt (JWS), after a return. */
  readonly receipt?: string
}

/** A license as the wizard's columns show it. Instants are NumericDate. */
export interface LicenseFacts {
  readonly id: LicenseId
  readonly keyId: KeyId
  readonly keyLast5: string
  readonly product: ProductId
  readonly productName: string
  readonly edition: string
  readonly associatedTo:
    | { readonly kind: 'none' }
    | { readonly kind: 'you'; readonly name: string }
    /** Never named: knowing a key does not tell who owns its licenses. */
    | { readonly kind: 'another' }
  readonly activatedOn:
    | { readonly kind: 'none' }
    | { readonly kind: 'here'; readonly since: NumericDate }
    | { readonly kind: 'elsewhere'; readonly hostName: string; readonly since: NumericDate }
  /** The emergency license that runs beside the activation; absent for none. */
  readonly emergency?: { readonly kind: 'here' | 'elsewhere'; readonly until: NumericDate }
  readonly standing: 'good' | 'suspended' | 'revoked'
  readonly expiresAt: NumericDate | null
}

export interface ListedLicenseClaims extends LicenseFacts {
  readonly seatsTotal: number
  readonly seatsFree: number
  readonly actions: Readonly<Record<'activate' | 'associate' | 'return', ActionClaims>> & {
    /** Absent in answers of servers that know no such intent. */
    readonly transfer?: ActionClaims
    readonly emergency?: ActionClaims
    /** Absent where there is no question of it: of what is active elsewhere an owner who is signed in is told. */
    readonly lostPc?: ActionClaims
  }
  /** How many lost-PC returns the owner may still do alone; present with `actions.lostPc`. */
  readonly lostPcReturns?: { readonly left: number; readonly max: number }
  /** How long an emergency license would run, and how often one may be had; present where one may be had now. */
  readonly emergencyTerms?: { readonly days: number; readonly everyDays: number }
}

/** What may be done with a license from this PC; a refused action says why. */
export type ActionClaims =
  | { readonly state: 'legal' }
  | { readonly state: 'already' }
  | { readonly state: 'refused'; readonly code: RefusalCode; readonly facts: RefusalFacts }

import { err, ok, type Result } from './result.ts'

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A license: one seat of one product. */
export type LicenseId = Branded<'LicenseId'>
/** An activation key's record; never the key itself, which is a secret. */
export type KeyId = Branded<'KeyId'>
/** A Software Download account. */
export type AccountId = Branded<'AccountId'>
/** A host: the RFC 7638 SHA-256 thumbprint of its device key, 43 base64url characters. */
export type HostId = Branded<'HostId'>
/** A product's code, chosen by the vendor (`ct`, `izot-net-server`): what a product asks for when it checks its license. */
export type ProductId = Branded<'ProductId'>
/** A policy's code, chosen by the vendor. */
export type PolicyId = Branded<'PolicyId'>
export type OrderId = Branded<'OrderId'>
/** One operation, chosen by whoever asks; the same id never has two effects (invariants I4, I5). */
export type OperationId = Branded<'OperationId'>
export type EventId = Branded<'EventId'>
export type ReturnRequestId = Branded<'ReturnRequestId'>
export type StaffId = Branded<'StaffId'>
export type ApiTokenId = Branded<'ApiTokenId'>
export type CommentId = Branded<'CommentId'>
export type InvitationId = Branded<'InvitationId'>
export type TransferId = Branded<'TransferId'>
export type HandoverId = Branded<'HandoverId'>
export type WebhookId = Branded<'WebhookId'>
export type DeliveryId = Branded<'DeliveryId'>
export type ReleaseId = Branded<'ReleaseId'>
export type ArtifactId = Branded<'ArtifactId'>
export type SessionId = Branded<'SessionId'>
export type PasskeyId = Branded<'PasskeyId'>
export type MailId = Branded<'MailId'>
export type MailLinkId = Branded<'MailLinkId'>

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number

interface IdByPrefix {
  lic: LicenseId
  key: KeyId
  acc: AccountId
  ord: OrderId
  op: OperationId
  evt: EventId
  rr: ReturnRequestId
  stf: StaffId
  tok: ApiTokenId
  cmt: CommentId
  trf: TransferId
  inv: InvitationId
  hdo: HandoverId
  whk: WebhookId
  dlv: DeliveryId
  rel: ReleaseId
  art: ArtifactId
  ses: SessionId
  pk: PasskeyId
  ml: MailId
  lnk: MailLinkId
}

/** What stands before the underscore of an id and tells its kind. */
export type IdPrefix = keyof IdByPrefix

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const RANDOM_SYMBOLS = 20
/** Random bytes an id is made from: 20 symbols of 5 bits = 100 bits (security.md asks for at least 80). */
export const ID_RANDOM_BYTES = 13

const ID_PATTERN = /^([a-z]{2,3})_[0-9a-hjkmnp-tv-z]{20}$/
const CODE_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const HOST_ID_PATTERN = /^[A-Za-z0-9_-]{43}$/

/**
 * Makes an id such as `lic_0123456789abcdefghjk` from random bytes.
 * @throws if fewer than {@link ID_RANDOM_BYTES} bytes are given (a bug in the caller)
 */
export function makeId<P extends IdPrefix>(prefix: P, random: Uint8Array): IdByPrefix[P] {
  if (random.length < ID_RANDOM_BYTES) throw new RangeError(`an id needs ${ID_RANDOM_BYTES} random bytes`)
  let symbols = ''
  let bits = 0
  let bitCount = 0
  for (const byte of random) {
    bits = (bits << 8) | byte
    bitCount += 8
    while (bitCount >= 5 && symbols.length < RANDOM_SYMBOLS) {
      bitCount -= 5
      symbols += ALPHABET.charAt((bits >> bitCount) & 31)
    }
    bits &= (1 << bitCount) - 1
  }
  return `${prefix}_${symbols}` as IdByPrefix[P]
}

/** Reads an id of the given kind, exactly as {@link makeId} writes it. */
export function parseId<P extends IdPrefix>(prefix: P, text: string): Result<IdByPrefix[P], 'ID_MALFORMED'> {
  const match = ID_PATTERN.exec(text)
  return match?.[1] === prefix ? ok(text as IdByPrefix[P]) : err('ID_MALFORMED')
}

/** Reads a host id: 43 base64url characters. */
export function parseHostId(text: string): Result<HostId, 'ID_MALFORMED'> {
  return HOST_ID_PATTERN.test(text) ? ok(text as HostId) : err('ID_MALFORMED')
}

/** Reads a product's code: 1 to 63 of `a-z 0-9 -`, no hyphen at either end. */
export function parseProductId(text: string): Result<ProductId, 'ID_MALFORMED'> {
  return CODE_PATTERN.test(text) ? ok(text as ProductId) : err('ID_MALFORMED')
}

/** Reads a policy's code; the same form as a product's. */
export function parsePolicyId(text: string): Result<PolicyId, 'ID_MALFORMED'> {
  return CODE_PATTERN.test(text) ? ok(text as PolicyId) : err('ID_MALFORMED')
}

import { err, ok, type Result } from '@latchkey/core/result'
import { type Cryptography, WEB_CRYPTOGRAPHY } from './cryptography.ts'
import type { DocumentRefusal } from './document-refusals.ts'
import type {
  ClaimsByType,
  DocumentType,
  HostRequestClaims,
  KeySetClaims,
  PublicKey,
  ResponseClaims,
} from './documents.ts'
import { withKnownRefusals, withUsableKeys } from './newer-servers.ts'
import { type ParsedDocument, parseDocument } from './parse.ts'
import { thumbprintOf } from './thumbprint.ts'

/** Documents that the server's keys sign. */
export type ServerDocumentType = 'license' | 'response' | 'receipt'

/**
 * Verifies a license, response or receipt against the keys of a verified key set. Time, host and generation are not looked at:
 * see `checkLicense`.
 * @param cryptography defaults to WebCrypto
 */
export async function verifyDocument<T extends ServerDocumentType>(
  type: T,
  jws: string,
  keys: readonly PublicKey[],
  cryptography: Cryptography = WEB_CRYPTOGRAPHY,
): Promise<Result<ClaimsByType[T], DocumentRefusal>> {
  const document = parseDocument(type, jws)
  if (!document.ok) return document
  const { kid, alg } = document.value.header
  const key = keys.find((candidate) => candidate.kid === kid && candidate.use === 'sig')
  if (key === undefined) return err('SIGNING_KEY_UNKNOWN')
  // The key decides on the algorithm, never the document (RFC 8725 3.1).
  if (key.alg !== alg) return err('ALGORITHM_WRONG')
  const verified = await claimsIfSigned(document.value, key, cryptography)
  if (!verified.ok || type !== 'response') return verified
  return ok(withKnownRefusals(verified.value as ResponseClaims) as ClaimsByType[T])
}

/**
 * Verifies a host request: it brings its key along, and its thumbprint must be the host id it speaks for (`iss` and `kid`).
 * Whether it is fresh, and for this server (`aud`), is the caller's to decide.
 * @param cryptography defaults to WebCrypto
 */
export async function verifyHostRequest(
  jws: string,
  cryptography: Cryptography = WEB_CRYPTOGRAPHY,
): Promise<Result<HostRequestClaims, DocumentRefusal>> {
  const document = parseDocument('hostRequest', jws)
  if (!document.ok) return document
  const { header, claims } = document.value
  if (header.alg !== 'ES256') return err('ALGORITHM_WRONG')
  const thumbprint = await thumbprintOf(claims.host.key, cryptography)
  if (claims.iss !== thumbprint || header.kid !== thumbprint) return err('THUMBPRINT_WRONG')
  const key: PublicKey = { ...claims.host.key, kid: thumbprint, use: 'sig', alg: 'ES256' }
  return claimsIfSigned(document.value, key, cryptography)
}

/**
 * Verifies a key set.
 * @param rootThumbprint the pinned root key; null at first contact, when the root that came along is taken and is the caller's to pin
 * @param cryptography defaults to WebCrypto
 * @returns the claims, without the keys of a kind that this version does not know
 */
export async function verifyKeySet(
  jws: string,
  rootThumbprint: string | null,
  cryptography: Cryptography = WEB_CRYPTOGRAPHY,
): Promise<Result<KeySetClaims, DocumentRefusal>> {
  const document = parseDocument('keySet', jws)
  if (!document.ok) return document
  const { header, claims } = document.value
  const thumbprint = await thumbprintOf(claims.root, cryptography)
  if (claims.root.kid !== thumbprint || header.kid !== thumbprint) return err('THUMBPRINT_WRONG')
  if (rootThumbprint !== null && rootThumbprint !== thumbprint) return err('ROOT_WRONG')
  if (claims.root.alg !== header.alg) return err('ALGORITHM_WRONG')
  const verified = await claimsIfSigned(document.value, claims.root, cryptography)
  return verified.ok ? ok(withUsableKeys(verified.value)) : verified
}

async function claimsIfSigned<T extends DocumentType>(
  { claims, signingInput, signature }: ParsedDocument<T>,
  key: PublicKey,
  cryptography: Cryptography,
): Promise<Result<ClaimsByType[T], DocumentRefusal>> {
  const signed = await cryptography.verifySignature(key, signingInput, signature)
  return signed ? ok(claims) : err('SIGNATURE_WRONG')
}

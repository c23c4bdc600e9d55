import { CompactSign, type CryptoKey } from 'jose'
import { encodeBase64url } from './base64url.ts'
import { CLAIM_SHAPES } from './claim-shapes.ts'
import { type ClaimsByType, type DocumentType, type SignatureAlgorithm, TYP } from './documents.ts'
import { DOCUMENT_BYTES_MAX, type DocumentHeader } from './parse.ts'

const ENCODER = new TextEncoder()

/** A private key and its name. */
export interface SigningKey {
  readonly kid: string
  readonly alg: SignatureAlgorithm
  readonly key: CryptoKey
}

/**
 * Signs a document by `jose`. Licenses, responses and receipts are signed by a key of the key set, the key set by the root key, a
 * host request by the device key (ES256, `kid` = host id).
 * @throws if the claims do not have their shape, or the document is larger than its type may be: no reader would take it
 */
export async function signDocument<T extends DocumentType>(
  type: T,
  claims: ClaimsByType[T],
  { kid, alg, key }: SigningKey,
): Promise<string> {
  const header = { ...headerOf(type, kid, alg) }
  const jws = await new CompactSign(encodeClaims(type, claims)).setProtectedHeader(header).sign(key)
  return ofAllowedSize(type, jws)
}

/**
 * What is to be signed, for signers other than `jose`: the first two parts of the document with the dot between them. Sign its
 * ASCII bytes and join the signature by {@link joinSignature}.
 * @throws if the claims do not have their shape
 */
export function encodeSigningInput<T extends DocumentType>(
  type: T,
  claims: ClaimsByType[T],
  kid: string,
  alg: SignatureAlgorithm,
): string {
  const header = ENCODER.encode(JSON.stringify(headerOf(type, kid, alg)))
  return `${encodeBase64url(header)}.${encodeBase64url(encodeClaims(type, claims))}`
}

/**
 * Joins what was signed and the signature (64 bytes; for ES256 r and s, not DER) to a document.
 * @throws if the document is larger than its type may be
 */
export function joinSignature(type: DocumentType, signingInput: string, signature: Uint8Array): string {
  return ofAllowedSize(type, `${signingInput}.${encodeBase64url(signature)}`)
}

function headerOf(type: DocumentType, kid: string, alg: SignatureAlgorithm): DocumentHeader {
  return { alg, kid, typ: TYP[type] }
}

function encodeClaims<T extends DocumentType>(type: T, claims: ClaimsByType[T]): Uint8Array {
  const json = JSON.stringify(claims)
  // JSON writes a lone surrogate as an escape that strict readers refuse; what stands for it is U+FFFD.
  const text = json.includes('\\ud') ? JSON.stringify(claims, toWellFormed) : json
  if (!CLAIM_SHAPES[type](JSON.parse(text))) throw new TypeError(`claims of a ${TYP[type]} do not have their shape`)
  return ENCODER.encode(text)
}

function toWellFormed(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value
}

function ofAllowedSize(type: DocumentType, jws: string): string {
  if (jws.length > DOCUMENT_BYTES_MAX[type]) throw new RangeError(`a ${TYP[type]} of ${jws.length} bytes is too large`)
  return jws
}

import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import { decodeBase64url } from './base64url.ts'
import { CLAIM_SHAPES } from './claim-shapes.ts'
import { type ClaimsByType, type DocumentType, type SignatureAlgorithm, TYP } from './documents.ts'
import type { DocumentRefusal } from './document-refusals.ts'
import { type JsonObject, parseStrictJson } from './strict-json.ts'

/** The header of every document: these members and no others. */
export interface DocumentHeader {
  readonly alg: SignatureAlgorithm
  readonly kid: string
  readonly typ: string
}

/** A document taken apart. Nothing in it is true before its signature is verified. */
export interface ParsedDocument<T extends DocumentType> {
  readonly header: DocumentHeader
  readonly claims: ClaimsByType[T]
  /** What was signed: the ASCII bytes of the first two parts with the dot between them. */
  readonly signingInput: Uint8Array
  readonly signature: Uint8Array
}

/** How large a document of each type may be. A response holds license files, one per row. */
export const DOCUMENT_BYTES_MAX = {
  license: LIMITS.documentBytesMax,
  hostRequest: LIMITS.documentBytesMax,
  response: LIMITS.offlineFileBytesMax,
  receipt: LIMITS.documentBytesMax,
  keySet: LIMITS.documentBytesMax,
} as const satisfies Record<DocumentType, number>

/** Bytes of a signature, ES256 (RFC 7518 3.4) and Ed25519 (RFC 8032 5.1.6) alike. */
const SIGNATURE_BYTES = 64

const ENCODER = new TextEncoder()

/**
 * Takes a document apart by the strict profile (RFC 8725; docs/license-file.md): whatever is not written in the one right way is
 * refused, with the first reason in the order of the checks. The signature is not looked at.
 */
export function parseDocument<T extends DocumentType>(
  type: T,
  jws: string,
): Result<ParsedDocument<T>, DocumentRefusal> {
  if (jws.length > DOCUMENT_BYTES_MAX[type]) return err('TOO_LARGE')
  const parts = jws.split('.', 4)
  const [headerText, claimsText, signatureText] = parts
  if (parts.length !== 3 || headerText === undefined || claimsText === undefined || signatureText === undefined) {
    return err('NOT_CANONICAL')
  }
  const headerBytes = decodeBase64url(headerText)
  const claimsBytes = decodeBase64url(claimsText)
  const signature = decodeBase64url(signatureText)
  if (!headerBytes.ok || !claimsBytes.ok || !signature.ok) return err('NOT_CANONICAL')

  const header = parseHeader(type, headerBytes.value)
  if (!header.ok) return header
  const claims = parseStrictJson(claimsBytes.value)
  if (!claims.ok) return claims
  if (!CLAIM_SHAPES[type](claims.value)) return err('CLAIMS_MALFORMED')
  if (signature.value.length !== SIGNATURE_BYTES) return err('SIGNATURE_WRONG')
  return ok({
    header: header.value,
    // The one place where JSON becomes claims: its shape was checked above.
    claims: claims.value as unknown as ClaimsByType[T],
    signingInput: ENCODER.encode(`${headerText}.${claimsText}`),
    signature: signature.value,
  })
}

function parseHeader(type: DocumentType, bytes: Uint8Array): Result<DocumentHeader, DocumentRefusal> {
  const header = parseStrictJson(bytes)
  if (!header.ok) return header
  const { alg, kid, typ } = header.value
  if (hasOtherMembers(header.value)) return err('HEADER_FORBIDDEN')
  if (typeof alg !== 'string' || typeof kid !== 'string' || typeof typ !== 'string') return err('HEADER_MALFORMED')
  if (typ !== TYP[type]) return err('TYPE_WRONG')
  if (alg !== 'ES256' && alg !== 'Ed25519') return err('ALGORITHM_WRONG')
  return ok({ alg, kid, typ })
}

/** No key, address or extension may come along with a document (RFC 8725 3.10); a header is never half understood. */
function hasOtherMembers(header: JsonObject): boolean {
  return Object.keys(header).some((name) => name !== 'alg' && name !== 'kid' && name !== 'typ')
}

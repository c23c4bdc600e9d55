import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Cryptography } from '@latchkey/license-file/cryptography'
import { type ClaimsByType, type DeviceKey, type PublicKey, TYP } from '@latchkey/license-file/documents'
import { DOCUMENT_BYTES_MAX } from '@latchkey/license-file/parse'
import { encodeSigningInput } from '@latchkey/license-file/sign'
import type { SigningKeyPair } from './keys.ts'

/** The primitives of `license-file` by `node:crypto`: two to four times as fast as WebCrypto, and on the same thread. */
export const NODE_CRYPTOGRAPHY: Cryptography = {
  verifySignature(key, signingInput, signature) {
    const publicKey = publicKeyObject(key)
    if (publicKey === null) return false
    return key.alg === 'ES256'
      ? verify('sha256', signingInput, withJoseSignatures(publicKey), signature)
      : verify(null, signingInput, publicKey, signature)
  },
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
}

/** SubjectPublicKeyInfo of a P-256 key up to its coordinates (RFC 5480), and of an Ed25519 key (RFC 8410). */
const SPKI_START = {
  'P-256': Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex'),
  Ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
} as const

/**
 * A public key as `node:crypto` takes it; null for one that is no point on its curve. By way of PEM: Node finds out what an object
 * with a JWK is by catching exceptions, which takes longer than the rest.
 */
export function publicKeyObject({
  crv,
  x,
  y = '',
}: PublicKey | (DeviceKey & { readonly y?: string })): KeyObject | null {
  const parts = [SPKI_START[crv], Buffer.from(x, 'base64url'), Buffer.from(crv === 'P-256' ? y : '', 'base64url')]
  try {
    return createPublicKey(
      `-----BEGIN PUBLIC KEY-----\n${Buffer.concat(parts).toString('base64')}\n-----END PUBLIC KEY-----\n`,
    )
  } catch {
    return null
  }
}

/**
 * Makes a P-256 key write and read signatures as JOSE has them, r and s (RFC 7518 3.4). The option may stand on the key itself; in an
 * object around it, it costs more exceptions.
 */
export function withJoseSignatures(key: KeyObject): KeyObject {
  return Object.assign(key, { dsaEncoding: 'ieee-p1363' })
}

/** Signs a license, receipt, response or key set. */
export function signByNode<T extends Exclude<keyof ClaimsByType, 'hostRequest'>>(
  type: T,
  claims: ClaimsByType[T],
  key: SigningKeyPair,
): string {
  const signingInput = signingInputOf(type, claims, key)
  const bytes = Buffer.from(signingInput, 'latin1')
  const signature = sign(key.alg === 'ES256' ? 'sha256' : null, bytes, key.private)
  const jws = `${signingInput}.${signature.toString('base64url')}`
  if (jws.length > DOCUMENT_BYTES_MAX[type]) throw new RangeError(`a ${TYP[type]} of ${jws.length} bytes is too large`)
  return jws
}

/** As `encodeSigningInput` of license-file, by Node's encoders: the claims come from the store, so their shape is not checked again. */
function signingInputOf<T extends keyof ClaimsByType>(type: T, claims: ClaimsByType[T], key: SigningKeyPair): string {
  const json = JSON.stringify(claims)
  // A lone surrogate, which has no UTF-8 form, is written as an escape: the slow way replaces it.
  if (json.includes('\\ud')) return encodeSigningInput(type, claims, key.public.kid, key.alg)
  const header = `{"alg":"${key.alg}","kid":"${key.public.kid}","typ":"${TYP[type]}"}`
  return `${Buffer.from(header).toString('base64url')}.${Buffer.from(json).toString('base64url')}`
}

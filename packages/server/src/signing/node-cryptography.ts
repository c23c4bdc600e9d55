import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Cryptography } from '@latchkey/license-file/cryptography'
import type { ClaimsByType, DeviceKey, PublicKey } from '@latchkey/license-file/documents'
import { encodeSigningInput, joinSignature } from '@latchkey/license-file/sign'
import type { SigningKeyPair } from './keys.ts'

/** The primitives of `license-file` by `node:crypto`: two to four times as fast as WebCrypto, and on the same thread. */
export const NODE_CRYPTOGRAPHY: Cryptography = {
  verifySignature(key, signingInput, signature) {
    const publicKey = publicKeyObject(key)
    if (publicKey === null) return false
    return key.alg === 'ES256'
      ? verify('sha256', signingInput, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
      : verify(null, signingInput, publicKey, signature)
  },
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
}

/** A public key as `node:crypto` takes it; null for one that is no point on its curve. */
export function publicKeyObject(key: PublicKey | DeviceKey): KeyObject | null {
  const { kty, crv, x } = key
  try {
    return createPublicKey({ key: kty === 'EC' ? { kty, crv, x, y: key.y ?? '' } : { kty, crv, x }, format: 'jwk' })
  } catch {
    return null
  }
}

/** Signs a license, receipt, response or key set. */
export function signByNode<T extends Exclude<keyof ClaimsByType, 'hostRequest'>>(
  type: T,
  claims: ClaimsByType[T],
  key: SigningKeyPair,
): string {
  const signingInput = encodeSigningInput(type, claims, key.public.kid, key.alg)
  const bytes = Buffer.from(signingInput, 'latin1')
  const signature =
    key.alg === 'ES256'
      ? sign('sha256', bytes, { key: key.private, dsaEncoding: 'ieee-p1363' })
      : sign(null, bytes, key.private)
  return joinSignature(type, signingInput, signature)
}

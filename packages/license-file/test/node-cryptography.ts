import { createHash, createPublicKey, verify } from 'node:crypto'
import type { Cryptography } from '@latchkey/license-file/cryptography'
import type { PublicKey } from '@latchkey/license-file/documents'

/** The primitives as the server and Node hosts have them. */
export const NODE_CRYPTOGRAPHY: Cryptography = {
  verifySignature: (key, signingInput, signature) => {
    try {
      return verify(key.alg === 'ES256' ? 'sha256' : null, signingInput, options(key), signature)
    } catch {
      return false
    }
  },
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
}

function options(key: PublicKey) {
  const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' })
  return { key: publicKey, dsaEncoding: 'ieee-p1363' as const }
}

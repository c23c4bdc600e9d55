import { compactVerify, type CryptoKey, errors, importJWK } from 'jose'
import { encodeBase64url } from './base64url.ts'
import type { PublicKey } from './documents.ts'

/**
 * The primitives that verification needs; everything else about a document is decided by one piece of code. Node hosts and the
 * server pass `node:crypto`, which is faster; browsers and products use {@link WEB_CRYPTOGRAPHY}.
 */
export interface Cryptography {
  /** Whether `signature` (64 bytes: r and s, or EdDSA's) is the key's over `signingInput`; a key that is no point on its curve is `false`. */
  verifySignature(key: PublicKey, signingInput: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
  sha256(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** The primitives by `jose` and WebCrypto: any JavaScript runtime. Verifying throws where the runtime lacks the algorithm. */
export const WEB_CRYPTOGRAPHY: Cryptography = { verifySignature, sha256 }

const importedKeys = new WeakMap<PublicKey, Promise<CryptoKey | Uint8Array>>()

async function verifySignature(key: PublicKey, signingInput: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const jws = `${new TextDecoder().decode(signingInput)}.${encodeBase64url(signature)}`
  try {
    await compactVerify(jws, await importOnce(key), { algorithms: [key.alg] })
    return true
  } catch (error) {
    // A runtime without the algorithm (an old browser without Ed25519) must not make a right document look forged.
    if (isUnsupported(error)) throw new Error(`this runtime cannot verify ${key.alg}`, { cause: error })
    return false
  }
}

function isUnsupported(error: unknown): boolean {
  return error instanceof errors.JOSENotSupported || (error instanceof Error && error.name === 'NotSupportedError')
}

function importOnce(key: PublicKey): Promise<CryptoKey | Uint8Array> {
  const known = importedKeys.get(key)
  if (known !== undefined) return known
  const imported = importJWK({ ...key }, key.alg)
  importedKeys.set(key, imported)
  return imported
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))
}

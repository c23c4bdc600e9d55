import type { KeyObject } from 'node:crypto'
import type { PublicKey, SignatureAlgorithm } from '@latchkey/license-file/documents'

/** Everything secret that a running server needs. The root key is not among it: it signs key sets only, and may lie elsewhere. */
export interface ServerKeys {
  /** What signed documents name as their issuer; fixed when the keys were made. */
  readonly issuer: string
  /** The key set, signed by the root key: what `GET /v1/server` tells. */
  readonly keySet: string
  readonly signing: SigningKeyPair
  readonly encryption: { readonly public: PublicKey; readonly private: KeyObject }
  readonly secrets: ServerSecrets
}

export interface SigningKeyPair {
  readonly alg: SignatureAlgorithm
  readonly public: PublicKey
  readonly private: KeyObject
}

/** 32 random bytes each; as key objects where `node:crypto` would otherwise make one at each use. */
export interface ServerSecrets {
  /** Signs account tokens; derives API tokens. */
  readonly server: KeyObject
  /** Without it, the digests of activation keys in a stolen database cannot be searched. */
  readonly keyPepper: KeyObject
  /** Encrypts the display copies of activation keys. */
  readonly keySeal: KeyObject
  /** Without it, the password hashes of a stolen database cannot be guessed at. */
  readonly passwordPepper: Uint8Array
}

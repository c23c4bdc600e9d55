import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto'

/** Test keys of the vectors. They are published: whatever they sign proves nothing. */
export interface VectorKey {
  readonly role: 'root' | 'signing' | 'device' | 'encryption' | 'stranger'
  readonly jwk: PrivateJwk
}

export interface PrivateJwk {
  readonly kid: string
  readonly use: 'sig' | 'enc'
  readonly alg: 'ES256' | 'Ed25519' | 'ECDH-ES'
  readonly kty: 'EC' | 'OKP'
  readonly crv: 'P-256' | 'Ed25519'
  readonly x: string
  readonly y?: string
  readonly d: string
}

export type KeyName =
  | 'root-es256'
  | 'root-ed25519'
  | 'signing-es256'
  | 'signing-ed25519'
  | 'device'
  | 'device-2'
  | 'encryption'
  | 'stranger-es256'
  | 'stranger-ed25519'

export type VectorKeys = Readonly<Record<KeyName, VectorKey>>

/** Makes all keys anew. */
export function makeKeys(): VectorKeys {
  return {
    'root-es256': makeKey('root', 'ES256', null),
    'root-ed25519': makeKey('root', 'Ed25519', null),
    'signing-es256': makeKey('signing', 'ES256', 'test-2026-es256'),
    'signing-ed25519': makeKey('signing', 'Ed25519', 'test-2026-ed25519'),
    device: makeKey('device', 'ES256', null),
    'device-2': makeKey('device', 'ES256', null),
    encryption: makeKey('encryption', 'ECDH-ES', 'test-2026-enc'),
    'stranger-es256': makeKey('stranger', 'ES256', 'test-2026-es256'),
    'stranger-ed25519': makeKey('stranger', 'Ed25519', 'test-2026-ed25519'),
  }
}

function makeKey(role: VectorKey['role'], alg: PrivateJwk['alg'], kid: string | null): VectorKey {
  const { privateKey } =
    alg === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = privateKey.export({ format: 'jwk' })
  const use = alg === 'ECDH-ES' ? 'enc' : 'sig'
  return { role, jwk: { kid: kid ?? thumbprint(jwk), use, alg, ...jwk } as PrivateJwk }
}

/** RFC 7638. */
export function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  const members = y === undefined ? { crv, kty, x } : { crv, kty, x, y }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

export function publicJwk({ jwk }: VectorKey): Omit<PrivateJwk, 'd'> {
  const { d: _, ...rest } = jwk
  return rest
}

/** The private key for `node:crypto`. */
export function privateKeyOf({ jwk }: VectorKey): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: 'jwk' })
}

/** The public key for `node:crypto`. */
export function publicKeyOf(key: VectorKey): KeyObject {
  return createPublicKey({ key: { ...publicJwk(key) }, format: 'jwk' })
}

/** Signs any bytes with a key's own algorithm. */
export function signBytes(bytes: Buffer, key: VectorKey): Buffer {
  const privateKey = privateKeyOf(key)
  if (key.jwk.alg === 'Ed25519') return sign(null, bytes, privateKey)
  return sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })
}

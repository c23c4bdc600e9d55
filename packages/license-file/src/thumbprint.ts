import { encodeBase64url } from './base64url.ts'
import { type Cryptography, WEB_CRYPTOGRAPHY } from './cryptography.ts'
import type { DeviceKey, PublicKey } from './documents.ts'

/**
 * The RFC 7638 SHA-256 thumbprint of a public key, in base64url: the id of a host, and the `kid` of a root key.
 * @param cryptography defaults to WebCrypto
 */
export async function thumbprintOf(
  key: DeviceKey | PublicKey,
  cryptography: Pick<Cryptography, 'sha256'> = WEB_CRYPTOGRAPHY,
): Promise<string> {
  // RFC 7638 3: the required members alone, in this order, without white space.
  const members =
    key.kty === 'EC' ? { crv: key.crv, kty: key.kty, x: key.x, y: key.y } : { crv: key.crv, kty: key.kty, x: key.x }
  return encodeBase64url(await cryptography.sha256(new TextEncoder().encode(JSON.stringify(members))))
}

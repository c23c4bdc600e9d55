import { err, ok, type Result } from '@latchkey/core/result'
import type { HostId } from '@latchkey/core/ids'
import { compactDecrypt, CompactEncrypt, type CryptoKey, importJWK } from 'jose'
import { encodeBase64url } from './base64url.ts'
import type { PublicKey } from './documents.ts'

/** A key as typed, encrypted, is far below this. */
const JWE_CHARS_MAX = 2048

/**
 * Encrypts an activation key's text for the server: compact JWE, ECDH-ES on P-256 with A256GCM (RFC 7518 4.6). The host id stands in
 * `apu`, from which the content key is derived: whoever copies the JWE out of a file cannot use it in a request of another host.
 * @param encryptionKey the key of the key set with `use: "enc"`
 */
export async function encryptActivationKey(key: string, host: HostId, encryptionKey: PublicKey): Promise<string> {
  const text = new TextEncoder()
  return new CompactEncrypt(text.encode(key))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: encryptionKey.kid })
    .setKeyManagementParameters({ apu: text.encode(host) })
    .encrypt(await importJWK({ ...encryptionKey }, 'ECDH-ES'))
}

/** Decrypts what {@link encryptActivationKey} made, if it was made on that host; every failure is the same refusal. */
export async function decryptActivationKey(
  jwe: string,
  host: HostId,
  privateKey: CryptoKey,
): Promise<Result<string, 'NOT_DECRYPTED'>> {
  if (jwe.length > JWE_CHARS_MAX) return err('NOT_DECRYPTED')
  try {
    const options = { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] }
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey, options)
    if (protectedHeader['apu'] !== encodeBase64url(new TextEncoder().encode(host))) return err('NOT_DECRYPTED')
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(plaintext))
  } catch {
    return err('NOT_DECRYPTED')
  }
}

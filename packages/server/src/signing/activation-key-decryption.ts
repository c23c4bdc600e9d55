import { isUtf8 } from 'node:buffer'
import { createDecipheriv, createHash, createSecretKey, diffieHellman, type KeyObject } from 'node:crypto'
import type { HostId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import { parseStrictJson } from '@latchkey/license-file/strict-json'
import { z } from 'zod'
import { publicKeyObject } from './node-cryptography.ts'

const JWE_CHARS_MAX = 2048
const CONTENT_ALGORITHM = 'A256GCM'
const IV_BYTES = 12
const TAG_BYTES = 16

const jweHeader = z.strictObject({
  alg: z.literal('ECDH-ES'),
  enc: z.literal(CONTENT_ALGORITHM),
  kid: z.string(),
  apu: z.string(),
  epk: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
})

/**
 * Decrypts an activation key that a host sent (`encryptActivationKey` of license-file) by `node:crypto`. It counts only in a request
 * of the host that made it; every failure is the same.
 */
export function decryptActivationKey(
  jwe: string,
  host: HostId,
  encryptionKey: { readonly public: { readonly kid: string }; readonly private: KeyObject },
): Result<string, 'NOT_DECRYPTED'> {
  const parts = jwe.split('.', 6)
  const [headerText = '', encryptedKey, ivText = '', ciphertextText = '', tagText = ''] = parts
  // ECDH-ES agrees on the content key itself: there is no encrypted one (RFC 7518 4.6).
  if (jwe.length > JWE_CHARS_MAX || parts.length !== 5 || encryptedKey !== '') return err('NOT_DECRYPTED')
  const header = headerOf(headerText)
  if (header === null || header.kid !== encryptionKey.public.kid) return err('NOT_DECRYPTED')
  if (header.apu !== Buffer.from(host).toString('base64url')) return err('NOT_DECRYPTED')
  const [iv, ciphertext, tag] = [bytesOf(ivText), bytesOf(ciphertextText), bytesOf(tagText)]
  const publicKey = publicKeyObject(header.epk)
  if (iv?.length !== IV_BYTES || ciphertext === null || tag?.length !== TAG_BYTES) return err('NOT_DECRYPTED')
  if (publicKey === null) return err('NOT_DECRYPTED')
  try {
    const agreed = diffieHellman({ privateKey: encryptionKey.private, publicKey })
    const decipher = createDecipheriv('aes-256-gcm', createSecretKey(contentKey(agreed, host)), iv, {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(headerText, 'latin1')).setAuthTag(tag)
    const plaintext = Buffer.concat([decipher.update(ciphertext), decipher.final()])
    return isUtf8(plaintext) ? ok(plaintext.toString('utf8')) : err('NOT_DECRYPTED')
  } catch {
    return err('NOT_DECRYPTED')
  }
}

function headerOf(text: string): z.output<typeof jweHeader> | null {
  const bytes = bytesOf(text)
  const json = bytes === null ? null : parseStrictJson(bytes)
  if (json?.ok !== true) return null
  return jweHeader.safeParse(json.value).data ?? null
}

/** The bytes of canonical base64url: whatever else Node's lenient decoder takes reads otherwise when written again. */
function bytesOf(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

/** Concat KDF of RFC 7518 4.6.2 for 256 bits: one round of SHA-256. */
function contentKey(agreed: Uint8Array, host: HostId): Buffer {
  const hash = createHash('sha256').update(ROUND).update(agreed).update(ALGORITHM_ID)
  return hash
    .update(withLength(Buffer.from(host)))
    .update(NO_PARTY_V_INFO)
    .update(KEY_BITS)
    .digest()
}

function withLength(bytes: Buffer): Buffer {
  return Buffer.concat([uint32(bytes.length), bytes])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

const ROUND = uint32(1)
const ALGORITHM_ID = withLength(Buffer.from(CONTENT_ALGORITHM))
const NO_PARTY_V_INFO = uint32(0)
const KEY_BITS = uint32(256)

import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import type { KeyId } from '@latchkey/core/ids'
import type { ServerSecrets } from './keys.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

/** How a database knows an activation key: HMAC-SHA256 under the pepper, hex. `key`: in the form `readActivationKey` gives it. */
export function digestActivationKey(key: string, { keyPepper }: Pick<ServerSecrets, 'keyPepper'>): string {
  return createHmac('sha256', keyPepper).update(key, 'utf8').digest('hex')
}

/** Encrypts the display copy of a key: AES-256-GCM, bound to the id of its record. */
export function sealActivationKey(
  key: string,
  id: KeyId,
  { keySeal }: Pick<ServerSecrets, 'keySeal'>,
  random: (sizeBytes: number) => Uint8Array,
): string {
  const iv = random(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keySeal, iv).setAAD(Buffer.from(id))
  const ciphertext = Buffer.concat([cipher.update(key, 'utf8'), cipher.final()])
  return Buffer.concat([iv, ciphertext, cipher.getAuthTag()]).toString('base64url')
}

/**
 * Decrypts what {@link sealActivationKey} made.
 * @throws if it was sealed by other keys or for another record: the key folder does not belong to this database
 */
export function unsealActivationKey(sealed: string, id: KeyId, { keySeal }: Pick<ServerSecrets, 'keySeal'>): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', keySeal, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
}

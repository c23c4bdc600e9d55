import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import type { ServerSecrets } from './keys.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

/** Encrypts a text under a key from outside the database: AES-256-GCM, bound to the record it belongs to. */
export function seal(
  text: string,
  record: string,
  { keySeal }: Pick<ServerSecrets, 'keySeal'>,
  random: (sizeBytes: number) => Uint8Array,
): string {
  const iv = random(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keySeal, iv).setAAD(Buffer.from(record))
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, ciphertext, cipher.getAuthTag()]).toString('base64url')
}

/**
 * Decrypts what {@link seal} made.
 * @throws if it was sealed by other keys or for another record: the key folder does not belong to this database
 */
export function unseal(sealed: string, record: string, { keySeal }: Pick<ServerSecrets, 'keySeal'>): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', keySeal, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(record)).setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
}

/**
 * The token of a mail's link: 256 bits, derived from the id of its record, so that nothing that opens it is ever stored. `purpose`
 * keeps tokens of different kinds apart.
 */
export function deriveLinkToken(purpose: string, id: string, { server }: Pick<ServerSecrets, 'server'>): string {
  return createHmac('sha256', server).update(`link\0${purpose}\0${id}`).digest('base64url')
}

/** How the database knows a secret of 256 random bits: no salt is needed against guessing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** How the database knows a secret that is short enough to be guessed at: keyed from outside. */
export function digestShortSecret(secret: string, owner: string, { server }: Pick<ServerSecrets, 'server'>): string {
  return createHmac('sha256', server).update(`short\0${owner}\0${secret}`).digest('hex')
}

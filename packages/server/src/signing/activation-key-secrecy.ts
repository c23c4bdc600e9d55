import { createHmac } from 'node:crypto'
import type { KeyId } from '@latchkey/core/ids'
import type { ServerSecrets } from './keys.ts'
import { seal, unseal } from './sealing.ts'

/** How a database knows an activation key: HMAC-SHA256 under the pepper, hex. `key`: in the form `readActivationKey` gives it. */
export function digestActivationKey(key: string, { keyPepper }: Pick<ServerSecrets, 'keyPepper'>): string {
  return createHmac('sha256', keyPepper).update(key, 'utf8').digest('hex')
}

/** Encrypts the display copy of a key, bound to the id of its record. */
export function sealActivationKey(
  key: string,
  id: KeyId,
  secrets: Pick<ServerSecrets, 'keySeal'>,
  random: (sizeBytes: number) => Uint8Array,
): string {
  return seal(key, id, secrets, random)
}

/**
 * Decrypts what {@link sealActivationKey} made.
 * @throws if it was sealed by other keys or for another record: the key folder does not belong to this database
 */
export function unsealActivationKey(sealed: string, id: KeyId, secrets: Pick<ServerSecrets, 'keySeal'>): string {
  return unseal(sealed, id, secrets)
}

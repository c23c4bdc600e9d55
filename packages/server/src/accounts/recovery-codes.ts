import { LIMITS } from '@latchkey/core/limits'
import type { ServerSecrets } from '../signing/keys.ts'
import { digestShortSecret } from '../signing/sealing.ts'

/** Crockford's alphabet: no letter that is read as another one. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
/** 50 bits: behind the limit of attempts, beyond guessing. */
const SYMBOLS = 10

/** Makes recovery codes such as `8k3mq-7t0vx`; each works once. */
export function makeRecoveryCodes(random: (sizeBytes: number) => Uint8Array): readonly string[] {
  return Array.from({ length: LIMITS.recoveryCodes }, () => {
    const symbols = Array.from(random(SYMBOLS), (byte) => ALPHABET.charAt(byte & 31)).join('')
    return `${symbols.slice(0, SYMBOLS / 2)}-${symbols.slice(SYMBOLS / 2)}`
  })
}

/** How the database knows a code, however it was typed: in capitals, with or without its hyphen, with O for 0 and I for 1. */
export function hashRecoveryCode(code: string, person: string, secrets: Pick<ServerSecrets, 'server'>): string {
  const plain = code
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1')
  return digestShortSecret(plain, person, secrets)
}

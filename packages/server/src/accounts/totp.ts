import type { EpochMs } from '@latchkey/core/ids'
import { Secret, TOTP } from 'otpauth'

/** As every authenticator app knows it (RFC 6238): SHA-1, six digits, half a minute. */
const PERIOD_SECONDS = 30
const DIGITS = 6
const SECRET_BYTES = 20
/** A code of the step before or after is taken too: clocks differ, and people type slowly. */
const WINDOW = 1

/** Makes the secret of an authenticator app: 160 bits, in base 32. */
export function makeTotpSecret(random: (sizeBytes: number) => Uint8Array): string {
  return new Secret({ buffer: new Uint8Array(random(SECRET_BYTES)).buffer }).base32
}

/** What a QR code for the app holds. */
export function totpUri(secret: string, person: string, issuer: string): string {
  return totpOf(secret, person, issuer).toString()
}

/** The time step that a code belongs to, or null if it is none of now. The caller sees that a step is used once. */
export function stepOfCode(secret: string, code: string, now: EpochMs): number | null {
  const digits = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) return null
  const delta = totpOf(secret, '', '').validate({ token: digits, timestamp: now, window: WINDOW })
  return delta === null ? null : Math.floor(now / (PERIOD_SECONDS * 1000)) + delta
}

/** The code an app would show; for the demo and for tests. */
export function totpCode(secret: string, now: EpochMs): string {
  return totpOf(secret, '', '').generate({ timestamp: now })
}

function totpOf(secret: string, label: string, issuer: string): TOTP {
  return new TOTP({
    secret: Secret.fromBase32(secret),
    label,
    issuer,
    digits: DIGITS,
    period: PERIOD_SECONDS,
    algorithm: 'SHA1',
  })
}

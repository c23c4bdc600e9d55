import { createHash, timingSafeEqual } from 'node:crypto'

const SECRET_BYTES = 32

/** A secret of 256 random bits, as text for addresses and headers. */
export function makeSecret(randomBytes: (size: number) => Uint8Array): string {
  return Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')
}

/** Whether two secrets are the same; takes as long for any wrong one. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b))
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

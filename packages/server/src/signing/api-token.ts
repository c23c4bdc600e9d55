import { createHmac, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { ServerSecrets } from './keys.ts'

/** Bytes an API token is made from. */
export const API_TOKEN_BYTES = 32

const PREFIX = 'lk_live_'
const PATTERN = /^lk_live_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/

/** An API token: a prefix that scanners of leaked secrets find, 256 bits, and a checksum that tells a typo from a revoked token. */
export function formatApiToken(bytes: Uint8Array): string {
  if (bytes.length !== API_TOKEN_BYTES) throw new RangeError(`an API token is made from ${API_TOKEN_BYTES} bytes`)
  const secret = Buffer.from(bytes).toString('base64url')
  return `${PREFIX}${secret}${checksumOf(secret)}`
}

/** The token of one operation: the same for its repetition, so that a repeated call gives the same bytes and nothing stores the token. */
export function deriveApiToken(caller: string, operationId: string, { server }: Pick<ServerSecrets, 'server'>): string {
  return formatApiToken(createHmac('sha256', server).update(`api-token\0${caller}\0${operationId}`).digest())
}

/** Whether a text has the form of an API token, checksum included. */
export function isApiToken(text: string): boolean {
  const [, secret, checksum] = PATTERN.exec(text) ?? []
  return secret !== undefined && checksumOf(secret) === checksum
}

/** How the database knows a token of 256 random bits: SHA-256, hex. */
export function hashApiToken(token: string): string {
  return hash('sha256', token, 'hex')
}

function checksumOf(secret: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(secret))
  return bytes.toString('base64url')
}

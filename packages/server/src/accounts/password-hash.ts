import { argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** argon2id at OWASP's lowest setting for it, 19 MiB (security.md): about 30 ms of one core. */
export const PASSWORD_PARAMETERS = { memoryKiB: 19_456, passes: 2, parallelism: 1 } as const

const SALT_BYTES = 16
const TAG_BYTES = 32

export interface PasswordParameters {
  readonly memoryKiB: number
  readonly passes: number
  readonly parallelism: number
}

interface StoredHash extends PasswordParameters {
  readonly salt: Buffer
  readonly tag: Buffer
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

const derive = promisify(argon2)

/** Hashes a password, the pepper as argon2's secret; a PHC string. */
export async function hashPassword(
  password: string,
  pepper: Uint8Array,
  salt: Uint8Array,
  parameters: PasswordParameters = PASSWORD_PARAMETERS,
): Promise<string> {
  if (salt.length < SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes`)
  const stored = { ...parameters, salt: Buffer.from(salt), tag: Buffer.alloc(TAG_BYTES) }
  const tag = await tagOf(password, pepper, stored)
  const { memoryKiB, passes, parallelism } = parameters
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${unpadded(stored.salt)}$${unpadded(tag)}`
}

/**
 * Whether a password is the one hashed, in constant time, and whether its hash should be made anew with today's parameters.
 * @throws if the hash is none of ours (a bug or a damaged database)
 */
export async function checkPassword(
  password: string,
  pepper: Uint8Array,
  hash: string,
): Promise<{ readonly matches: boolean; readonly isOutdated: boolean }> {
  const stored = parseHash(hash)
  const matches = timingSafeEqual(await tagOf(password, pepper, stored), stored.tag)
  const { memoryKiB, passes, parallelism } = PASSWORD_PARAMETERS
  const isOutdated = stored.memoryKiB !== memoryKiB || stored.passes !== passes || stored.parallelism !== parallelism
  return { matches, isOutdated }
}

function parseHash(hash: string): StoredHash {
  const [, memoryKiB, passes, parallelism, salt, tag] = PHC.exec(hash) ?? []
  if (salt === undefined || tag === undefined) throw new TypeError('not a password hash of this server')
  return {
    memoryKiB: Number(memoryKiB),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

async function tagOf(password: string, pepper: Uint8Array, stored: StoredHash): Promise<Buffer> {
  return derive('argon2id', {
    // One person's "é" is one code point, another keyboard's two (NIST SP 800-63B-4 3.1.1.2).
    message: password.normalize('NFKC'),
    nonce: stored.salt,
    secret: pepper,
    memory: stored.memoryKiB,
    passes: stored.passes,
    parallelism: stored.parallelism,
    tagLength: stored.tag.length,
  })
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

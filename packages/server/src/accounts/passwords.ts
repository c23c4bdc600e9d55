import type { Result } from '@latchkey/core/result'
import { HashingPool } from './hashing-pool.ts'
import { checkPassword, hashPassword } from './password-hash.ts'

const SALT_BYTES = 16

export interface PasswordsOptions {
  readonly passwordPepper: Uint8Array
  readonly random: (sizeBytes: number) => Uint8Array
  readonly hashingConcurrency: number
  readonly hashingQueueMax: number
}

/** Hashes and checks passwords, a few at a time. */
export interface Passwords {
  hash(password: string): Promise<Result<string, 'SERVER_BUSY'>>
  /** Without a hash, a dummy is checked: a login that does not exist costs what one that does costs. */
  check(
    password: string,
    hash: string | null,
  ): Promise<Result<{ readonly matches: boolean; readonly isOutdated: boolean }, 'SERVER_BUSY'>>
}

export async function createPasswords(options: PasswordsOptions): Promise<Passwords> {
  const { passwordPepper, random, hashingConcurrency, hashingQueueMax } = options
  const pool = new HashingPool(hashingConcurrency, hashingQueueMax)
  const newHash = async (password: string) => hashPassword(password, passwordPepper, random(SALT_BYTES))
  const dummy = await newHash(Buffer.from(random(SALT_BYTES)).toString('base64'))
  return {
    hash: async (password) => pool.run(async () => newHash(password)),
    check: async (password, hash) => pool.run(async () => checkPassword(password, passwordPepper, hash ?? dummy)),
  }
}

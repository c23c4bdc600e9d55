import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AccountId, EpochMs, HostId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import { z } from 'zod'
import type { ServerSecrets } from './keys.ts'

/** Proof that somebody signed in to an account on one host, for half an hour: what host requests carry. */
export interface AccountToken {
  readonly account: AccountId
  readonly host: HostId
  readonly issuedAt: EpochMs
  readonly expiresAt: EpochMs
}

const HEADER = Buffer.from('{"alg":"HS256","typ":"latchkey-account+jwt"}').toString('base64url')
const MAC_CHARS = 43

const claims = z.strictObject({
  sub: z.string(),
  cnf: z.strictObject({ jkt: z.string() }),
  iat: z.int(),
  exp: z.int(),
})

/** Makes the token of a sign-in at `now`, good on `host` only. */
export function issueAccountToken(account: AccountId, host: HostId, now: EpochMs, secrets: ServerSecrets): string {
  const [iat, exp] = [Math.floor(now / 1000), Math.floor((now + LIMITS.accountTokenMs) / 1000)]
  const payload = Buffer.from(JSON.stringify({ sub: account, cnf: { jkt: host }, iat, exp })).toString('base64url')
  return `${HEADER}.${payload}.${macOf(payload, secrets)}`
}

/** Reads a token that a host sent: ours, of this host, not over. Why not is not told apart. */
export function readAccountToken(
  token: string,
  host: HostId,
  now: EpochMs,
  secrets: ServerSecrets,
): Result<AccountToken, 'SIGN_IN_EXPIRED'> {
  const [header, payload = '', mac = '', ...more] = token.split('.')
  if (header !== HEADER || mac.length !== MAC_CHARS || more.length > 0) return err('SIGN_IN_EXPIRED')
  const isOurs = timingSafeEqual(Buffer.from(mac, 'latin1'), Buffer.from(macOf(payload, secrets), 'latin1'))
  if (!isOurs) return err('SIGN_IN_EXPIRED')
  const { sub, cnf, iat, exp } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
  if (cnf.jkt !== host || exp * 1000 <= now) return err('SIGN_IN_EXPIRED')
  return ok({ account: sub as AccountId, host, issuedAt: iat * 1000, expiresAt: exp * 1000 })
}

function macOf(payload: string, { server }: ServerSecrets): string {
  return createHmac('sha256', server).update(`account-token\0${HEADER}.${payload}`).digest('base64url')
}

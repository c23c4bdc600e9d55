import { isHeardWithReplacedKey } from '@latchkey/core/host-operation'
import { readActivationKey, refusalOfKey } from '@latchkey/core/activation-key'
import type { AccountId, EpochMs, KeyId } from '@latchkey/core/ids'
import type { Refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { HostRequestClaims } from '@latchkey/license-file/documents'
import { readAccountToken } from '../../signing/account-token.ts'
import { decryptActivationKey } from '../../signing/activation-key-decryption.ts'
import { digestActivationKey } from '../../signing/activation-key-secrecy.ts'
import { type Call, type Refused, refuse, refuseForNow } from '../call.ts'
import type { Services } from '../services.ts'

/** The account that a request's token proves; null without a token. */
export function provenAccount(
  { accountToken, iss }: HostRequestClaims,
  now: EpochMs,
  { keys, accounts }: Pick<Services, 'keys' | 'accounts'>,
): Result<AccountId | null, Refusal> {
  if (accountToken === undefined) return ok(null)
  const token = readAccountToken(accountToken, iss, now, keys.secrets)
  if (!token.ok) return refuse(token.error)
  const grantsFrom = accounts.grantsFrom(token.value.account)
  const isEnded = grantsFrom === 'unknown' || (grantsFrom !== null && token.value.issuedAt < grantsFrom)
  return isEnded ? refuse('SIGN_IN_EXPIRED') : ok(token.value.account)
}

export interface ProvenKey {
  readonly id: KeyId
  /** Null for a text that was replaced: it proves nothing but that one may give back. */
  readonly digest: string | null
}

/**
 * The activation key that a request proves; null without one. Whoever asks for unknown keys too often is told nothing more, not even
 * about a known one: otherwise the limit itself would tell them apart.
 */
export async function provenKey(
  { encryptedKey, iss, intent }: HostRequestClaims,
  account: AccountId | null,
  call: Pick<Call<'answerHostRequest'>, 'at' | 'ip' | 'tellLimit'>,
  { keys, store, quotas }: Services,
): Promise<Result<ProvenKey | null, Refused>> {
  if (encryptedKey === undefined) return ok(null)
  const text = decryptActivationKey(encryptedKey, iss, keys.encryption)
  if (!text.ok) return refuse('REQUEST_MALFORMED', { field: ': its activation key was not encrypted for this server' })
  const reading = readActivationKey(text.value)
  if (reading.kind === 'malformed' || reading.kind === 'mistyped') return err(refusalOfKey(reading))

  const byIp = quotas.unknownKeysByIp.look(call.ip, call.at)
  if (!byIp.allowed) {
    call.tellLimit(quotas.unknownKeysByIp, byIp)
    return refuseForNow(byIp)
  }
  // Under attack from many addresses, those who are signed in are still served.
  const byAll = quotas.unknownKeys.look('', call.at)
  if (!byAll.allowed && account === null) {
    call.tellLimit(quotas.unknownKeys, byAll)
    return refuseForNow(byAll)
  }
  const digest = digestActivationKey(reading.key, keys.secrets)
  const key = await store.reads.keyByDigest(digest)
  if (key?.replaced === true) {
    return isHeardWithReplacedKey(intent)
      ? ok({ id: key.id, digest: null })
      : refuse('KEY_REPLACED', { keyLast5: reading.last5 })
  }
  if (key !== null) return ok({ id: key.id, digest })
  call.tellLimit(quotas.unknownKeysByIp, quotas.unknownKeysByIp.take(call.ip, call.at))
  quotas.unknownKeys.take('', call.at)
  return refuse('KEY_UNKNOWN', { keyLast5: reading.last5 })
}

import { readActivationKey, refusalOfKey } from '@latchkey/core/activation-key'
import type { OperationName } from '@latchkey/contract/operations'
import type { KeyId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import { digestActivationKey } from '../../signing/activation-key-secrecy.ts'
import { type Call, type Refused, refuse, refuseForNow } from '../call.ts'
import type { Services } from '../services.ts'

/**
 * The activation key that somebody has pasted. Unknown ones are counted as those of PCs are; whoever asks for them too often is told
 * nothing more, not even about a known one.
 */
export async function keyShown(
  text: string,
  call: Pick<Call<OperationName>, 'ip' | 'at' | 'tellLimit'>,
  { store, keys, quotas }: Pick<Services, 'store' | 'keys' | 'quotas'>,
): Promise<Result<{ readonly id: KeyId; readonly digest: string }, Refused>> {
  const reading = readActivationKey(text)
  if (reading.kind === 'malformed' || reading.kind === 'mistyped') return err(refusalOfKey(reading))
  const byIp = quotas.unknownKeysByIp.look(call.ip, call.at)
  if (!byIp.allowed) {
    call.tellLimit(quotas.unknownKeysByIp, byIp)
    return refuseForNow(byIp)
  }
  const digest = digestActivationKey(reading.key, keys.secrets)
  const key = await store.reads.keyByDigest(digest)
  if (key?.replaced === true) return refuse('KEY_REPLACED', { keyLast5: reading.last5 })
  if (key !== null) return ok({ id: key.id, digest })
  call.tellLimit(quotas.unknownKeysByIp, quotas.unknownKeysByIp.take(call.ip, call.at))
  return refuse('KEY_UNKNOWN', { keyLast5: reading.last5 })
}

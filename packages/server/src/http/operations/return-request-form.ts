import { readActivationKey, refusalOfKey } from '@latchkey/core/activation-key'
import { ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { HOUR_MS, LIMITS } from '@latchkey/core/limits'
import { err, ok } from '@latchkey/core/result'
import { digestActivationKey } from '../../signing/activation-key-secrecy.ts'
import { type Handler, refuseForNow } from '../call.ts'
import { inStep } from '../in-step.ts'

/**
 * KB1023 2.B without an account: a key and an e-mail address. The answer is the same whether the key exists, is idle or was asked
 * for before; the store commits one operation in each case, so that the time is too.
 */
export const sendReturnRequestForm: Handler<'sendReturnRequestForm'> = inStep(async (call, services) => {
  const { store, keys, quotas, random } = services
  const byIp = quotas.formsByIp.take(call.ip, call.at)
  call.tellLimit(quotas.formsByIp, byIp)
  if (!byIp.allowed) return refuseForNow(byIp)
  const { key, email, reason, message } = call.body
  const reading = readActivationKey(key)
  if (reading.kind === 'malformed' || reading.kind === 'mistyped') return err(refusalOfKey(reading))
  const known = await store.reads.keyByDigest(digestActivationKey(reading.key, keys.secrets))
  const id = makeId('rr', random(ID_RANDOM_BYTES))
  await store.execute({
    operation: { id, caller: 'form', requestHash: id },
    actor: { type: 'system', id: null },
    at: call.at,
    type: 'open-case',
    id,
    channel: 'form',
    externalId: null,
    account: null,
    keyId: known?.id ?? null,
    licenseIds: [],
    reason,
    email,
    // Support sees that the key says less than it did.
    message: known?.replaced === true ? `${message}\n\n(${REPLACED_NOTE})` : message,
    language: call.locale,
  })
  return ok({ received: true, answerWithinHours: LIMITS.requestAnswerMs / HOUR_MS })
})

const REPLACED_NOTE = 'The activation key shown with this request was replaced; others may know it.'

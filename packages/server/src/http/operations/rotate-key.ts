import { canRotate } from '@latchkey/core/access'
import type { KeyId, LicenseId } from '@latchkey/core/ids'
import { ok } from '@latchkey/core/result'
import { unsealActivationKey } from '../../signing/activation-key-secrecy.ts'
import { type Handler, refuse } from '../call.ts'
import { answerOf, commandOf } from './command.ts'
import { makeKeyText, newKeyOf, recipientOf } from './issue-key.ts'

/** Replaces a leaked key; the new one is told once, and to whoever repeats this very call. */
export const rotateKey: Handler<'rotateKey'> = async (call, services) => {
  const { note, returnLicenseIds, releaseLicenseIds, recipient } = call.body
  const asked = { returning: returnLicenseIds as LicenseId[], releasing: releaseLicenseIds as LicenseId[] }
  if (!canRotate(call.actor, asked)) return refuse('NOT_ALLOWED')
  const keyId = call.params.id as KeyId
  const executed = await services.store.execute({
    ...commandOf(call),
    type: 'rotate-key',
    keyId,
    key: newKeyOf(makeKeyText(services), keyId, services),
    asked,
    note,
    recipient: recipientOf(recipient),
  })
  const answer = answerOf(executed, 'key or license')
  if (!answer.ok) return answer
  const { sealed, ...view } = answer.value
  return ok({ key: unsealActivationKey(sealed, keyId, services.keys.secrets), ...view })
}

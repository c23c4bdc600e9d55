import type { BodyOf } from '@latchkey/contract/operations'
import { formatActivationKey, KEY_RANDOM_BYTES, last5Of, readActivationKey } from '@latchkey/core/activation-key'
import { ID_RANDOM_BYTES, type KeyId, makeId, type PolicyId, type ProductId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { ok, type Result } from '@latchkey/core/result'
import { digestActivationKey, sealActivationKey, unsealActivationKey } from '../../signing/activation-key-secrecy.ts'
import type { MailRecipient } from '../../store/store.ts'
import { type Handler, type Refused, refuseField } from '../call.ts'
import type { Services } from '../services.ts'
import { answerOf, commandOf } from './command.ts'

/**
 * Issues a key. What the store keeps as the answer holds no key; a repetition tells the one that was issued first, from its sealed
 * copy, so that the bytes are the same.
 */
export const issueKey: Handler<'issueKey'> = async (call, services) => {
  const { order, policy, products, hostsMax, expiresAt, legacyKey } = call.body
  const seats = products.reduce((sum, product) => sum + product.seats, 0)
  if (seats > LIMITS.seatsMax) return refuseField('/products', `A key has at most ${LIMITS.seatsMax} licenses.`)
  const text = keyText(legacyKey, services)
  if (!text.ok) return text
  const { store, random } = services
  const id = makeId('key', random(ID_RANDOM_BYTES))
  const executed = await store.execute({
    ...commandOf(call),
    type: 'issue-key',
    key: {
      id,
      ...newKeyOf(text.value, id, services),
      legacy: legacyKey !== undefined,
      hostsMax: hostsMax ?? null,
    },
    order,
    policy: policy as PolicyId,
    products: products.map(({ product, seats }) => ({
      product: product as ProductId,
      licenseIds: Array.from({ length: seats }, () => makeId('lic', random(ID_RANDOM_BYTES))),
    })),
    expiresAt: expiresAt === null ? null : Date.parse(expiresAt),
    recipient: recipientOf(call.body.recipient),
  })
  const answer = answerOf(executed, executed.status === 'refused' ? (WHAT[executed.code] ?? 'key') : 'key')
  if (!answer.ok) return answer
  const { sealed, ...view } = answer.value
  return ok({ key: await issuedText(view.id as KeyId, sealed, services), ...view })
}

const WHAT: Readonly<Record<string, string>> = { NOT_FOUND: 'product or policy', ALREADY_EXISTS: 'activation key' }

export interface KeyText {
  readonly key: string
  readonly last5: string
}

/** Who gets a mail, as the store knows it. */
export function recipientOf(asked: BodyOf<'rotateKey'>['recipient']): MailRecipient | undefined {
  return asked === undefined ? undefined : { address: asked.email, language: asked.language ?? 'en' }
}

/** A new key in all the forms in which the store keeps it. */
export function newKeyOf(text: KeyText, id: KeyId, { keys, random }: Pick<Services, 'keys' | 'random'>) {
  return {
    digest: digestActivationKey(text.key, keys.secrets),
    sealed: sealActivationKey(text.key, id, keys.secrets, random),
    last5: text.last5,
  }
}

/** A new key's text. */
export function makeKeyText({ random }: Pick<Services, 'random'>): KeyText {
  const key = formatActivationKey(random(KEY_RANDOM_BYTES))
  return { key, last5: last5Of(key) }
}

function keyText(legacyKey: string | undefined, services: Services): Result<KeyText, Refused> {
  if (legacyKey === undefined) return ok(makeKeyText(services))
  const reading = readActivationKey(legacyKey)
  if (reading.kind === 'legacy') return ok(reading)
  // One that reads as a key of ours would be refused as mistyped, or mean another key, when somebody enters it.
  return refuseField('/legacyKey', 'It cannot be told from a key of this system, or is no key.')
}

/** Answers kept by an older version do not hold the sealed copy: the key is then told as it is now. */
async function issuedText(id: KeyId, kept: string | undefined, { store, keys }: Services): Promise<string> {
  const sealed = kept ?? (await store.reads.sealedKey(id))
  if (sealed === null) throw new Error(`key ${id} was issued and is not there`)
  return unsealActivationKey(sealed, id, keys.secrets)
}

import { type DeliveryId, ID_RANDOM_BYTES, makeId, type WebhookId } from '@latchkey/core/ids'
import { refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { SecretOf } from '../../store/webhook-commands.ts'
import { deriveWebhookSecret } from '../../webhooks/sign.ts'
import type { Handler, Refused } from '../call.ts'
import type { Services } from '../services.ts'
import { answerOf, commandOf, found } from './command.ts'

export const listWebhooks: Handler<'listWebhooks'> = async ({ query }, { store }) =>
  ok(await store.reads.webhooks(query))

export const createWebhook: Handler<'createWebhook'> = async (call, services) => {
  const refused = await judgeAddress(call.body.url, services)
  if (!refused.ok) return refused
  const id = makeId('whk', services.random(ID_RANDOM_BYTES))
  const command = { ...commandOf(call), type: 'create-webhook', id, ...call.body } as const
  return withSecret(answerOf(await services.store.execute(command), 'webhook'), services)
}

export const putWebhook: Handler<'putWebhook'> = async (call, services) => {
  // One whose address has gone bad must still be switched off.
  const refused = call.body.enabled ? await judgeAddress(call.body.url, services) : ok(null)
  if (!refused.ok) return refused
  const id = call.params.id as WebhookId
  return answerOf(
    await services.store.execute({ ...commandOf(call), type: 'put-webhook', id, ...call.body }),
    'webhook',
  )
}

export const rotateWebhookSecret: Handler<'rotateWebhookSecret'> = async (call, services) => {
  const id = call.params.id as WebhookId
  const executed = await services.store.execute({ ...commandOf(call), type: 'rotate-webhook-secret', id })
  return withSecret(answerOf(executed, 'webhook'), services)
}

export const deleteWebhook: Handler<'deleteWebhook'> = async (call, { store }) => {
  const id = call.params.id as WebhookId
  const answer = answerOf(await store.execute({ ...commandOf(call), type: 'delete-webhook', id }), 'webhook')
  return answer.ok ? ok(undefined) : answer
}

export const testWebhook: Handler<'testWebhook'> = async (call, { store, random }) => {
  const id = call.params.id as WebhookId
  const delivery = makeId('dlv', random(ID_RANDOM_BYTES))
  return answerOf(await store.execute({ ...commandOf(call), type: 'test-webhook', id, delivery }), 'webhook')
}

export const listDeliveries: Handler<'listDeliveries'> = async ({ params, query }, { store }) =>
  found(await store.reads.deliveries(params.id, query), 'webhook')

export const replayDelivery: Handler<'replayDelivery'> = async (call, { store }) => {
  const id = call.params.id as DeliveryId
  return answerOf(await store.execute({ ...commandOf(call), type: 'replay-delivery', id }), 'message')
}

/** Refused here with its reason, and again at every delivery: what a name leads to may change. */
async function judgeAddress(url: string, { checkWebhookAddress }: Services): Promise<Result<null, Refused>> {
  const problem = await checkWebhookAddress(url)
  return problem === null
    ? ok(null)
    : err({ ...refusal('ADDRESS_REFUSED'), errors: [{ pointer: '/url', detail: problem }] })
}

/** The secret is added on the way out: the stored answer does not hold it. */
function withSecret(answer: Result<SecretOf, Refused>, { keys }: Services) {
  if (!answer.ok) return answer
  const { webhook, secretVersion } = answer.value
  return ok({ secret: deriveWebhookSecret(webhook.id, secretVersion, keys.secrets), ...webhook })
}

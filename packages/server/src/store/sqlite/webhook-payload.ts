import type { WebhookTopic } from '@latchkey/core/webhook'
import type { Happened } from '../webhook-commands.ts'
import { toIso } from '../views.ts'
import { viewLicense } from './license-view.ts'
import { viewHandover } from './reads/handovers.ts'
import { viewKeyOfWebhook } from './reads/keys.ts'
import { viewComments, viewReturnRequest } from './reads/return-requests.ts'
import { viewTransfer } from './reads/transfers.ts'
import type { Writing } from './save.ts'

/** A message as Standard Webhooks advises: type, timestamp, data. What it is about stands as the API shows it, after the change. */
export interface WebhookPayload {
  readonly type: WebhookTopic
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}

export function payloadOf(writing: Writing, topic: WebhookTopic, happened: Happened): WebhookPayload {
  const { actor, at } = writing
  const cause = { eventId: happened.event, actor: { type: actor.type, id: actor.id } }
  return { type: topic, timestamp: toIso(at), data: { ...cause, ...subjectOf(writing, topic, happened) } }
}

export function testPayload(at: number): WebhookPayload {
  return { type: 'webhook.test', timestamp: toIso(at), data: { message: 'Messages arrive.' } }
}

function subjectOf({ tx, at }: Writing, topic: WebhookTopic, { license, facts }: Happened): WebhookPayload['data'] {
  if (topic.startsWith('key.')) return { key: viewKeyOfWebhook(tx, String(facts['keyId'])) }
  if (topic.startsWith('return-request.')) return aboutRequest({ tx, at }, facts)
  if (topic.startsWith('transfer.')) return { transfer: viewTransfer(tx, String(facts['transfer'])) }
  if (topic.startsWith('handover.')) return { handover: viewHandover(tx, String(facts['handover']), at) }
  return { license: viewLicense(tx, license ?? '', at), change: facts }
}

/** Licenses are named, not shown: a case may be about a thousand. The comment is the one that was just made. */
function aboutRequest({ tx, at }: Pick<Writing, 'tx' | 'at'>, facts: Happened['facts']): WebhookPayload['data'] {
  const id = String(facts['returnRequest'])
  const view = viewReturnRequest(tx, id, at)
  if (view === null) return { returnRequest: null }
  const licenses = view.licenses.map(({ id, product, productName }) => ({ id, product, productName }))
  const comments = facts['comment'] === undefined ? [] : viewComments(tx, id, { withInternal: true })
  const comment = comments.find(({ id }) => id === facts['comment']) ?? null
  return { returnRequest: { ...view, licenses }, comment }
}

import { LIMITS } from '@latchkey/core/limits'
import { topicOf, type WebhookTopic } from '@latchkey/core/webhook'
import type { Happened } from '../webhook-commands.ts'
import type { Writing } from './save.ts'
import { payloadOf } from './webhook-payload.ts'

interface Listening {
  readonly id: string
  readonly topics: string
}

const LISTENING = 'SELECT id, topics FROM webhooks WHERE enabled = 1 AND deleted_at IS NULL'

/**
 * Writes a message for every webhook that is told of what a command did, in the command's own transaction: no event without its
 * message, no message without its event (I9). At the end of the command, so that a message shows things as the command left them.
 */
export function queueDeliveries(writing: Writing): void {
  const told = tellable(writing.happened)
  if (told.length === 0) return
  const listening = writing.tx.query<Listening>(LISTENING).all()
  if (listening.length === 0) return
  const hooks = listening.map(({ id, topics }) => ({ id, topics: new Set<WebhookTopic>(JSON.parse(topics)) }))
  for (const { topic, happened } of told) {
    const recipients = hooks.filter(({ topics }) => topics.has(topic))
    if (recipients.length === 0) continue
    const payload = JSON.stringify(payloadOf(writing, topic, happened))
    for (const { id } of recipients) insertDelivery(writing, { webhook: id, topic, payload, event: happened.event })
  }
}

interface Told {
  readonly topic: WebhookTopic
  readonly happened: Happened
}

/** What others are told of: once for each thing, however many licenses it touches. */
function tellable(happened: readonly Happened[]): readonly Told[] {
  const told = new Map<string, Told>()
  for (const one of happened) {
    const topic = topicOf(one.type, one.facts)
    if (topic === null) continue
    const about = `${topic} ${aboutOf(topic, one)}`
    if (!told.has(about)) told.set(about, { topic, happened: one })
  }
  return [...told.values()]
}

function aboutOf(topic: WebhookTopic, { event, license, facts }: Happened): string {
  const [kind] = topic.split('.')
  if (kind === 'key') return String(facts['keyId'])
  if (kind === 'return-request') return String(facts['returnRequest'])
  if (kind === 'transfer') return String(facts['transfer'])
  if (kind === 'handover') return String(facts['handover'])
  return `${license} ${event}`
}

export interface NewDelivery {
  readonly webhook: string
  readonly topic: WebhookTopic
  readonly payload: string
  readonly event: string | null
}

export function insertDelivery(
  { tx, at }: Writing,
  { webhook, topic, payload, event }: NewDelivery,
  id: string = tx.newId('dlv'),
): void {
  tx.run(
    `INSERT INTO deliveries (id, webhook, topic, payload, event, state, created_at, give_up_at, next_attempt_at)
     VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
    [id, webhook, topic, payload, event, at, at + LIMITS.webhookRetryMs, at],
  )
}

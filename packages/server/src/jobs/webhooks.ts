import type { EpochMs, WebhookId } from '@latchkey/core/ids'
import { LIMITS, SECOND_MS } from '@latchkey/core/limits'
import { afterAttempt, type AttemptEnding, reasonToSwitchOff } from '@latchkey/core/webhook-delivery'
import type { Logger } from 'pino'
import type { Failpoint } from '../failpoint.ts'
import type { ServerSecrets } from '../signing/keys.ts'
import type { Store } from '../store/store.ts'
import type { DueDelivery, DueWebhook } from '../store/webhook-commands.ts'
import type { Outgoing, Posted } from '../webhooks/post.ts'
import { secretsAt, signatureHeaders } from '../webhooks/sign.ts'
import { type RepeatedJob, repeatJob } from './repeat.ts'

const PAUSE_MS = SECOND_MS

export interface WebhookJobParts {
  readonly store: Pick<Store, 'reads' | 'noteAttempt' | 'execute'>
  readonly post: (message: Outgoing) => Promise<Posted>
  readonly secrets: Pick<ServerSecrets, 'server'>
  readonly clock: () => EpochMs
  /** 0 to 1, drawn anew at each call. */
  readonly jitter: () => number
  readonly log: Logger
  readonly failpoint: Failpoint
  /** Between two looks at what is due; a second where none is given. */
  readonly pauseMs?: number
}

/**
 * Sends what waits. Each endpoint has places of its own, so that a slow one holds up nobody else. A message that was sent but not noted,
 * for the process died between, goes out again under the same id.
 */
export function startWebhookJob(parts: WebhookJobParts): RepeatedJob {
  const underWay = new Map<WebhookId, Map<string, Promise<void>>>()
  let isStopping = false
  const pump = async () => {
    const at = parts.clock()
    for (const webhook of await parts.store.reads.dueWebhooks(at)) await fill(webhook, at)
  }
  const fill = async (webhook: DueWebhook, at: EpochMs) => {
    const places = underWay.get(webhook.id) ?? new Map<string, Promise<void>>()
    underWay.set(webhook.id, places)
    // Those under way are still due: they are asked for too, and left out.
    const due = await parts.store.reads.dueDeliveries(webhook.id, at, LIMITS.webhookAtOncePerEndpointMax + places.size)
    const waiting = due.filter(({ id }) => !places.has(id))
    for (const delivery of waiting.slice(0, LIMITS.webhookAtOncePerEndpointMax - places.size)) {
      if (isStopping) return
      places.set(delivery.id, begin(webhook, delivery, places))
    }
  }
  const begin = async (webhook: DueWebhook, delivery: DueDelivery, places: Map<string, Promise<void>>) => {
    try {
      await deliver(parts, webhook, delivery)
    } catch (error) {
      parts.log.error({ err: error, delivery: delivery.id }, 'a delivery could not be noted')
    }
    places.delete(delivery.id)
    // The place is free: what waits behind it need not wait for the next round.
    if (!isStopping) void pump().catch(complain)
  }
  const complain = (error: unknown) => parts.log.error({ err: error }, 'sending webhooks failed')
  const job = repeatJob(parts.pauseMs ?? PAUSE_MS, pump, complain)
  return {
    async stop() {
      isStopping = true
      await job.stop()
      // Each ends by its own timeout; whoever stops the server waits no longer than that.
      for (const places of underWay.values()) await Promise.all(places.values())
    },
  }
}

async function deliver(parts: WebhookJobParts, webhook: DueWebhook, delivery: DueDelivery): Promise<void> {
  const { store, clock, secrets, log } = parts
  const sentAt = clock()
  const { id, url, payload: body, attempts: attemptsBefore, giveUpAt } = delivery
  const posted = await parts.post({
    url,
    body,
    headers: signatureHeaders(id, body, sentAt, secretsAt(webhook, sentAt, secrets)),
  })
  parts.failpoint('webhook-sent')
  const { status, answer, problem, retryAfterMs } = posted
  const ending = endingOf(posted)
  const now = clock()
  const standing = afterAttempt({ attemptsBefore, giveUpAt }, { ending, retryAfterMs }, now, parts.jitter())
  const durationMs = Math.max(0, now - sentAt)
  await store.noteAttempt(id, { standing, attemptedAt: sentAt, status, durationMs, answer, problem })
  if (ending === 'delivered') return
  // No words of the endpoint: the console shows them to whoever may read webhooks.
  log[standing.state === 'failed' ? 'warn' : 'info'](
    { delivery: id, webhook: webhook.id, status, attempts: attemptsBefore + 1, state: standing.state },
    'a webhook was not delivered',
  )
  await switchOffIfNeeded(parts, webhook.id, ending, now)
}

function endingOf({ status, problem }: Posted): AttemptEnding {
  if (status === 410) return 'gone'
  return status !== null && problem === null ? 'delivered' : 'failed'
}

async function switchOffIfNeeded(
  { store, log }: WebhookJobParts,
  id: WebhookId,
  ending: AttemptEnding,
  at: EpochMs,
): Promise<void> {
  const because = reasonToSwitchOff(ending, await store.reads.failingSince(id), at)
  if (because === null) return
  const operation = { id: `off-${id}-${at}`, caller: 'server', requestHash: because }
  const command = {
    type: 'switch-off-webhook',
    operation,
    actor: { type: 'system', id: null },
    at,
    id,
    because,
  } as const
  const executed = await store.execute(command)
  if (executed.status === 'done' && !executed.repeated) log.warn({ webhook: id, because }, 'a webhook was switched off')
}

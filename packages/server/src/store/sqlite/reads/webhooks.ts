import type { DeliveryId, EpochMs, WebhookId } from '@latchkey/core/ids'
import type { WebhookTopic } from '@latchkey/core/webhook'
import type { SwitchOffReason } from '@latchkey/core/webhook-delivery'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { toIso, toIsoOrNull } from '../../views.ts'
import type { DeliveryView, DueDelivery, DueWebhook, WebhookView } from '../../webhook-commands.ts'
import type { Reading } from '../connection.ts'
import { condition, newestFirst } from '../list-sql.ts'

export interface WebhookRow {
  readonly id: WebhookId
  readonly url: string
  readonly topics: string
  readonly description: string
  readonly enabled: number
  readonly secret_version: number
  readonly old_secret_until: EpochMs | null
  readonly failing_since: EpochMs | null
  readonly off_because: SwitchOffReason | null
  readonly created_at: EpochMs
  readonly waiting: number
  readonly failed: number
}

const WEBHOOKS = /* sql */ `SELECT w.id, w.url, w.topics, w.description, w.enabled, w.secret_version, w.old_secret_until,
  w.failing_since, w.off_because, w.created_at,
  (SELECT count(*) FROM deliveries d WHERE d.webhook = w.id AND d.next_attempt_at IS NOT NULL) AS waiting,
  (SELECT count(*) FROM deliveries d WHERE d.webhook = w.id AND d.state = 'failed') AS failed
  FROM webhooks w`

/** A webhook that was not ended. */
export function loadWebhook(db: Reading, id: string): WebhookRow | null {
  return db.query<WebhookRow>(`${WEBHOOKS} WHERE w.id = ? AND w.deleted_at IS NULL`).get(id) ?? null
}

export function viewWebhook(db: Reading, id: string): WebhookView | null {
  const row = loadWebhook(db, id)
  return row === null ? null : presentWebhook(row)
}

export function listWebhooks(db: Reading, asked: PageAsked): PageOf<WebhookView> {
  const { sql, values } = newestFirst(WEBHOOKS, 'w', asked, [condition('w.deleted_at IS NULL')])
  const rows = db.query<WebhookRow>(sql).all(...values)
  return pageOf(rows, asked, (row) => [row.created_at, row.id], presentWebhook)
}

function presentWebhook(row: WebhookRow): WebhookView {
  return {
    id: row.id,
    url: row.url,
    topics: JSON.parse(row.topics) as WebhookTopic[],
    description: row.description,
    enabled: row.enabled === 1,
    offBecause: row.off_because,
    failingSince: toIsoOrNull(row.failing_since),
    oldSecretUntil: toIsoOrNull(row.old_secret_until),
    createdAt: toIso(row.created_at),
    waiting: row.waiting,
    failed: row.failed,
  }
}

interface DeliveryRow {
  readonly id: DeliveryId
  readonly topic: WebhookTopic
  readonly payload: string
  readonly state: DeliveryView['state']
  readonly created_at: EpochMs
  readonly attempts: number
  readonly last_attempt_at: EpochMs | null
  readonly next_attempt_at: EpochMs | null
  readonly status: number | null
  readonly duration_ms: number | null
  readonly answer: string | null
  readonly problem: string | null
}

const DELIVERIES = /* sql */ `SELECT d.id, d.topic, d.payload, d.state, d.created_at, d.attempts, d.last_attempt_at,
  d.next_attempt_at, d.status, d.duration_ms, d.answer, d.problem FROM deliveries d`

/** A message that a command has just written. */
export function viewDelivery(db: Reading, id: string): DeliveryView {
  const row = db.query<DeliveryRow>(`${DELIVERIES} WHERE d.id = ?`).get(id)
  if (row === undefined) throw new Error(`delivery ${id} is missing`)
  return presentDelivery(row)
}

/** The log of a webhook, newest first; also of one that was ended, while it is kept. */
export function listDeliveries(
  db: Reading,
  webhook: string,
  asked: PageAsked & { readonly state?: string | undefined },
): PageOf<DeliveryView> | null {
  if (db.query('SELECT 1 FROM webhooks WHERE id = ?').get(webhook) === undefined) return null
  const { sql, values } = newestFirst(DELIVERIES, 'd', asked, [
    condition('d.webhook = ?', webhook),
    condition('d.state = ?', asked.state),
  ])
  const rows = db.query<DeliveryRow>(sql).all(...values)
  return pageOf(rows, asked, (row) => [row.created_at, row.id], presentDelivery)
}

function presentDelivery(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    topic: row.topic,
    state: row.state,
    createdAt: toIso(row.created_at),
    attempts: row.attempts,
    lastAttemptAt: toIsoOrNull(row.last_attempt_at),
    nextAttemptAt: toIsoOrNull(row.next_attempt_at),
    status: row.status,
    durationMs: row.duration_ms,
    answer: row.answer,
    problem: row.problem,
    payload: JSON.parse(row.payload),
  }
}

export function listDueWebhooks(db: Reading, at: EpochMs): readonly DueWebhook[] {
  const sql = `SELECT w.id, w.secret_version AS "secretVersion", w.old_secret_until AS "oldSecretUntil" FROM webhooks w
    WHERE w.enabled = 1 AND w.deleted_at IS NULL
      AND EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook = w.id AND d.next_attempt_at <= ?) ORDER BY w.id`
  return db.query<DueWebhook>(sql).all(at)
}

export function listDueDeliveries(
  db: Reading,
  webhook: WebhookId,
  at: EpochMs,
  countMax: number,
): readonly DueDelivery[] {
  const sql = `SELECT d.id, w.url, d.payload, d.attempts, d.give_up_at AS "giveUpAt" FROM deliveries d
    JOIN webhooks w ON w.id = d.webhook WHERE d.webhook = ? AND d.next_attempt_at <= ? ORDER BY d.next_attempt_at, d.id LIMIT ?`
  return db.query<DueDelivery>(sql).all(webhook, at, countMax)
}

export function findFailingSince(db: Reading, webhook: WebhookId): EpochMs | null {
  const sql = 'SELECT failing_since AS since FROM webhooks WHERE id = ? AND enabled = 1'
  return db.query<{ readonly since: EpochMs | null }>(sql).get(webhook)?.since ?? null
}

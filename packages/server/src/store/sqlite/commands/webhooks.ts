import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import type { WebhookCommandAnswers, WebhookCommandBodies, WebhookView } from '../../webhook-commands.ts'
import type { CommandNo, CommandOf } from '../../store.ts'
import { queueMail } from '../queue-mail.ts'
import { insertDelivery } from '../queue-deliveries.ts'
import { loadWebhook, viewDelivery, viewWebhook } from '../reads/webhooks.ts'
import { writeEvent, type Writing } from '../save.ts'
import { isUniqueViolation } from '../sqlite-errors.ts'
import { testPayload } from '../webhook-payload.ts'
import type { Performers } from './performers.ts'

type Answer<T extends keyof WebhookCommandBodies> = Result<WebhookCommandAnswers[T], CommandNo>

export const WEBHOOK_COMMANDS: Performers<keyof WebhookCommandBodies> = {
  'create-webhook': performCreateWebhook,
  'put-webhook': performPutWebhook,
  'rotate-webhook-secret': performRotateSecret,
  'delete-webhook': performDeleteWebhook,
  'test-webhook': performTestWebhook,
  'replay-delivery': performReplayDelivery,
  'switch-off-webhook': performSwitchOff,
}

function performCreateWebhook(writing: Writing, command: CommandOf<'create-webhook'>): Answer<'create-webhook'> {
  const { tx, at } = writing
  const { id, url, topics, description, enabled } = command
  const live = tx.query<{ readonly count: number }>('SELECT count(*) AS count FROM webhooks WHERE deleted_at IS NULL')
  if ((live.get()?.count ?? 0) >= LIMITS.webhooksMax) return err('TOO_MANY')
  const sql = `INSERT INTO webhooks (id, url, topics, description, enabled, secret_version, created_at) VALUES (?, ?, ?, ?, ?, 1, ?)`
  const values = [id, url, JSON.stringify([...new Set(topics)]), description, Number(enabled), at]
  if (!isUnique(() => tx.run(sql, values))) return err('ALREADY_EXISTS')
  writeEvent(writing, 'webhook-created', { webhook: id, url, topics, enabled }, null)
  return ok({ webhook: existing(writing, id), secretVersion: 1 })
}

/** Switching it on again forgets why it was off, and begins counting anew. */
function performPutWebhook(writing: Writing, command: CommandOf<'put-webhook'>): Answer<'put-webhook'> {
  const { tx } = writing
  const { id, url, topics, description, enabled } = command
  if (loadWebhook(tx, id) === null) return err('NOT_FOUND')
  const sql = `UPDATE webhooks SET url = ?, topics = ?, description = ?,
    off_because = CASE WHEN ?4 = 1 THEN NULL ELSE off_because END,
    failing_since = CASE WHEN ?4 = 1 AND (enabled = 0 OR url <> ?1) THEN NULL ELSE failing_since END, enabled = ?4 WHERE id = ?5`
  const values = [url, JSON.stringify([...new Set(topics)]), description, Number(enabled), id]
  if (!isUnique(() => tx.run(sql, values))) return err('ALREADY_EXISTS')
  writeEvent(writing, 'webhook-put', { webhook: id, url, topics, enabled }, null)
  return ok(existing(writing, id))
}

/** The secret before signs for one more day; the one before that no longer. */
function performRotateSecret(
  writing: Writing,
  { id }: CommandOf<'rotate-webhook-secret'>,
): Answer<'rotate-webhook-secret'> {
  const { tx, at } = writing
  const known = loadWebhook(tx, id)
  if (known === null) return err('NOT_FOUND')
  const secretVersion = known.secret_version + 1
  const sql = 'UPDATE webhooks SET secret_version = ?, old_secret_until = ? WHERE id = ?'
  tx.run(sql, [secretVersion, at + LIMITS.webhookSecretOverlapMs, id])
  writeEvent(writing, 'webhook-secret-rotated', { webhook: id }, null)
  return ok({ webhook: existing(writing, id), secretVersion })
}

/** What waits is dropped, and the log says so. */
function performDeleteWebhook(writing: Writing, { id }: CommandOf<'delete-webhook'>): Answer<'delete-webhook'> {
  const { tx, at } = writing
  const known = loadWebhook(tx, id)
  if (known === null) return err('NOT_FOUND')
  tx.run('UPDATE webhooks SET deleted_at = ?, enabled = 0 WHERE id = ?', [at, id])
  tx.run(
    `UPDATE deliveries SET state = 'failed', next_attempt_at = NULL, problem = 'The webhook was ended.'
     WHERE webhook = ? AND state = 'waiting'`,
    [id],
  )
  writeEvent(writing, 'webhook-deleted', { webhook: id, url: known.url }, null)
  return ok(null)
}

/** A test goes out whatever the webhook is told of; to one that is switched off it waits. */
function performTestWebhook(writing: Writing, { id, delivery }: CommandOf<'test-webhook'>): Answer<'test-webhook'> {
  const { tx, at } = writing
  if (loadWebhook(tx, id) === null) return err('NOT_FOUND')
  const payload = JSON.stringify(testPayload(at))
  insertDelivery(writing, { webhook: id, topic: 'webhook.test', payload, event: null }, delivery)
  writeEvent(writing, 'webhook-tested', { webhook: id, delivery }, null)
  return ok(viewDelivery(tx, delivery))
}

/** The same message under the same id, with three days of its own. */
function performReplayDelivery(writing: Writing, { id }: CommandOf<'replay-delivery'>): Answer<'replay-delivery'> {
  const { tx, at } = writing
  const sql = `UPDATE deliveries SET state = 'waiting', attempts = 0, next_attempt_at = ?, give_up_at = ?
    WHERE id = ? AND webhook IN (SELECT id FROM webhooks WHERE deleted_at IS NULL)`
  if (tx.run(sql, [at, at + LIMITS.webhookRetryMs, id]) === 0) return err('NOT_FOUND')
  writeEvent(writing, 'delivery-replayed', { delivery: id }, null)
  return ok(viewDelivery(tx, id))
}

/** The server itself gives an endpoint up; every admin is told. */
function performSwitchOff(
  writing: Writing,
  { id, because }: CommandOf<'switch-off-webhook'>,
): Answer<'switch-off-webhook'> {
  const { tx, at } = writing
  const known = loadWebhook(tx, id)
  if (known === null || known.enabled === 0) return err('NOT_FOUND')
  tx.run('UPDATE webhooks SET enabled = 0, off_because = ? WHERE id = ?', [because, id])
  const event = writeEvent(writing, 'webhook-switched-off', { webhook: id, url: known.url, because }, null)
  const admins = tx.query<{ readonly id: string }>(`SELECT "id" AS id FROM accounts WHERE "role" = 'admin'`).all()
  const facts = { url: known.url, because, at: known.failing_since ?? at }
  for (const admin of admins) queueMail(writing, event, { template: 'webhook-off', facts, to: { account: admin.id } })
  return ok(null)
}

function existing({ tx }: Writing, id: string): WebhookView {
  const view = viewWebhook(tx, id)
  if (view === null) throw new Error(`webhook ${id} is missing`)
  return view
}

function isUnique(write: () => void): boolean {
  try {
    write()
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

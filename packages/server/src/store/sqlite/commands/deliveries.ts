import type { DeliveryId, EpochMs } from '@latchkey/core/ids'
import type { AttemptSeen } from '../../webhook-commands.ts'
import type { Tx } from '../transaction.ts'

/**
 * Keeps what an attempt has shown. No operation: a message that was sent but not noted, for the process died between, goes out again
 * under the same id, and who gets it can tell.
 */
export function noteAttempt(tx: Tx, id: DeliveryId, seen: AttemptSeen): void {
  const { standing, attemptedAt, status, durationMs, answer, problem } = seen
  const changed = tx.run(
    `UPDATE deliveries SET state = ?, attempts = attempts + 1, last_attempt_at = ?, next_attempt_at = ?, status = ?,
      duration_ms = ?, answer = ?, problem = ? WHERE id = ? AND state = 'waiting'`,
    [standing.state, attemptedAt, standing.nextAttemptAt, status, durationMs, answer, problem, id],
  )
  if (changed === 0) return
  const since = standing.state === 'delivered' ? 'NULL' : 'coalesce(failing_since, ?)'
  const values = standing.state === 'delivered' ? [id] : [attemptedAt, id]
  tx.run(
    `UPDATE webhooks SET failing_since = ${since} WHERE id = (SELECT webhook FROM deliveries WHERE id = ?)`,
    values,
  )
}

/**
 * Forgets messages that were made before an instant, and webhooks that ended before it. Messages of an endpoint that is switched off
 * wait no longer than others.
 */
export function purgeDeliveries(tx: Tx, before: EpochMs, countMax: number): number {
  const deliveries = 'DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE created_at < ? LIMIT ?)'
  const webhooks = `DELETE FROM webhooks WHERE id IN (SELECT w.id FROM webhooks w WHERE w.deleted_at < ?
    AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook = w.id) LIMIT ?)`
  return tx.run(deliveries, [before, countMax]) + tx.run(webhooks, [before, countMax])
}

import type { EpochMs } from './ids.ts'
import { HOUR_MS, LIMITS, MINUTE_MS, SECOND_MS } from './limits.ts'

/** How long after a failed attempt the next one comes (Standard Webhooks, "Deliverability and reliability"); the last one repeats. */
export const RETRY_AFTER_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
] as const

/** How an attempt ended. `gone`: the endpoint says that it will never take messages again (410). */
export type AttemptEnding = 'delivered' | 'failed' | 'gone'

export interface Attempt {
  readonly ending: AttemptEnding
  /** How long the endpoint asks us to wait (`Retry-After`); null if it does not. */
  readonly retryAfterMs: number | null
}

/** Where a message stands: waits for its next attempt, has arrived, or was given up. */
export type DeliveryStanding =
  | { readonly state: 'waiting'; readonly nextAttemptAt: EpochMs }
  | { readonly state: 'delivered' | 'failed'; readonly nextAttemptAt: null }

/**
 * What becomes of a message after an attempt that ended at `now`. The last attempt is made when the time is over, not before.
 * @param attemptsBefore how many attempts it had before this one
 * @param jitter 0 to 1, drawn anew: messages that failed together do not come back together; it only makes a pause longer
 */
export function afterAttempt(
  { attemptsBefore, giveUpAt }: { readonly attemptsBefore: number; readonly giveUpAt: EpochMs },
  { ending, retryAfterMs }: Attempt,
  now: EpochMs,
  jitter: number,
): DeliveryStanding {
  if (ending === 'delivered') return { state: 'delivered', nextAttemptAt: null }
  if (ending === 'gone' || now >= giveUpAt) return { state: 'failed', nextAttemptAt: null }
  const pauseMs = RETRY_AFTER_MS[attemptsBefore] ?? RETRY_AFTER_MS[RETRY_AFTER_MS.length - 1] ?? HOUR_MS
  const spreadMs = Math.round(pauseMs * (1 + LIMITS.webhookJitterShare * jitter))
  return { state: 'waiting', nextAttemptAt: Math.min(giveUpAt, now + Math.max(spreadMs, retryAfterMs ?? 0)) }
}

/** Why an endpoint is no longer sent anything: it said so (410), or nothing has arrived there for days. */
export type SwitchOffReason = 'gone' | 'failing'

/** Whether an endpoint is to be switched off after an attempt. `failingSince`: its first failure after its last success. */
export function reasonToSwitchOff(
  ending: AttemptEnding,
  failingSince: EpochMs | null,
  now: EpochMs,
): SwitchOffReason | null {
  if (ending === 'gone') return 'gone'
  if (ending === 'delivered' || failingSince === null) return null
  return now - failingSince >= LIMITS.webhookFailingMs ? 'failing' : null
}

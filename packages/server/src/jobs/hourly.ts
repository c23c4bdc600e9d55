import type { EpochMs } from '@latchkey/core/ids'
import { HOUR_MS, LIMITS } from '@latchkey/core/limits'
import type { Logger } from 'pino'
import type { Store } from '../store/store.ts'
import { type RepeatedJob, repeatJob } from './repeat.ts'

/** Operations deleted in one transaction: few enough that no activation waits for them. */
const PURGED_AT_ONCE = 500
/** An upper end for one hour's work; what is left over is deleted in the next hour. */
const PURGES_PER_HOUR_MAX = 2_000

/** What a running server does every hour: checks the invariants, and forgets operations that nobody may repeat any more. */
export function startHourlyJobs(store: Store, clock: () => EpochMs, log: Logger): RepeatedJob {
  return repeatJob(
    HOUR_MS,
    async (signal) => {
      await checkInvariants(store, log, signal)
      await purgeOperations(store, clock() - LIMITS.operationKeptMs, signal)
      await store.purgeMails(clock() - LIMITS.mailsKeptMs, PURGED_AT_ONCE)
      await purgeDeliveries(store, clock() - LIMITS.deliveriesKeptMs, signal)
    },
    (error) => log.error({ err: error }, 'an hourly job failed'),
  )
}

/** A look at a large store takes minutes: whoever stops the server does not wait for it. */
async function checkInvariants(store: Store, log: Logger, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<readonly string[]>((resolve) => {
    signal.addEventListener('abort', () => resolve([]), { once: true })
  })
  const violations = await Promise.race([store.reads.invariantViolations(), stopped])
  if (violations.length > 0) log.error({ violations }, 'invariants are violated; keep a backup and report this')
}

async function purgeDeliveries(store: Store, before: EpochMs, signal: AbortSignal): Promise<void> {
  for (let round = 0; round < PURGES_PER_HOUR_MAX && !signal.aborted; round += 1) {
    if ((await store.purgeDeliveries(before, PURGED_AT_ONCE)) < PURGED_AT_ONCE) return
  }
}

async function purgeOperations(store: Store, before: EpochMs, signal: AbortSignal): Promise<void> {
  for (let round = 0; round < PURGES_PER_HOUR_MAX && !signal.aborted; round += 1) {
    if ((await store.purgeOperations(before, PURGED_AT_ONCE)) < PURGED_AT_ONCE) return
  }
}

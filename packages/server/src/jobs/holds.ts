import type { EpochMs } from '@latchkey/core/ids'
import { MINUTE_MS } from '@latchkey/core/limits'
import type { Logger } from 'pino'
import type { Store } from '../store/store.ts'
import { type RepeatedJob, repeatJob } from './repeat.ts'

/** Every minute: carries out the decisions whose hold is over. */
export function startHoldJob(store: Store, clock: () => EpochMs, log: Logger): RepeatedJob {
  return repeatJob(
    MINUTE_MS,
    async (signal) => void (await carryOutDue(store, clock(), signal)),
    (error) => log.error({ err: error }, 'decisions that waited could not be carried out'),
  )
}

/** Carries out what is due; a decision that was taken back meanwhile is refused by the store, and that is all. Returns how many. */
export async function carryOutDue(store: Store, at: EpochMs, signal?: AbortSignal): Promise<number> {
  let count = 0
  for (const id of await store.reads.dueCases(at)) {
    if (signal?.aborted === true) break
    const executed = await store.execute({
      type: 'carry-out-case',
      operation: { id: `hold-${id}-${at}`, caller: 'server', requestHash: id },
      actor: { type: 'system', id: null },
      at,
      id,
    })
    if (executed.status === 'done') count += 1
  }
  return count
}

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
    const executed = await store.execute({ ...bySystem(id, at), type: 'carry-out-case', id })
    if (executed.status === 'done') count += 1
  }
  return count + (await carryOutHandovers(store, at, signal))
}

async function carryOutHandovers(store: Store, at: EpochMs, signal?: AbortSignal): Promise<number> {
  let count = 0
  for (const id of await store.reads.dueHandovers(at)) {
    if (signal?.aborted === true) break
    const executed = await store.execute({ ...bySystem(id, at), type: 'carry-out-handover', id })
    if (executed.status === 'done') count += 1
  }
  return count
}

/** Done by the server itself; once, however often it is found due. */
function bySystem(id: string, at: EpochMs) {
  const operation = { id: `hold-${id}-${at}`, caller: 'server', requestHash: id }
  return { operation, actor: { type: 'system', id: null }, at } as const
}

import type { EpochMs } from '@latchkey/core/ids'
import { HOUR_MS } from '@latchkey/core/limits'
import type { Logger } from 'pino'
import type { Store } from '../store/store.ts'
import { type RepeatedJob, repeatJob } from './repeat.ts'

/** Licenses in one transaction: few enough that no activation waits for them. */
const AT_ONCE = 100

/** Every hour: tells owners of licenses that end soon. */
export function startExpiryJob(store: Store, clock: () => EpochMs, log: Logger): RepeatedJob {
  return repeatJob(
    HOUR_MS,
    async (signal) => void (await tellExpiries(store, clock(), signal)),
    (error) => log.error({ err: error }, 'owners could not be told of licenses that end'),
  )
}

/** Tells all that is due, in batches; whoever runs it again tells nobody twice. Returns how many licenses were told of. */
export async function tellExpiries(store: Store, at: EpochMs, signal?: AbortSignal): Promise<number> {
  for (let count = 0; ;) {
    if (signal?.aborted === true || !(await store.reads.hasDueExpiries(at))) return count
    const executed = await store.execute({
      type: 'tell-expiries',
      operation: { id: `expiries-${at}-${count}`, caller: 'server', requestHash: String(AT_ONCE) },
      actor: { type: 'system', id: null },
      at,
      countMax: AT_ONCE,
    })
    if (executed.status !== 'done' || executed.answer.told === 0) return count
    count += executed.answer.told
  }
}

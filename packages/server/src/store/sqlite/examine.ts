import { once } from 'node:events'
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { inSnapshot, Statements } from './connection.ts'
import { invariantViolations } from './invariants.ts'

/** Up to here the look takes less than starting a thread for it. */
const EVENTS_MAX = 5_000

/** Names each invariant that is broken; a large store is looked at in a thread of its own, so that requests are answered meanwhile. */
export async function examine(path: string, reader: DatabaseSync): Promise<readonly string[]> {
  const last = Number(reader.prepare('SELECT max(rowid) AS last FROM events').get()?.['last'] ?? 0)
  if (last <= EVENTS_MAX) return inSnapshot(reader, () => invariantViolations(new Statements(reader)))
  const worker = new Worker(new URL('./examiner.ts', import.meta.url), {
    workerData: { path },
    name: 'latchkey-examiner',
  })
  const [violations] = await once(worker, 'message')
  return violations
}

import { parentPort, workerData } from 'node:worker_threads'
import { inSnapshot, openConnection, Statements } from './connection.ts'
import { invariantViolations } from './invariants.ts'

/** A thread that looks at the whole store once, and ends: with a million licenses that takes minutes, in which nobody may wait. */
const db = openConnection((workerData as { readonly path: string }).path, { readOnly: true })
try {
  parentPort?.postMessage(inSnapshot(db, () => invariantViolations(new Statements(db))))
} finally {
  db.close()
}

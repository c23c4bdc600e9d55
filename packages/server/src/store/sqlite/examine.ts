import { execFile } from 'node:child_process'
import type { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { StoreError } from '../errors.ts'
import { inSnapshot, Statements } from './connection.ts'
import { invariantViolations } from './invariants.ts'

/** Up to here the look takes less than starting a process for it. */
const EVENTS_MAX = 5_000
const EXAMINER = fileURLToPath(new URL('./examiner.ts', import.meta.url))
const run = promisify(execFile)

/**
 * Names each invariant that is broken. A large store is looked at by a process of its own: with a million licenses that takes minutes, in
 * which requests are answered; and a thread could not be stopped within a statement of SQL.
 * @param closing ends the look when the store closes
 */
export async function examine(path: string, reader: DatabaseSync, closing: AbortSignal): Promise<readonly string[]> {
  const last = Number(reader.prepare('SELECT max(rowid) AS last FROM events').get()?.['last'] ?? 0)
  if (last <= EVENTS_MAX) return inSnapshot(reader, () => invariantViolations(new Statements(reader)))
  try {
    const { stdout } = await run(process.execPath, [EXAMINER, path], { signal: closing, killSignal: 'SIGKILL' })
    return JSON.parse(stdout)
  } catch (error) {
    throw closing.aborted ? new StoreError('stopped', 'the store was closed before it was looked at', error) : error
  }
}

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreDenied } from './files.ts'

const RETRY_EVERY_MS = 40
/** SQLite's SQLITE_BUSY: somebody else holds the lock. */
const BUSY = 5

/**
 * The lock that keeps two wizards from changing one store at the same time. It is SQLite's file lock on an empty database:
 * the operating system lets go of it when the process ends, however it ends, so that there are no stale locks to judge.
 */
export interface StoreLock {
  release(): void
}

/** Takes the lock, waiting for at most `timeoutMs`; null when somebody else keeps it. */
export async function takeStoreLock(directory: string, timeoutMs: number): Promise<StoreLock | null> {
  const path = join(directory, 'lock')
  for (let waitedMs = 0; ; waitedMs += RETRY_EVERY_MS) {
    const lock = tryLock(path)
    if (lock !== null || waitedMs >= timeoutMs) return lock
    await sleep(RETRY_EVERY_MS)
  }
}

function tryLock(path: string): StoreLock | null {
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(path, { timeout: 0 })
    // No journal beside the lock: nothing is ever written into it.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    const held = database
    return { release: () => held.close() }
  } catch (error) {
    database?.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) return null
    throw new StoreDenied(path, error)
  }
}

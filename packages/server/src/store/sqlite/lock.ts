import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../errors.ts'
import { toStoreError } from './sqlite-errors.ts'

/**
 * Keeps a second server off the same database: a lock file beside it, held by a transaction that is never committed. The system
 * releases it however the process ends, so no lock is ever left behind.
 */
export function holdLock(databasePath: string): { release(): void } {
  const db = openLock(`${databasePath}-lock`)
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    throw lockError(error, databasePath)
  }
  return { release: () => db.close() }
}

function openLock(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 })
  } catch (error) {
    throw toStoreError(error)
  }
}

function lockError(error: unknown, databasePath: string): StoreError {
  const known = toStoreError(error)
  if (known.problem !== 'in-use') return known
  return new StoreError('in-use', `another server is running on ${databasePath}: stop it first`, error)
}

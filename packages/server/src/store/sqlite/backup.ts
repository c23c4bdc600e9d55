import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs'
import { backup } from 'node:sqlite'
import { StoreError } from '../errors.ts'
import { openConnection, Statements } from './connection.ts'
import { invariantViolations } from './invariants.ts'
import { toStoreError } from './sqlite-errors.ts'

/** All pages in one step: a copy in steps begins anew at every commit and would never end under load. */
const ALL_PAGES = 2 ** 31 - 1

/**
 * Writes a consistent copy of a database, whether a server runs on it or not; the copy is on the disk when it returns.
 * @throws StoreError, also when `to` exists already: a backup never overwrites anything
 */
export async function backUp(from: string, to: string): Promise<void> {
  if (existsSync(to)) throw new StoreError('not-writable', `${to} exists already`)
  const db = openExisting(from)
  try {
    await backup(db, to, { rate: ALL_PAGES })
    syncFile(to)
  } catch (error) {
    throw toStoreError(error)
  } finally {
    db.close()
  }
}

/** Everything wrong with a database that no process has open: pages, references, invariants. Empty is healthy. */
export function examineDatabase(path: string): readonly string[] {
  const db = openExisting(path)
  try {
    const pages = db
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => String(row['integrity_check']))
    const references = db.prepare('PRAGMA foreign_key_check').all()
    return [
      ...pages.filter((words) => words !== 'ok').map((words) => `integrity: ${words}`),
      ...references.map(
        (row) => `reference: a row of ${String(row['table'])} refers to none of ${String(row['parent'])}`,
      ),
      ...invariantViolations(new Statements(db)),
    ]
  } catch (error) {
    throw toStoreError(error)
  } finally {
    db.close()
  }
}

function openExisting(path: string) {
  if (!existsSync(path)) throw new StoreError('not-writable', `there is no database at ${path}`)
  try {
    return openConnection(path, { readOnly: true })
  } catch (error) {
    throw toStoreError(error)
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

import { StoreError, type StoreProblem } from '../errors.ts'

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const PROBLEM_BY_CODE: Readonly<Record<number, StoreProblem>> = {
  5: 'in-use',
  6: 'in-use',
  8: 'not-writable',
  10: 'failed',
  11: 'damaged',
  13: 'full',
  14: 'not-writable',
  26: 'damaged',
}

const WORDS: Readonly<Record<StoreProblem, string>> = {
  'in-use': 'the database is in use by another process',
  full: 'the disk is full',
  'not-writable': 'the database cannot be opened for writing: check the directory and its rights',
  damaged: 'the database is damaged, or not a database: restore a backup',
  'newer-schema': 'the database was written by a newer version',
  stopped: 'the store is closed',
  failed: 'the database failed',
}

/** Gives an error of node:sqlite its name; SQLite's own message is kept, it holds no values. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const problem = problemOf(error)
  const detail = error instanceof Error ? error.message : String(error)
  return new StoreError(problem, `${WORDS[problem]} (${detail})`, error)
}

/** Whether an error is a broken UNIQUE or PRIMARY KEY. */
export function isUniqueViolation(error: unknown): boolean {
  const code = extendedCodeOf(error)
  return code === 2067 || code === 1555
}

function problemOf(error: unknown): StoreProblem {
  const code = extendedCodeOf(error)
  return code === null ? 'failed' : (PROBLEM_BY_CODE[code & 0xff] ?? 'failed')
}

function extendedCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode : null
}

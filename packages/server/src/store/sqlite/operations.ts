import type { EpochMs } from '@latchkey/core/ids'
import type { RefusalFacts } from '@latchkey/core/refusals'
import type { CommandOf, CommandRefusal, CommandType, OperationKey } from '../store.ts'
import type { Reading } from './connection.ts'
import type { Writing } from './save.ts'
import type { Tx } from './transaction.ts'

/** What became of a command; the answer stays the JSON that is stored, so that a repetition gives the same. */
export type Performed =
  | {
      readonly status: 'done'
      readonly answerJson: string
      readonly repeated: boolean
      readonly response: string | null
    }
  | { readonly status: 'refused'; readonly code: CommandRefusal; readonly facts?: RefusalFacts }

export interface OperationRow {
  readonly request_hash: string
  readonly answer: string
  readonly response: string | null
}

const FIND = 'SELECT request_hash, answer, response FROM operations WHERE caller = ? AND id = ?'

export function findOperation(db: Reading, { caller, id }: Pick<OperationKey, 'caller' | 'id'>): OperationRow | null {
  return db.query<OperationRow>(FIND).get(caller, id) ?? null
}

/** Keeps what was answered, so that the same operation has one effect and one answer (I5). */
export function saveOperation(writing: Writing, type: CommandType, answerJson: string): void {
  const { tx, operation, at, happened } = writing
  tx.run('INSERT INTO operations (caller, id, request_hash, type, events, answer, at) VALUES (?, ?, ?, ?, ?, ?, ?)', [
    operation.caller,
    operation.id,
    operation.requestHash,
    type,
    happened.length,
    answerJson,
    at,
  ])
}

/** Keeps the signed answer of an operation; the first one wins and everybody gets it. */
export function recordResponse(tx: Tx, { operationOf, response }: CommandOf<'record-response'>): Performed {
  const { caller, id } = operationOf
  const known = findOperation(tx, operationOf)
  if (known === null) return { status: 'refused', code: 'NOT_FOUND' }
  if (known.response === null) {
    tx.run('UPDATE operations SET response = ? WHERE caller = ? AND id = ? AND response IS NULL', [
      response,
      caller,
      id,
    ])
  }
  const first = known.response ?? response
  const answerJson = JSON.stringify({ response: first })
  return { status: 'done', answerJson, repeated: known.response !== null, response: first }
}

/** Forgets operations that were done before an instant, oldest first, at most `countMax` of them; returns how many. */
export function purgeOperations(tx: Tx, before: EpochMs, countMax: number): number {
  const sql = `DELETE FROM operations WHERE (caller, id) IN (
    SELECT caller, id FROM operations WHERE at < ? ORDER BY at LIMIT ?)`
  return tx.run(sql, [before, countMax])
}

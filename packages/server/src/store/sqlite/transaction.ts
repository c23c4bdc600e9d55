import { type IdPrefix, makeId, ID_RANDOM_BYTES } from '@latchkey/core/ids'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { type Query, type Reading, Statements } from './connection.ts'

/** Writing exists only inside a transaction: only {@link Writer} makes one. */
export interface Tx extends Reading {
  /** Runs a statement that gives no rows; returns how many it changed. */
  run(sql: string, values?: readonly SQLInputValue[]): number
  newId<P extends IdPrefix>(prefix: P): ReturnType<typeof makeId<P>>
}

/** What became of one of a group. */
export type GroupOutcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }

/** The one connection that writes. */
export class Writer {
  readonly #db: DatabaseSync
  readonly #tx: Tx

  constructor(db: DatabaseSync, randomBytes: (count: number) => Uint8Array) {
    this.#db = db
    const statements = new Statements(db)
    this.#tx = {
      query: <Row>(sql: string): Query<Row> => statements.query<Row>(sql),
      run: (sql, values = []) => Number(statements.statement(sql).run(...values).changes),
      newId: (prefix) => makeId(prefix, randomBytes(ID_RANDOM_BYTES)),
    }
  }

  /**
   * Commits everything that waits in one transaction, each in a savepoint: one that throws leaves no trace and the others stand.
   * @throws if the transaction as a whole failed; then none of the group is stored
   */
  commitGroup<T>(group: readonly ((tx: Tx) => T)[]): GroupOutcome<T>[] {
    const begin = this.#tx
    begin.run('BEGIN IMMEDIATE')
    try {
      const outcomes = group.map((work) => this.#inSavepoint(work))
      begin.run('COMMIT')
      return outcomes
    } catch (error) {
      // A full disk may have rolled back already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  #inSavepoint<T>(work: (tx: Tx) => T): GroupOutcome<T> {
    this.#tx.run('SAVEPOINT one')
    try {
      const value = work(this.#tx)
      this.#tx.run('RELEASE one')
      return { ok: true, value }
    } catch (error) {
      if (!this.#db.isTransaction) throw error
      this.#tx.run('ROLLBACK TO one')
      this.#tx.run('RELEASE one')
      return { ok: false, error }
    }
  }
}

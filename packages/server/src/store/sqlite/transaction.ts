import { ID_RANDOM_BYTES, type IdPrefix, makeId } from '@latchkey/core/ids'
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
  readonly #statements: Statements
  readonly #tx: Tx
  /** Statements that changed something since the work at hand began. */
  #changes = 0

  constructor(db: DatabaseSync, randomBytes: (count: number) => Uint8Array) {
    this.#db = db
    this.#statements = new Statements(db)
    this.#tx = {
      query: <Row>(sql: string): Query<Row> => this.#statements.query<Row>(sql),
      run: (sql, values = []) => {
        const changes = Number(this.#statements.statement(sql).run(...values).changes)
        this.#changes += changes
        return changes
      },
      newId: (prefix) => makeId(prefix, randomBytes(ID_RANDOM_BYTES)),
    }
  }

  /**
   * Commits everything that waits in one transaction. One that throws leaves no trace and the others stand.
   * @throws if the transaction as a whole failed; then none of the group is stored
   */
  commitGroup<T>(group: readonly ((tx: Tx) => T)[]): GroupOutcome<T>[] {
    // Savepoints cost as much as half a command, and nearly always nothing has to be undone: they are for the second try.
    return this.#tryGroup(group, (work) => this.#inPlain(work)) ?? this.#commitWithSavepoints(group)
  }

  #commitWithSavepoints<T>(group: readonly ((tx: Tx) => T)[]): GroupOutcome<T>[] {
    const outcomes = this.#tryGroup(group, (work) => this.#inSavepoint(work))
    if (outcomes === null) throw new Error('a savepoint undoes what it holds')
    return outcomes
  }

  /** Null, with nothing stored, if one of the group could not be undone alone. */
  #tryGroup<T>(
    group: readonly ((tx: Tx) => T)[],
    perform: (work: (tx: Tx) => T) => GroupOutcome<T> | null,
  ): GroupOutcome<T>[] | null {
    this.#exec('BEGIN IMMEDIATE')
    try {
      const outcomes: GroupOutcome<T>[] = []
      for (const work of group) {
        const outcome = perform(work)
        if (outcome === null) return null
        outcomes.push(outcome)
      }
      this.#exec('COMMIT')
      return outcomes
    } finally {
      // A full disk may have rolled back already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
    }
  }

  /** Null if the work failed after it had written. */
  #inPlain<T>(work: (tx: Tx) => T): GroupOutcome<T> | null {
    this.#changes = 0
    try {
      return { ok: true, value: work(this.#tx) }
    } catch (error) {
      if (!this.#db.isTransaction) throw error
      return this.#changes === 0 ? { ok: false, error } : null
    }
  }

  #inSavepoint<T>(work: (tx: Tx) => T): GroupOutcome<T> {
    this.#exec('SAVEPOINT one')
    try {
      const value = work(this.#tx)
      this.#exec('RELEASE one')
      return { ok: true, value }
    } catch (error) {
      if (!this.#db.isTransaction) throw error
      this.#exec('ROLLBACK TO one')
      this.#exec('RELEASE one')
      return { ok: false, error }
    }
  }

  #exec(sql: string): void {
    this.#statements.statement(sql).run()
  }
}

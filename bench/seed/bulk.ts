import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

/** Rows committed together: few enough to stay in memory. */
const ROWS_AT_ONCE = 50_000

/**
 * Inserts rows in large transactions, without the indexes that lists are read by, which are made at the end: sorting once is quicker. Unique
 * ones stay, references are checked at the end. Nothing is durable before that: a seed that was killed is made anew.
 */
export class Bulk {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #indexes: readonly string[]
  #open = 0

  constructor(db: DatabaseSync) {
    this.#db = db
    const indexes = db
      .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'")
      .all()
    this.#indexes = indexes.map(({ sql }) => String(sql))
    db.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000; BEGIN')
    for (const { name } of indexes) db.exec(`DROP INDEX ${String(name)}`)
  }

  insert(table: string, row: Readonly<Record<string, SQLInputValue>>): void {
    this.#statementOf(table, row).run(...Object.values(row))
    this.#open += 1
    if (this.#open < ROWS_AT_ONCE) return
    this.#db.exec('COMMIT; BEGIN')
    this.#open = 0
  }

  /** @throws if a row refers to one that is not there */
  end(): void {
    for (const sql of this.#indexes) this.#db.exec(sql)
    this.#db.exec('COMMIT')
    const dangling = this.#db.prepare('PRAGMA foreign_key_check').all()
    if (dangling.length > 0) throw new Error(`${dangling.length} rows refer to nothing`)
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  #statementOf(table: string, row: Readonly<Record<string, SQLInputValue>>): StatementSync {
    const known = this.#statements.get(table)
    if (known !== undefined) return known
    const columns = Object.keys(row)
    const names = columns.map((name) => `"${name}"`).join(', ')
    const sql = `INSERT INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`
    const prepared = this.#db.prepare(sql)
    this.#statements.set(table, prepared)
    return prepared
  }
}

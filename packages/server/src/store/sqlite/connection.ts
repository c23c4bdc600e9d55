import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** A prepared query; `Row` is what its SQL selects. */
export interface Query<Row> {
  get(...values: SQLInputValue[]): Row | undefined
  all(...values: SQLInputValue[]): Row[]
}

/** A connection as readers see it. Every text of SQL is prepared once. */
export interface Reading {
  query<Row>(sql: string): Query<Row>
}

/** How long a connection waits for a writer of another one: the accounts room writes on its own connection. */
const BUSY_TIMEOUT_MS = 10_000
/** Pages of write-ahead log before it is folded into the file: 16 MiB, so that commits rarely wait for it. */
const CHECKPOINT_PAGES = 4_000
/** Per connection; what does not fit is in the system's cache, a microsecond away. */
const PAGE_CACHE_KIB = 2 * 1024

/** Opens a connection with what every one of ours relies on. */
export function openConnection(path: string, { readOnly = false } = {}): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  try {
    if (!readOnly) {
      db.exec('PRAGMA journal_mode = WAL')
      // NORMAL loses acknowledged commits in a power cut; FULL syncs the log at each commit.
      db.exec('PRAGMA synchronous = FULL')
      db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    }
    db.exec(`PRAGMA cache_size = -${PAGE_CACHE_KIB}`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Prepared statements by their SQL. */
export class Statements implements Reading {
  readonly #db: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  query<Row>(sql: string): Query<Row> {
    // The one place where rows get their types: SQL and `Row` stand side by side at each use.
    return this.statement(sql) as unknown as Query<Row>
  }

  statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    const prepared = this.#db.prepare(sql)
    this.#prepared.set(sql, prepared)
    return prepared
  }
}

/** Runs several reads on one state of the data. */
export function inSnapshot<T>(db: DatabaseSync, read: () => T): T {
  db.exec('BEGIN')
  try {
    return read()
  } finally {
    db.exec('COMMIT')
  }
}

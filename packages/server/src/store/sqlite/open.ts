import type { EpochMs } from '@latchkey/core/ids'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../errors.ts'
import type { Command, CommandAnswers, CommandOf, CommandType, Executed, Store } from '../store.ts'
import { backUp } from './backup.ts'
import { openConnection } from './connection.ts'
import { examine } from './examine.ts'
import { toExecuted } from './executed.ts'
import { holdLock } from './lock.ts'
import { migrate } from './migrate.ts'
import { sqliteReads } from './reads/reads.ts'
import { toStoreError } from './sqlite-errors.ts'
import { WriterThread } from './writer-thread.ts'

export interface SqliteOptions {
  /** The database's file; its directory is made if missing. Beside it lie `-wal`, `-shm` and `-lock`. */
  readonly path: string
  /** The clock that views are shown by; commands carry their own time. */
  readonly now: () => EpochMs
}

/** The store in one SQLite file. */
export interface SqliteStore extends Store {
  /** Writes a consistent copy while the store runs. */
  backup(path: string): Promise<void>
}

/**
 * Opens the store, bringing its schema up to date.
 * @throws StoreError `in-use`, `not-writable`, `damaged`, `newer-schema` or `full`
 */
export function openSqliteStore({ path, now }: SqliteOptions): Promise<SqliteStore> {
  return Promise.resolve().then(() => {
    makeDirectory(path)
    const lock = holdLock(path)
    try {
      prepareDatabase(path)
      const reader = openConnection(path, { readOnly: true })
      return storeOf({ path, now, reader, writer: new WriterThread({ path }), lock })
    } catch (error) {
      lock.release()
      throw toStoreError(error)
    }
  })
}

interface Parts extends SqliteOptions {
  readonly reader: DatabaseSync
  readonly writer: WriterThread
  readonly lock: { release(): void }
}

function storeOf({ path, now, reader, writer, lock }: Parts): SqliteStore {
  let closing: Promise<void> | null = null
  const closed = new AbortController()
  const close = async () => {
    closed.abort()
    await writer.close()
    reader.close()
    lock.release()
  }
  return {
    async execute<T extends CommandType>(command: CommandOf<T>): Promise<Executed<CommandAnswers[T]>> {
      return toExecuted(await writer.perform({ type: 'command', command: command as Command }))
    },
    async noteTokenUse(token, at) {
      await writer.perform({ type: 'note-token-use', token, at })
    },
    async noteSessionUse(session, at) {
      await writer.perform({ type: 'note-session-use', session, at })
    },
    async noteMail(mail, outcome, at) {
      await writer.perform({ type: 'note-mail', mail, outcome, at })
    },
    async purgeMails(before, countMax) {
      const outcome = await writer.perform({ type: 'purge-mails', before, countMax })
      return outcome.status === 'purged' ? outcome.count : 0
    },
    async noteAttempt(delivery, seen) {
      await writer.perform({ type: 'note-attempt', delivery, seen })
    },
    async purgeDeliveries(before, countMax) {
      const outcome = await writer.perform({ type: 'purge-deliveries', before, countMax })
      return outcome.status === 'purged' ? outcome.count : 0
    },
    async purgeOperations(before, countMax) {
      const outcome = await writer.perform({ type: 'purge', before, countMax })
      return outcome.status === 'purged' ? outcome.count : 0
    },
    reads: { ...sqliteReads(reader, now), invariantViolations: () => examine(path, reader, closed.signal) },
    backup: (to) => backUp(path, to),
    close: () => (closing ??= close()),
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new StoreError('not-writable', `the directory ${dirname(path)} cannot be made`, error)
  }
}

/** The first connection makes the file, switches it to write-ahead logging and migrates it, before any other one opens it. */
function prepareDatabase(path: string): void {
  const db = openConnection(path)
  try {
    migrate(db)
  } finally {
    db.close()
  }
}

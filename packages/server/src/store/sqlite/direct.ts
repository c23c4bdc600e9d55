import type { EpochMs } from '@latchkey/core/ids'
import { existsSync } from 'node:fs'
import { StoreError } from '../errors.ts'
import type { Command, CommandAnswers, CommandOf, CommandType, Executed, Store } from '../store.ts'
import { openConnection } from './connection.ts'
import { groupCommitter } from './group-commit.ts'
import type { Job } from './messages.ts'
import { migrate } from './migrate.ts'
import { sqliteReads } from './reads/reads.ts'
import { toExecuted } from './executed.ts'
import { Writer } from './transaction.ts'

/** As much of a store as a command on the machine needs beside a running server. */
export type DirectStore = Pick<Store, 'execute' | 'reads' | 'noteSessionUse' | 'close'>

/**
 * Opens a store that is there, beside whoever runs on it: the database itself lets one write at a time. For commands that write a row
 * or two; a server holds the lock and has a thread for it.
 * @throws StoreError when there is no database or it cannot be used
 */
export function openDirectly(path: string, now: () => EpochMs, random: (count: number) => Uint8Array): DirectStore {
  if (!existsSync(path)) throw new StoreError('not-writable', `there is no database at ${path}`)
  const db = openConnection(path)
  migrate(db)
  const commitGroup = groupCommitter(new Writer(db, random))
  const perform = (job: Job) => {
    const [done] = commitGroup([{ number: 0, job }])
    if (done === undefined) throw new Error('a group gives one outcome for each job')
    return done.outcome
  }
  return {
    execute<T extends CommandType>(command: CommandOf<T>): Promise<Executed<CommandAnswers[T]>> {
      return Promise.resolve().then(() => toExecuted(perform({ type: 'command', command: command as Command })))
    },
    async noteSessionUse(session, at) {
      perform({ type: 'note-session-use', session, at })
    },
    reads: sqliteReads(db, now),
    async close() {
      db.close()
    },
  }
}

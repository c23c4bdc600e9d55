import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CliContext } from './cli/context.ts'
import { type DataFolder, dataFolder } from './cli/data-folder.ts'
import { runCommand } from './cli/program.ts'
import { type CliRefusal, refusalOfConfig } from './cli/refusal.ts'
import { processTerminal } from './cli/terminal.ts'
import { readConfig } from './config.ts'
import { StoreError } from './store/errors.ts'
import type { Store } from './store/store.ts'

/** The composition root: clock, randomness and store are made here and nowhere else. */
const terminal = processTerminal(process)
// Database, keys and backups are for their owner only, wherever the folder lies.
process.umask(0o077)

const now = () => Date.now()
const random = (sizeBytes: number) => randomBytes(sizeBytes)

function contextOf(): Result<CliContext, CliRefusal> {
  const config = readConfig()
  if (!config.ok) return err(refusalOfConfig(config.error))
  return ok({
    config: config.value,
    folder: dataFolder(config.value.dataDir),
    terminal,
    clock: now,
    random,
    // Loaded by the commands that open a database: most are clients of a server, and would wait for it three times as long as for the rest.
    async openStore({ database }) {
      const { openSqliteStore } = await import('./store/sqlite/open.ts')
      return openSqliteStore({ path: database, now })
    },
    openAccounts: (folder, store) => openFolderAccounts(folder, store),
    untilStopped,
  })
}

/** The people of a folder: on the store of the server that runs in this process, or directly beside another one. */
async function openFolderAccounts({ database, keys }: DataFolder, store: Store | null) {
  const [{ createAccounts }, { loadSigningKeys }, { openDirectly }] = await Promise.all([
    import('./accounts/accounts.ts'),
    import('./signing/key-files.ts'),
    import('./store/sqlite/direct.ts'),
  ])
  const loaded = await loadSigningKeys(keys)
  if (!loaded.ok) throw new StoreError('damaged', `${loaded.error.path}: ${loaded.error.words}`)
  const people = store ?? openDirectly(database, now, random)
  const accounts = createAccounts({
    store: people,
    secrets: loaded.value.secrets,
    random,
    hashingConcurrency: availableParallelism(),
    hashingQueueMax: LIMITS.hashingQueueMax,
  })
  // The server closes its own store, after everything that uses it.
  return { accounts, close: async () => (store === null ? people.close() : undefined) }
}

/** Ctrl+C reaches this process from the terminal and once more through npm, so a second signal must not cut the stop short. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
  })
}

process.exitCode = await runCommand(process.argv.slice(2), terminal, contextOf)

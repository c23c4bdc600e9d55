import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import type { Accounts } from './accounts/accounts.ts'
import type { CliContext } from './cli/context.ts'
import { type DataFolder, dataFolder } from './cli/data-folder.ts'
import { runCommand } from './cli/program.ts'
import { type CliRefusal, refusalOfConfig } from './cli/refusal.ts'
import { processTerminal } from './cli/terminal.ts'
import { readConfig } from './config.ts'
import { loadSigningKeys } from './signing/key-files.ts'
import { StoreError } from './store/errors.ts'
import { openSqliteStore } from './store/sqlite/open.ts'

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
    openStore: ({ database }) => openSqliteStore({ path: database, now }),
    openAccounts: (folder) => openFolderAccounts(folder),
    untilStopped,
  })
}

/** The library behind accounts is loaded only by commands that need it: it takes longer than most commands run. */
async function openFolderAccounts({ database, keys }: DataFolder): Promise<Accounts> {
  const loaded = await loadSigningKeys(keys)
  if (!loaded.ok) throw new StoreError('damaged', `${loaded.error.path}: ${loaded.error.words}`)
  const { openAccounts } = await import('./accounts/accounts.ts')
  return openAccounts({
    databasePath: database,
    passwordPepper: loaded.value.secrets.passwordPepper,
    random,
    hashingConcurrency: availableParallelism(),
    hashingQueueMax: LIMITS.hashingQueueMax,
  })
}

/** Ctrl+C reaches this process from the terminal and once more through npm, so a second signal must not cut the stop short. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
  })
}

process.exitCode = await runCommand(process.argv.slice(2), terminal, contextOf)

import { randomBytes } from 'node:crypto'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CliContext } from './cli/context.ts'
import { dataFolder } from './cli/data-folder.ts'
import { runCommand } from './cli/program.ts'
import { type CliRefusal, refusalOfConfig } from './cli/refusal.ts'
import { processTerminal } from './cli/terminal.ts'
import { readConfig } from './config.ts'

/** The composition root: clock, randomness and store are made here and nowhere else. */
const terminal = processTerminal(process)

function contextOf(): Result<CliContext, CliRefusal> {
  const config = readConfig()
  if (!config.ok) return err(refusalOfConfig(config.error))
  return ok({
    config: config.value,
    folder: dataFolder(config.value.dataDir),
    terminal,
    clock: () => Date.now(),
    random: (sizeBytes) => randomBytes(sizeBytes),
    openStore: () => {
      throw new Error('not yet')
    },
  })
}

process.exitCode = await runCommand(process.argv.slice(2), terminal, contextOf)

import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { ExplicitSettings } from '@latchkey/host/config'
import type { CommandIo } from './commands/io.ts'
import { runProgram } from './commands/program.ts'
import { readEngineConfig, readWizardConfig } from './config.ts'
import manifest from '../package.json' with { type: 'json' }

/** The composition root: clock, randomness, terminal and engine are made here and nowhere else. */
const { stdin, stdout, stderr } = process
const config = readWizardConfig(stdout.isTTY)

/** Loaded only when something is asked for: `list` needs none of it. */
async function openEngine(settings: ExplicitSettings) {
  const [{ createEngine }, { thisMachine }] = await Promise.all([
    import('@latchkey/host/create-engine'),
    import('@latchkey/host/machine'),
  ])
  return await createEngine(readEngineConfig(settings), {
    now: () => Date.now(),
    randomBytes: (size) => randomBytes(size),
    machine: thisMachine(),
  })
}

let lines: AsyncIterator<string> | null = null

const io: CommandIo = {
  config,
  out: (text) => stdout.write(`${text}\n`),
  say: (text) => stderr.write(`${text}\n`),
  canAsk: stdin.isTTY && stdout.isTTY,
  async readLine() {
    lines ??= createInterface({ input: stdin, crlfDelay: Infinity })[Symbol.asyncIterator]()
    const { value, done } = await lines.next()
    return done === true ? null : value
  },
  async askSecret(question) {
    const { askSecret } = await import('./terminal/ask.ts')
    return await askSecret(question)
  },
  async askYes(question) {
    const { askYes } = await import('./terminal/ask.ts')
    return await askYes(question)
  },
  openEngine,
  async runWizard(engine) {
    const { runWizard } = await import('./terminal/run.ts')
    return await runWizard(engine, { input: stdin, output: stdout, color: config.color, unicode: config.unicode })
  },
}

process.exitCode = await runProgram(io, process.argv.slice(2), manifest.version)

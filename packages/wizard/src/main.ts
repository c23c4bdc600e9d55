import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ExplicitSettings } from '@latchkey/host/config'
import { platformOf } from '@latchkey/host/machine'
import { isLocale } from '@latchkey/words/locales'
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

/** The window's page as `npm run build` makes it; a single executable has it within itself. */
const PAGE_FOLDER = join(import.meta.dirname, '../../web/dist/wizard')

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
  async runWindow(engine, { printUrl }) {
    const [{ addressPrinter, runWindow }, { folderAssets }, { browserOpeners }] = await Promise.all([
      import('./window/run.ts'),
      import('./window/assets.ts'),
      import('./window/browsers.ts'),
    ])
    const { window } = config
    return await runWindow(engine, {
      assets: folderAssets(PAGE_FOLDER),
      randomBytes: (size) => randomBytes(size),
      folder: window.folder,
      async speak(tag) {
        const [{ useLanguage }, { saveLanguage }] = await Promise.all([
          import('./language.ts'),
          import('./settings.ts'),
        ])
        if (!isLocale(tag)) return
        await useLanguage(tag)
        saveLanguage(config.settingsFile, tag)
      },
      openers: printUrl
        ? [addressPrinter((text) => io.out(text))]
        : browserOpeners({ ...window, platform: platformOf(process.platform), chosen: window.browser }),
      say: (text) => io.say(text),
    })
  },
}

process.exitCode = await runProgram(io, process.argv.slice(2), manifest.version)

import { createInterface } from 'node:readline'
import type { ExplicitSettings } from '@latchkey/host/config'
import { platformOf } from '@latchkey/host/machine'
import { isLocale } from '@latchkey/words/locales'
import type { CommandIo } from './commands/io.ts'
import { runProgram } from './commands/program.ts'
import { readEngineConfig, readWizardConfig, type VendorSettings, type WizardConfig } from './config.ts'
import type { Settings } from './flow/tools.ts'
import { openFiles } from './files.ts'
import { useLanguage } from './language.ts'
import { saveConnection, savedConnection, saveLanguage, settingsRefusal } from './settings.ts'
import type { Assets } from './window/assets.ts'
import type { ConversationDeps } from './window/conversation.ts'
import type { WindowEnd } from './window/run.ts'
import manifest from '../package.json' with { type: 'json' }

/** What differs between the ways to ship the License Wizard, and what only a `main.ts` may make. */
export interface Shipment {
  readonly now: () => number
  readonly randomBytes: (size: number) => Uint8Array
  /** The page of the window. */
  readonly assets: () => Promise<Assets>
  /** What the vendor built in. */
  readonly vendor: VendorSettings
}

/** Does what the arguments of this process say; sets its exit code. */
export async function startWizard(shipment: Shipment): Promise<void> {
  const io = openIo(readWizardConfig(process.stdout.isTTY), shipment)
  process.exitCode = await runProgram(io, process.argv.slice(2), manifest.version)
}

/** Loaded only when something is asked for: `--help` needs none of it. */
async function openEngine(named: ExplicitSettings, { settingsFile }: WizardConfig, shipment: Shipment) {
  const { now, randomBytes, vendor } = shipment
  const [{ createEngine }, { thisMachine }] = await Promise.all([
    import('@latchkey/host/create-engine'),
    import('@latchkey/host/machine'),
  ])
  const config = { ...readEngineConfig(named, vendor), connection: savedConnection(settingsFile) }
  return await createEngine(config, { now, randomBytes, machine: thisMachine() })
}

function openIo(config: WizardConfig, shipment: Shipment): CommandIo {
  const { stdin, stdout, stderr } = process
  let lines: AsyncIterator<string> | null = null
  const say = (text: string) => stderr.write(`${text}\n`)
  const out = (text: string) => stdout.write(`${text}\n`)
  return {
    config,
    out,
    say,
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
    openEngine: (named) => openEngine(named, config, shipment),
    async runWizard(engine) {
      const { runWizard } = await import('./terminal/run.ts')
      const terminal = { input: stdin, output: stdout, color: config.color, unicode: config.unicode }
      return await runWizard(engine, terminal, { ...settingsOf(config), files: openFiles(config.fileFolders) })
    },
    settingsRefusal: () => settingsRefusal(config.settingsFile),
    runWindow: (opened, { printUrl, settings }) => {
      const open = () => openEngine(settings, config, shipment)
      return runWindow({ opened, open }, config, shipment, { printUrl, out, say })
    },
  }
}

/** What a person sets, kept for the next start. */
function settingsOf({ settingsFile }: WizardConfig): Settings {
  return {
    async speak(tag) {
      if (!isLocale(tag)) return
      await useLanguage(tag)
      saveLanguage(settingsFile, tag)
    },
    keepConnection: (choice) => void saveConnection(settingsFile, choice),
    settingsRefusal: () => settingsRefusal(settingsFile),
  }
}

type Opening = Pick<ConversationDeps, 'opened' | 'open'>

interface Talk {
  readonly printUrl: boolean
  readonly out: (text: string) => void
  readonly say: (text: string) => void
}

async function runWindow(opening: Opening, config: WizardConfig, shipment: Shipment, talk: Talk): Promise<WindowEnd> {
  const [window_, { browserOpeners }, assets] = await Promise.all([
    import('./window/run.ts'),
    import('./window/browsers.ts'),
    shipment.assets(),
  ])
  const { window } = config
  return await window_.runWindow({
    ...opening,
    assets,
    randomBytes: shipment.randomBytes,
    folder: window.folder,
    ...settingsOf(config),
    files: openFiles(config.fileFolders),
    openers: talk.printUrl
      ? [window_.addressPrinter(talk.out)]
      : browserOpeners({ ...window, platform: platformOf(process.platform), chosen: window.browser }),
    say: talk.say,
  })
}

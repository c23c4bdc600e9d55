import { Command, CommanderError } from 'commander'
import type { Engine } from '@latchkey/host/engine'
import type { Refusal } from '@latchkey/core/refusals'
import type { Result } from '@latchkey/core/result'
import { LOCALES } from '@latchkey/words/locales'
import { h } from '../command-words.ts'
import { COMMAND } from '../words.ts'
import { chooseLanguage } from './choose-language.ts'
import { type CommandIo, UsageError } from './io.ts'
import { type CommonOptions, withCommon, withDryRun, withLicenses, withProof } from './options.ts'
import { presentLine } from './present.ts'
import { type Done, printRefusal, runCommand, sayLines } from './run.ts'
import type { RequestOptions } from './offline.ts'
import type { LostPcOptions } from './lost-pc.ts'
import type { SupportOptions } from './support-request.ts'

/** Exit code of a command that was called wrongly. */
const USAGE = 2

type Performed = Promise<Result<Done, Refusal>>

/** Reads the arguments, does what they say, and gives the exit code. */
export async function runProgram(io: CommandIo, args: readonly string[], version: string): Promise<number> {
  const ended = { exitCode: 0 }
  try {
    await chooseLanguage(io.config, args)
    const program = buildProgram(io, version, ended)
    await program.parseAsync([...args], { from: 'user' })
    return ended.exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (!(error instanceof UsageError) && !(error instanceof CommanderError)) throw error
    sayLines(io, presentLine(`${COMMAND}: ${error instanceof CommanderError ? usageWords(error) : error.message}`))
    if (error instanceof CommanderError) io.say(h.helpAfterError)
    return USAGE
  }
}

/** What commander found wrong, in the reader's language. */
function usageWords({ code, message }: CommanderError): string {
  const name = /'([^']*)'/.exec(message)?.[1] ?? ''
  switch (code) {
    case 'commander.unknownOption':
      return h.unknownOption(name)
    case 'commander.optionMissingArgument':
      return h.needsValue(name)
    case 'commander.excessArguments':
      return h.tooManyArguments
    case 'commander.unknownCommand':
      return h.unknownCommand(name)
    default:
      return message
  }
}

function buildProgram(io: CommandIo, version: string, ended: { exitCode: number }): Command {
  const program = new Command(COMMAND)
    .description(h.description)
    .version(version, '-V, --version', h.version)
    .helpOption('-h, --help', h.help)
    .helpCommand('help [command]', h.helpCommand)
    .configureHelp({ styleTitle: titleInWords })
    .exitOverride()
    // Without this the settings of a command would be taken for the program's own, and be lost.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.say(text.trimEnd()),
      outputError: () => {},
    })
    .addHelpText('after', ['', ...presentLine(h.exitCodes)].join('\n'))
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- commander does not know the type of its own options
  const add = <O extends object>(command: Command, perform: (engine: Engine, options: O) => Performed) => {
    command.action(async (options: O) => {
      const settings = { ...program.opts(), ...options }
      ended.exitCode = await runCommand(io, command.name(), settings, async (engine) => await perform(engine, settings))
    })
  }
  const common = (name: keyof typeof h.commands) => withCommon(program.command(name).description(h.commands[name]))
  const changing = (name: keyof typeof h.commands) => withProof(withDryRun(common(name)))

  add(withProof(common('list')), async (engine, options) => (await import('./list.ts')).list(io, engine, options))
  add(withLicenses(changing('activate'), h.licenseListed), async (engine, options) =>
    (await import('./change.ts')).activate(io, engine, options),
  )
  add(withLicenses(changing('return'), h.licenseHere).option('--all', h.all), async (engine, options) =>
    (await import('./change.ts')).returnLicenses(io, engine, options),
  )
  add(changing('associate'), async (engine, options) => (await import('./change.ts')).associate(io, engine, options))
  add(transferCommand(changing('transfer')), async (engine, options) =>
    (await import('./transfer.ts')).transfer(io, engine, options),
  )
  add(withLicenses(changing('emergency'), h.licenseListed), async (engine, options) =>
    (await import('./emergency.ts')).emergency(io, engine, options),
  )
  add(lostPcCommand(changing('lost-pc')), async (engine, options: LostPcOptions) =>
    (await import('./lost-pc.ts')).lostPc(io, engine, options),
  )
  add(supportCommand(changing('support-request')), async (engine, options: SupportOptions) =>
    (await import('./support-request.ts')).supportRequest(io, engine, options),
  )
  add(requestCommand(changing('request')), async (engine, options: RequestOptions) =>
    (await import('./offline.ts')).saveRequest(io, engine, options),
  )
  addImport(io, program, common('import'), ended)
  add(withLicenses(withDryRun(common('renew')), h.licenseHere).option('--all', h.renewAll), async (engine, options) =>
    (await import('./upkeep.ts')).renew(io, engine, options),
  )
  add(withLicenses(withDryRun(common('fetch')), h.licenseHere), async (engine, options) =>
    (await import('./upkeep.ts')).fetchFiles(io, engine, options),
  )
  add(withDryRun(common('repair')), async (engine, options) => (await import('./repair.ts')).repair(engine, options))
  add(common('doctor').option('--forget-server', h.forgetServer), async (engine, options) =>
    (await import('./doctor.ts')).doctor(engine, options),
  )
  addInteractive(io, program, ended)
  return program
}

function transferCommand(command: Command): Command {
  return withLicenses(command, h.licenseHere).option('--all', h.all).option('--yes', h.yes)
}

function lostPcCommand(command: Command): Command {
  return withLicenses(command, h.licenseListed).option('--reason <reason>', h.lostPcReason)
}

function supportCommand(command: Command): Command {
  return withLicenses(command, h.licenseListed)
    .option('--reason <reason>', h.reason)
    .option('--email <address>', h.email)
    .option('--message <text>', h.message)
}

function requestCommand(command: Command): Command {
  return withLicenses(command, h.licenseHere)
    .option('--file <path>', h.file)
    .option('--return', h.returnByFile)
    .option('--all', h.all)
    .option('--again <operation>', h.again)
}

/** The only command that takes a file as its argument. */
function addImport(io: CommandIo, program: Command, command: Command, ended: { exitCode: number }): void {
  command.argument('<file>', h.responseFile).action(async (file: string, options: CommonOptions) => {
    const settings = { ...program.opts(), ...options }
    ended.exitCode = await runCommand(io, 'import', settings, async (engine) =>
      (await import('./offline.ts')).importFile(engine, file),
    )
  })
}

function titleInWords(title: string): string {
  return isTitle(title) ? h.titles[title] : title
}

function isTitle(text: string): text is keyof typeof h.titles {
  return Object.hasOwn(h.titles, text)
}

interface FaceOptions extends CommonOptions {
  readonly terminal?: boolean
  readonly printUrl?: boolean
}

/** Without a command: the screens. */
function addInteractive(io: CommandIo, program: Command, ended: { exitCode: number }): void {
  program
    .option('--server <url>', h.server)
    .option('--store <directory>', h.store)
    .option('--ca <file>', h.ca)
    .option('--language <tag>', h.language(Object.keys(LOCALES).join(', ')))
    .option('--terminal', h.terminal)
    .option('--print-url', h.printUrl)
    .allowExcessArguments()
    .action(async (options: FaceOptions, { args }: Command) => {
      const [unknown] = args
      if (unknown !== undefined) throw new UsageError(h.unknownCommand(unknown))
      const wantsWindow = options.terminal !== true && (options.printUrl === true || io.config.window.canShow)
      if (!wantsWindow && !io.canAsk) throw new UsageError(h.needsTerminal())
      ended.exitCode = await runCommandInteractive(io, options, wantsWindow)
    })
}

/** In a window where there is a screen; where none can be opened, in the terminal. */
async function runCommandInteractive(io: CommandIo, options: FaceOptions, wantsWindow: boolean): Promise<number> {
  const opened = await io.openEngine(options)
  try {
    if (wantsWindow) {
      const end = await io.runWindow(opened, { printUrl: options.printUrl === true, settings: options })
      if (end.opened) return end.exitCode
      if (!io.canAsk) throw new UsageError(h.noWindow)
    }
    if (!opened.ok) return printRefusal(io, 'wizard', options, opened.error)
    return await io.runWizard(opened.value)
  } finally {
    if (opened.ok) await opened.value.close()
  }
}

import type { Result } from '@latchkey/core/result'
import { harmlessJson, harmlessLines } from '@latchkey/words/harmless'
import { Command, CommanderError } from 'commander'
import { VERSION } from '../version.ts'
import { accountsAdd } from './accounts-add.ts'
import { backup } from './backup.ts'
import { type CliResult, type CommandSpec, hang } from './command.ts'
import type { CliContext } from './context.ts'
import { demo } from '../demo/demo.ts'
import { doctor } from './doctor.ts'
import { init } from './init.ts'
import { keysImport } from './keys-import.ts'
import { keysIssue } from './keys-issue.ts'
import { keysRotate } from './keys-rotate.ts'
import { keysShow } from './keys-show.ts'
import { licensesShow } from './licenses-show.ts'
import { accountsList, audit, keysList, licensesList, mailsList, productsList, staffList, tokensList } from './lists.ts'
import { supportHandOver, supportHandovers, supportUndoHandover } from './handovers.ts'
import { organizationsAppoint, organizationsList, organizationsShow } from './organizations.ts'
import { openapi } from './openapi.ts'
import { productsPut } from './products.ts'
import { type CliRefusal, operatorRefusal, refusalText } from './refusal.ts'
import { releasesAdd, releasesList, releasesPut } from './releases.ts'
import { restore } from './restore.ts'
import { serve } from './serve.ts'
import { staffAdd } from './staff-add.ts'
import { offlineAnswer } from './offline.ts'
import { supportApprove, supportRefuse, supportRequests, supportReturn } from './support.ts'
import type { Terminal } from './terminal.ts'
import { tokensCreate, tokensRevoke } from './tokens.ts'
import {
  webhooksAdd,
  webhooksList,
  webhooksLog,
  webhooksRemove,
  webhooksReplay,
  webhooksRotate,
  webhooksSwitch,
  webhooksTest,
} from './webhooks.ts'

const EXIT_CODES = `
Every command takes --json. stdout is the answer, stderr the talk. Exit codes:
0 done, 1 a bug, 2 wrong usage or settings, from 10 a refusal (docs/operate.md).
Commands that change licensing data are clients of the running server.
`
const USAGE_EXIT_CODE = 2
const BUG_EXIT_CODE = 1
/** Frozen, so that help reads the same everywhere. */
const HELP_COLUMNS = 80

/**
 * Runs one command line.
 * @param contextOf makes what commands work with; called only when one runs, so that help needs no valid settings
 * @returns the exit code
 */
export async function runCommand(
  words: readonly string[],
  terminal: Terminal,
  contextOf: () => Result<CliContext, CliRefusal>,
): Promise<number> {
  let exitCode = 0
  const finish = (result: CliResult, asJson: boolean) => {
    exitCode = tell(result, asJson, terminal)
  }
  try {
    await programOf(terminal, contextOf, finish).parseAsync(words, { from: 'user' })
    return exitCode
  } catch (cause) {
    if (!(cause instanceof CommanderError)) return tellBug(cause, terminal)
    return cause.exitCode === 0 ? 0 : USAGE_EXIT_CODE
  }
}

type Finish = (result: CliResult, asJson: boolean) => void

function programOf(terminal: Terminal, contextOf: () => Result<CliContext, CliRefusal>, finish: Finish): Command {
  const program = new Command('latchkey')
    .description("Self-hosted software licensing: the server and its operator's commands.")
    .version(VERSION, '--version', 'tell the version')
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ helpWidth: HELP_COLUMNS })
    .configureOutput({
      writeOut: (text) => terminal.answer(text),
      writeErr: (text) => terminal.talk(text),
      outputError: (text, write) => write(refusalText(operatorRefusal('USAGE', usageSentence(text)))),
      getOutHelpWidth: () => HELP_COLUMNS,
      getErrHelpWidth: () => HELP_COLUMNS,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
  const add = <O>(parent: Command, spec: CommandSpec<CliContext, O>) => hang(parent, spec, contextOf, finish)
  const group = (name: string, summary: string) => program.command(name).summary(summary).description(summary)
  add(program, init)
  add(program, serve)
  const products = group('products', 'What the vendor sells')
  add(products, productsPut)
  add(products, productsList)
  const keys = group('keys', 'Activation keys')
  add(keys, keysIssue)
  add(keys, keysImport)
  add(keys, keysShow)
  add(keys, keysList)
  add(keys, keysRotate)
  const licenses = group('licenses', 'Licenses')
  add(licenses, licensesShow)
  add(licenses, licensesList)
  addSupport(group('support', 'What Support does for customers whose PC is gone'), add)
  add(group('offline', 'PCs without network'), offlineAnswer)
  const accounts = group('accounts', 'Software Download accounts')
  add(accounts, accountsAdd)
  add(accounts, accountsList)
  addOrganizations(group('organizations', 'Accounts that several people own'), add)
  const staff = group('staff', 'Members of staff')
  add(staff, staffAdd)
  add(staff, staffList)
  const tokens = group('tokens', 'API tokens')
  add(tokens, tokensCreate)
  add(tokens, tokensList)
  add(tokens, tokensRevoke)
  add(program, audit)
  add(program, mailsList)
  addReleases(group('releases', 'What owners of licenses download'), add)
  addWebhooks(group('webhooks', 'Whom the server tells what happens'), add)
  add(program, backup)
  add(program, restore)
  add(program, doctor)
  add(program, openapi)
  add(program, demo)
  return program
}

type Add = <O>(parent: Command, spec: CommandSpec<CliContext, O>) => void

function addSupport(support: Command, add: Add): void {
  add(support, supportReturn)
  add(support, supportApprove)
  add(support, supportRequests)
  add(support, supportRefuse)
  add(support, supportHandOver)
  add(support, supportHandovers)
  add(support, supportUndoHandover)
}

function addOrganizations(organizations: Command, add: Add): void {
  add(organizations, organizationsList)
  add(organizations, organizationsShow)
  add(organizations, organizationsAppoint)
}

function addReleases(releases: Command, add: Add): void {
  add(releases, releasesList)
  add(releases, releasesPut)
  add(releases, releasesAdd)
}

function addWebhooks(webhooks: Command, add: Add): void {
  add(webhooks, webhooksList)
  add(webhooks, webhooksAdd)
  add(webhooks, webhooksSwitch)
  add(webhooks, webhooksRotate)
  add(webhooks, webhooksTest)
  add(webhooks, webhooksLog)
  add(webhooks, webhooksReplay)
  add(webhooks, webhooksRemove)
}

/** commander writes "error: …"; ours are sentences. */
function usageSentence(text: string): string {
  const plain = text
    .trim()
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
  const sentence = plain.charAt(0).toUpperCase() + plain.slice(1)
  return /[.?!)]$/.test(sentence) ? sentence : `${sentence}.`
}

/** With --json the refusal is the answer too, so that a program has one place to look at. */
function tell(result: CliResult, asJson: boolean, terminal: Terminal): number {
  const answer = result.ok ? result.value : { json: {}, text: '', refusal: result.error }
  const { refusal } = answer
  if (asJson && answer.json !== null) {
    const json = refusal === undefined ? answer.json : { ...(answer.json as object), refusal }
    terminal.answer(`${harmlessJson(json)}\n`)
  } else if (answer.text !== '') {
    // Names and messages are what others chose: nothing of them steers the terminal of whoever looks.
    terminal.answer(harmlessLines(answer.text))
  }
  if (refusal === undefined) return 0
  terminal.talk(harmlessLines(refusalText(refusal)))
  return refusal.exitCode
}

/** A bug has a trace, on stderr: whoever sees it can report it whole. Messages never hold secrets (style.md 16). */
function tellBug(cause: unknown, terminal: Terminal): number {
  const trace = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
  terminal.talk(`latchkey: This is a bug in Latchkey; please report it with what follows.\n${trace}\n`)
  return BUG_EXIT_CODE
}

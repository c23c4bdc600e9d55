import { join, resolve } from 'node:path'
import { openTerminal, type TerminalDriver, type TerminalOptions } from '../../packages/wizard/test/terminal-driver.ts'
import { type Ended, run } from './process.ts'
import type { Person, Vendor } from './vendor.ts'

const licenseWizard = resolve(import.meta.dirname, '../../packages/wizard/bin/license-wizard.js')

/** A PC of a customer: a folder for its licenses, and the License Wizard run on it in processes of its own. */
export interface Pc {
  readonly name: string
  readonly store: string
  /** Runs a command of the wizard to its end. */
  wizard(args: readonly string[], shown?: Shown, env?: Readonly<Record<string, string>>): Promise<Ended>
  /** The same with `--json`; the answer is parsed. */
  json(args: readonly string[], shown?: Shown, env?: Readonly<Record<string, string>>): Promise<JsonEnded>
  /** Opens the interactive wizard at a terminal. */
  open(options?: Partial<TerminalOptions>): TerminalDriver
}

/** What the person at the PC shows. */
export interface Shown {
  readonly account?: Person
  readonly key?: string
}

interface JsonEnded extends Ended {
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look at answers of many shapes
  readonly json: any
}

export function openPc(vendor: Vendor, name: string): Pc {
  const store = join(vendor.folder, name)
  const base = (env: Readonly<Record<string, string>>) => ({
    LATCHKEY_SERVER: vendor.url(),
    LATCHKEY_STORE: store,
    LATCHKEY_HOST_NAME: name,
    ...env,
  })
  const pc: Pc = {
    name,
    store,
    wizard: (args, shown = {}, env = {}) =>
      run([licenseWizard, ...args, ...proofArguments(shown)], { env: base(env), input: secretLines(shown) }),
    async json(args, shown = {}, env = {}) {
      const ended = await pc.wizard([...args, '--json'], shown, env)
      return { ...ended, json: ended.stdout === '' ? null : JSON.parse(ended.stdout) }
    },
    open: (options = {}) =>
      openTerminal({ args: [licenseWizard], columns: 120, rows: 50, ...options, env: base(options.env ?? {}) }),
  }
  return pc
}

/** What sets the clock of a PC off by so much. */
export function shiftedClock(ms: number): Readonly<Record<string, string>> {
  const clock = resolve(import.meta.dirname, 'shift-clock.mjs')
  return { NODE_OPTIONS: `--import=${clock}`, TEST_CLOCK_SHIFT_MS: String(ms) }
}

/** Secrets go in by standard input, never as arguments. */
function proofArguments({ account, key }: Shown): readonly string[] {
  return [
    ...(account === undefined ? [] : ['--account', account.username, '--password-stdin']),
    ...(key === undefined ? [] : ['--key-stdin']),
  ]
}

function secretLines({ account, key }: Shown): string {
  return [account?.password, key].filter((line) => line !== undefined).join('\n')
}

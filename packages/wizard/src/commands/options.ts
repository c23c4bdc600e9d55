import type { Command } from 'commander'
import type { ExplicitSettings } from '@latchkey/host/config'
import { LOCALES } from '@latchkey/words/locales'
import { h } from '../command-words.ts'
import { UsageError } from './io.ts'

/** What every command understands. */
export interface CommonOptions extends ExplicitSettings {
  readonly json?: boolean
  readonly dryRun?: boolean
}

/** How the person shows that licenses are theirs. */
export interface ProofOptions extends CommonOptions {
  readonly account?: string
  readonly passwordStdin?: boolean
  readonly keyStdin?: boolean
  /** Present only to be refused: see {@link refuseSecretArguments}. */
  readonly key?: unknown
  readonly password?: unknown
}

export interface LicenseOptions {
  readonly license?: readonly string[]
  readonly all?: boolean
}

export function withCommon(command: Command): Command {
  return command
    .option('--server <url>', h.server)
    .option('--store <directory>', h.store)
    .option('--ca <file>', h.ca)
    .option('--language <tag>', h.language(Object.keys(LOCALES).join(', ')))
    .option('--json', h.json)
    .allowExcessArguments(false)
}

export function withDryRun(command: Command): Command {
  return command.option('--dry-run', h.dryRun)
}

export function withProof(command: Command): Command {
  const hidden = (flags: string) => command.createOption(flags).hideHelp()
  return command
    .option('--account <username>', h.account)
    .option('--password-stdin', h.passwordStdin)
    .option('--key-stdin', h.keyStdin)
    .addOption(hidden('--key [key]'))
    .addOption(hidden('--password [password]'))
}

export function withLicenses(command: Command, what: string): Command {
  return command.option('--license <id|product>', what, (value: string, all: readonly string[] | undefined) => [
    ...(all ?? []),
    value,
  ])
}

/** Arguments are seen by every user of a PC and kept by shells: a secret among them is refused, and not repeated. */
export function refuseSecretArguments({ key, password }: ProofOptions): void {
  if (key !== undefined) throw new UsageError(h.noKeyArgument)
  if (password !== undefined) throw new UsageError(h.noPasswordArgument)
}

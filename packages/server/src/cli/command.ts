import type { Result } from '@latchkey/core/result'
import type { Command } from 'commander'
import type { CliRefusal } from './refusal.ts'

/** What a command tells: the same facts for programs and for people. */
export interface CliAnswer {
  /** Null for a command that has told its answer already. */
  readonly json: unknown
  readonly text: string
  /** For an answer that is given although something in it went wrong. */
  readonly refusal?: CliRefusal
}

export type CliResult = Result<CliAnswer, CliRefusal>

/** The words of a command line after commander has read them. */
export interface Parsed<O> {
  readonly words: readonly string[]
  readonly options: O
  readonly asJson: boolean
}

/** One command of the tree, as data; each stands in a file of its own. */
export interface CommandSpec<C, O = Readonly<Record<string, never>>> {
  /** `issue`, or `show [id]` with its arguments. */
  readonly usage: string
  readonly summary: string
  readonly options?: readonly OptionSpec[]
  run(context: C, parsed: Parsed<O>): Promise<CliResult>
}

export interface OptionSpec {
  /** `--order <number>`; a name in `<>` followed by dots may be given several times. */
  readonly flags: string
  readonly words: string
  readonly required?: true
}

/** Hangs a command below `parent`; `finish` gets its result. */
export function hang<C, O>(
  parent: Command,
  spec: CommandSpec<C, O>,
  contextOf: () => Result<C, CliRefusal>,
  finish: (result: CliResult, asJson: boolean) => void,
): void {
  const command = parent.command(spec.usage).summary(spec.summary).description(spec.summary)
  for (const { flags, words, required } of spec.options ?? []) {
    if (required) command.requiredOption(flags, `${words} (required)`)
    else command.option(flags, words)
  }
  command.option('--json', 'answer as JSON')
  command.action(async (...all: unknown[]) => {
    const words = all.slice(0, -2).filter((word) => typeof word === 'string')
    const { json, ...options } = command.opts<{ json?: true }>()
    const context = contextOf()
    // commander has checked the options against the spec that names them: this is the edge where they get their type.
    const result = context.ok
      ? await spec.run(context.value, { words, options: options as O, asJson: json === true })
      : context
    finish(result, json === true)
  })
}

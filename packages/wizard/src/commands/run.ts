import type { Refusal } from '@latchkey/core/refusals'
import type { Result } from '@latchkey/core/result'
import type { Engine } from '@latchkey/host/engine'
import { harmlessJson } from '@latchkey/words/harmless'
import { c } from '../command-words.ts'
import { w } from '../words.ts'
import { type CommandAnswer, refusalAnswer, refusedAnswer } from './answer.ts'
import type { CommandIo } from './io.ts'
import type { CommonOptions } from './options.ts'
import { inOneLine, presentLine, presentRefusal } from './present.ts'

/** What a command has come to: its answer, and how that reads as text. */
export interface Done<A extends CommandAnswer = CommandAnswer> {
  readonly answer: A
  readonly lines: () => readonly string[]
}

export type Perform = (engine: Engine) => Promise<Result<Done, Refusal>>

/** Opens the engine, performs, and prints: the answer on standard output, talk and refusals on standard error. */
export async function runCommand(io: CommandIo, command: string, options: CommonOptions, perform: Perform) {
  const opened = await io.openEngine(options)
  if (!opened.ok) return printRefusal(io, command, options, opened.error)
  saySettings(io, options)
  const engine = opened.value
  try {
    const result = await perform(engine)
    return print(
      io,
      options,
      result.ok ? result.value : { answer: refusedAnswer(command, engine, result.error), lines: () => [] },
    )
  } finally {
    await engine.close()
  }
}

/**
 * Finishes or undoes what was begun last time, before something new is begun. When the server cannot be asked it stays pending;
 * the command itself then fails for the same reason.
 */
export async function repairFirst(io: CommandIo, engine: Engine): Promise<void> {
  if ((await engine.pending()).length === 0) return
  const repaired = await engine.repair()
  if (!repaired.ok) {
    sayLines(io, presentLine(`${w.repairPending} ${inOneLine(refusalAnswer(repaired.error))}`))
    return
  }
  for (const { outcome, what, products } of repaired.value) {
    const words = outcome === 'finished' ? w.repairFinished : w.repairUndone
    sayLines(io, presentLine(words(w.repaired[what], products)))
  }
}

/** What stood in the way of the command as a whole, before anything was opened; gives its exit code. */
export function printRefusal(io: CommandIo, command: string, options: CommonOptions, refusal: Refusal): number {
  return print(io, options, { answer: refusedAnswer(command, null, refusal), lines: () => [] })
}

/** A proxy that was set and is not used would make whatever fails next a riddle. */
function saySettings(io: CommandIo, { json }: CommonOptions): void {
  const damaged = io.settingsRefusal()
  if (damaged === null || json === true) return
  sayLines(io, presentLine(inOneLine(refusalAnswer(damaged))))
}

/** Talk. */
export function sayLines(io: CommandIo, lines: readonly string[]): void {
  for (const line of lines) io.say(line)
}

function print(io: CommandIo, options: CommonOptions, { answer, lines }: Done): number {
  if (options.json === true) {
    io.out(harmlessJson(answer))
    return answer.exitCode
  }
  if (answer.refusal !== null) sayLines(io, presentRefusal(answer.refusal))
  for (const line of lines()) io.out(line)
  if ('rows' in answer && answer.exitCode !== 0 && !answer.dryRun) io.say(c.notAllDone)
  return answer.exitCode
}

import { existsSync } from 'node:fs'
import { ok } from '@latchkey/core/result'
import type { CliAnswer, CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { checkClock, checkDatabase, checkSpace } from './doctor-data.ts'
import { checkFolder, checkKeys, checkServer, checkToken } from './doctor-surroundings.ts'
import { operatorRefusal, refuse } from './refusal.ts'

/** What the doctor found about one thing. */
export interface Finding {
  readonly name: 'folder' | 'keys' | 'database' | 'invariants' | 'token' | 'server' | 'clock' | 'space'
  readonly status: 'passed' | 'warned' | 'failed' | 'skipped'
  readonly words: string
  /** What to do; null when nothing is. */
  readonly wayOut: string | null
}

export const doctor: CommandSpec<CliContext> = {
  usage: 'doctor',
  summary: 'Check data folder, keys, database, server, clock and disk; one verdict. Changes nothing',
  async run(context) {
    const { folder } = context
    if (!existsSync(folder.database) && !existsSync(folder.keys)) return refuse('DATA_MISSING', folder.path)
    const server = await checkServer(context)
    const findings = [
      checkFolder(folder),
      await checkKeys(folder),
      ...checkDatabase(folder),
      checkToken(folder),
      server,
      checkClock(context),
      checkSpace(folder),
    ]
    return ok(answerOf(findings, context))
  },
}

function answerOf(findings: readonly Finding[], { terminal }: CliContext): CliAnswer {
  const failed = findings.filter((finding) => finding.status === 'failed').map((finding) => finding.name)
  const warned = findings.filter((finding) => finding.status === 'warned').length
  const verdict = failed.length > 0 ? 'not healthy' : warned > 0 ? 'healthy, with warnings' : 'healthy'
  const text = `${findings.map(findingText).join('')}\n${terminal.bold(`Verdict: ${verdict}`)}\n`
  const json = { verdict: failed.length > 0 ? 'failed' : warned > 0 ? 'warned' : 'passed', checks: findings }
  return failed.length === 0 ? { json, text } : { json, text, refusal: operatorRefusal('UNHEALTHY', failed.join(', ')) }
}

function findingText({ name, status, words, wayOut }: Finding): string {
  const line = `${status.padEnd(7)}  ${name.padEnd(10)}  ${words}\n`
  return wayOut === null ? line : `${line}${' '.repeat(21)}${wayOut}\n`
}

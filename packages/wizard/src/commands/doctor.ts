import { REFUSALS, type Refusal } from '@latchkey/core/refusals'
import { ok, type Result } from '@latchkey/core/result'
import type { Check, Engine } from '@latchkey/host/engine'
import { layOutTable } from '../terminal/table.ts'
import { c } from '../command-words.ts'
import { wordsOfCheck } from '../flow/checks.ts'
import { COLUMNS } from '../labels.ts'
import { hostOf, refusalAnswer } from './answer.ts'
import type { CommonOptions } from './options.ts'
import { presentRefusal, WIDTH } from './present.ts'
import type { Done } from './run.ts'

/** `doctor`: looks at everything on the way to the server, and gives one verdict. Changes nothing but what it is told to forget. */
export async function doctor(
  engine: Engine,
  options: CommonOptions & { readonly forgetServer?: boolean },
): Promise<Result<Done, Refusal>> {
  if (options.forgetServer === true) await engine.forgetServer()
  const { checks, verdict } = await engine.examine()
  const answer = {
    command: 'doctor',
    exitCode: verdict === null ? 0 : REFUSALS[verdict.code].exitCode,
    dryRun: false,
    host: hostOf(engine),
    store: engine.store,
    checks: checks.map((check) => ({
      name: check.name,
      status: check.status,
      words: wordsOfCheck(check),
      refusal: check.refusal === null ? null : refusalAnswer(check.refusal),
    })),
    verdict: verdict === null ? null : refusalAnswer(verdict),
    refusal: null,
  }
  return ok({
    answer,
    lines: () => [
      ...(options.forgetServer === true ? [c.serverForgotten, ''] : []),
      ...presentChecks(checks),
      '',
      ...(verdict === null ? [c.allWell] : presentRefusal(refusalAnswer(verdict))),
    ],
  })
}

function presentChecks(checks: readonly Check[]): readonly string[] {
  const rows = checks.map((check) => [c.checks[check.name], c.checkStates[check.status], wordsOfCheck(check)])
  const { header, rows: body } = layOutTable([c.check, COLUMNS.status, COLUMNS.note], rows, WIDTH)
  return [...header, ...body.flat()]
}

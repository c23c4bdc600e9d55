import type { Refusal } from '@latchkey/core/refusals'
import { ok, type Result } from '@latchkey/core/result'
import type { Engine } from '@latchkey/host/engine'
import { c } from '../command-words.ts'
import { w } from '../words.ts'
import { hostOf, refusalAnswer } from './answer.ts'
import type { CommonOptions } from './options.ts'
import { inOneLine, presentLine } from './present.ts'
import type { Done } from './run.ts'

/** `repair`: finishes or undoes what was begun, and fetches damaged files again. */
export async function repair(engine: Engine, options: CommonOptions): Promise<Result<Done, Refusal>> {
  const base = { command: 'repair', exitCode: 0, host: hostOf(engine), refusal: null }
  if (options.dryRun === true) {
    const pending = await engine.pending()
    const answer = { ...base, dryRun: true, pending, repaired: [] }
    return ok({ answer, lines: () => [c.pending(pending.length)] })
  }
  const repaired = await engine.repair()
  if (!repaired.ok) return repaired
  const rows = repaired.value.map(({ refusal, ...row }) => ({
    operationId: row.operationId,
    what: row.what,
    outcome: row.outcome,
    products: row.products,
    refusal: refusal === null ? null : refusalAnswer(refusal),
  }))
  const answer = { ...base, dryRun: false, pending: await engine.pending(), repaired: rows }
  return ok({
    answer,
    lines: () =>
      repaired.value.length === 0
        ? [c.nothingToRepair]
        : repaired.value.flatMap(({ outcome, what, products, refusal }) => {
            const told = (outcome === 'finished' ? w.repairFinished : w.repairUndone)(w.repaired[what], products)
            return presentLine(refusal === null ? told : `${told} ${inOneLine(refusalAnswer(refusal))}`)
          }),
  })
}

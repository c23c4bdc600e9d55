import { REFUSALS, type Refusal } from '@latchkey/core/refusals'
import { ok, type Result } from '@latchkey/core/result'
import type { LicenseId } from '@latchkey/core/ids'
import type { Check, Engine } from '@latchkey/host/engine'
import { sentenceAndWayOut } from '../flow/rows.ts'
import { layOutTable } from '../terminal/table.ts'
import { c, COLUMNS, w } from '../words.ts'
import { hostOf, localAnswer, refusalAnswer, type RowAnswer, rowsOfAnswer } from './answer.ts'
import { doneWith } from './change.ts'
import { chooseLicenses, nameableLocal, type ReadableLicense } from './choose.ts'
import type { CommandIo } from './io.ts'
import type { CommonOptions, LicenseOptions } from './options.ts'
import { presentLine, presentRefusal, WIDTH } from './present.ts'
import { type Done, repairFirst } from './run.ts'

type UpkeepOptions = CommonOptions & LicenseOptions

/** `renew`: extends the leases that are due, those named, or all. Needs no proof: the device key is one. */
export async function renew(io: CommandIo, engine: Engine, options: UpkeepOptions): Promise<Result<Done, Refusal>> {
  const due = options.license === undefined && options.all !== true ? await engine.dueLicenses() : null
  return await keepUp(io, engine, 'renew', options, due)
}

/** `fetch`: the current license files once more, leases as they are. */
export async function fetchFiles(
  io: CommandIo,
  engine: Engine,
  options: UpkeepOptions,
): Promise<Result<Done, Refusal>> {
  return await keepUp(io, engine, 'fetch', options, null)
}

async function keepUp(
  io: CommandIo,
  engine: Engine,
  what: 'renew' | 'fetch',
  options: UpkeepOptions,
  only: readonly LicenseId[] | null,
): Promise<Result<Done, Refusal>> {
  const locals = await engine.localLicenses()
  const readable = locals.filter(
    (local): local is ReadableLicense => local.state !== 'damaged' && local.state !== 'returned',
  )
  const chosen = chooseLicenses(readable, options.license, nameableLocal).filter(
    ({ licenseId }) => only === null || only.includes(licenseId),
  )
  if (options.dryRun === true || chosen.length === 0) {
    const rows = chosen.map((local): RowAnswer => {
      return { action: what, status: 'planned', alreadySo: false, license: localAnswer(local), refusal: null }
    })
    return ok(doneWith(what, engine, rows, { dryRun: options.dryRun === true, answers: [] }))
  }
  await repairFirst(io, engine)
  const ids = chosen.map(({ licenseId }) => licenseId)
  const answer = what === 'renew' ? await engine.renew(ids) : await engine.fetch(ids)
  if (!answer.ok) return answer
  return ok(
    doneWith(what, engine, rowsOfAnswer(what, answer.value, engine), { dryRun: false, answers: [answer.value] }),
  )
}

/** `repair`: finishes or undoes what was begun, and fetches damaged files again. */
export async function repair(_io: CommandIo, engine: Engine, options: CommonOptions): Promise<Result<Done, Refusal>> {
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
            return presentLine(refusal === null ? told : `${told} ${sentenceAndWayOut(refusal)}`)
          }),
  })
}

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
      words: check.words,
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
  const rows = checks.map(({ name, status, words }) => [c.checks[name], c.checkStates[status], words])
  const { header, rows: body } = layOutTable([c.check, COLUMNS.status, COLUMNS.note], rows, WIDTH)
  return [...header, ...body.flat()]
}

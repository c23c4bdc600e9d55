import type { Refusal } from '@latchkey/core/refusals'
import { ok, type Result } from '@latchkey/core/result'
import type { LicenseId } from '@latchkey/core/ids'
import type { Engine } from '@latchkey/host/engine'
import { localsByProduct } from '../flow/order.ts'
import { localAnswer, type RowAnswer, rowsOfAnswer } from './answer.ts'
import { doneWith } from './change.ts'
import { chooseLicenses, nameableLocal, type ReadableLicense } from './choose.ts'
import type { CommandIo } from './io.ts'
import type { CommonOptions, LicenseOptions } from './options.ts'
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
  const locals = localsByProduct(await engine.localLicenses())
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

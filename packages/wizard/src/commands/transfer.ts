import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { Answer, Credentials, Engine } from '@latchkey/host/engine'
import { localsByProduct } from '../flow/order.ts'
import { c, h } from '../command-words.ts'
import { rowsOfAnswer } from './answer.ts'
import { doneWith, plannedRows, proofOf } from './change.ts'
import { chooseLocal, type ReadableLicense } from './choose.ts'
import { type CommandIo, UsageError } from './io.ts'
import type { LicenseOptions, ProofOptions } from './options.ts'
import { type Done, sayLines } from './run.ts'
import { presentLine } from './present.ts'

type TransferOptions = ProofOptions & LicenseOptions & { readonly yes?: boolean }

/** `transfer`: KB1023 2.E to 2.G in one operation: with account and key to that account, and active here as before. */
export async function transfer(
  io: CommandIo,
  engine: Engine,
  options: TransferOptions,
): Promise<Result<Done, Refusal>> {
  const credentials = await proofOf(io, engine, options, 'both')
  if (!credentials.ok) return credentials
  const chosen = chooseLocal(localsByProduct(await engine.localLicenses()), options)
  if (chosen.length === 0) return err(refusal('NOT_ACTIVATED_HERE'))
  if (options.dryRun === true) return await planTransfer(engine, credentials.value, chosen)
  if (options.yes !== true) {
    if (!io.canAsk) throw new UsageError(h.needsYes)
    const seen = await engine.lookUp(credentials.value)
    if (!seen.ok) return seen
    if (!(await isAgreed(io, seen.value, chosen))) return ok(abandoned(engine))
  }
  const moved = await engine.transfer(
    credentials.value,
    chosen.map(({ licenseId }) => licenseId),
  )
  if (!moved.ok) return moved
  const rows = rowsOfAnswer('transfer', moved.value, engine)
  return ok(doneWith('transfer', engine, rows, { dryRun: false, answers: [moved.value] }))
}

async function planTransfer(engine: Engine, credentials: Credentials, chosen: readonly ReadableLicense[]) {
  const seen = await engine.lookUp(credentials)
  if (!seen.ok) return seen
  const rows = plannedRows('transfer', engine, chosen, seen.value)
  return ok(doneWith('transfer', engine, rows, { dryRun: true, answers: [seen.value] }))
}

/** One confirmation for all of it. */
async function isAgreed(
  io: CommandIo,
  seen: Pick<Answer, 'receiver'>,
  chosen: readonly ReadableLicense[],
): Promise<boolean> {
  sayLines(
    io,
    presentLine(
      c.transferExplains(
        chosen.map(({ claims }) => claims.productName),
        seen.receiver?.name ?? '',
      ),
    ),
  )
  return await io.askYes(c.transferAsks)
}

function abandoned(engine: Engine): Done {
  return doneWith('transfer', engine, [], { dryRun: true, answers: [] })
}

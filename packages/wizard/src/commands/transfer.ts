import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { Credentials, Engine } from '@latchkey/host/engine'
import { localsByProduct } from '../flow/order.ts'
import { c, h } from '../command-words.ts'
import { refusalAnswer, type RowAnswer, rowsOfAnswer } from './answer.ts'
import { doneWith, plannedReturns, proofOf } from './change.ts'
import { chooseLocal, type ReadableLicense } from './choose.ts'
import { type CommandIo, UsageError } from './io.ts'
import type { LicenseOptions, ProofOptions } from './options.ts'
import { type Done, sayLines } from './run.ts'
import { presentLine } from './present.ts'

type TransferOptions = ProofOptions & LicenseOptions & { readonly yes?: boolean }

/** `transfer`: KB1023 2.E to 2.G in one pass: return with account and key, then activate here again with the account. */
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
  if (!(await isAgreed(io, credentials.value, chosen, options))) return ok(abandoned(engine))
  return await performTransfer(engine, credentials.value, chosen)
}

async function planTransfer(engine: Engine, credentials: Credentials, chosen: readonly ReadableLicense[]) {
  const seen = await engine.lookUp(credentials)
  if (!seen.ok) return seen
  const returns = plannedReturns(engine, chosen, seen.value.licenses)
  const activations = returns
    .filter(({ refusal }) => refusal === null)
    .map((row): RowAnswer => Object.assign({}, row, { action: 'activate' as const, alreadySo: false }))
  return ok(doneWith('transfer', engine, [...returns, ...activations], { dryRun: true, answers: [seen.value] }))
}

async function performTransfer(engine: Engine, credentials: Credentials, chosen: readonly ReadableLicense[]) {
  const returned = await engine.returnLicenses(
    credentials,
    chosen.map(({ licenseId }) => licenseId),
  )
  if (!returned.ok) return returned
  const rows = rowsOfAnswer('return', returned.value, engine)
  const free = returned.value.rows.flatMap(({ status, license }) =>
    status === 'succeeded' && license !== null ? [{ keyId: license.keyId, product: license.product }] : [],
  )
  if (free.length === 0 || credentials.signIn === undefined) {
    return ok(doneWith('transfer', engine, rows, { dryRun: false, answers: [returned.value] }))
  }
  const activated = await engine.activate({ signIn: credentials.signIn }, free)
  if (!activated.ok) {
    // What was returned is returned: it must be told, even when the way to the server ended there.
    const refused = rows.filter(({ refusal }) => refusal === null).map((row) => notActivated(row, activated.error))
    return ok(doneWith('transfer', engine, [...rows, ...refused], { dryRun: false, answers: [returned.value] }))
  }
  const all = [...rows, ...rowsOfAnswer('activate', activated.value, engine)]
  return ok(doneWith('transfer', engine, all, { dryRun: false, answers: [returned.value, activated.value] }))
}

function notActivated(row: RowAnswer, refusal: Refusal): RowAnswer {
  return {
    action: 'activate',
    status: 'refused',
    alreadySo: false,
    license: row.license,
    refusal: refusalAnswer(refusal),
  }
}

/** One confirmation for all of it. */
async function isAgreed(
  io: CommandIo,
  { signIn }: Credentials,
  chosen: readonly ReadableLicense[],
  { yes }: TransferOptions,
): Promise<boolean> {
  if (yes === true) return true
  if (!io.canAsk) throw new UsageError(h.needsYes)
  sayLines(
    io,
    presentLine(
      c.transferExplains(
        chosen.map(({ claims }) => claims.productName),
        signIn?.account.name ?? '',
      ),
    ),
  )
  return await io.askYes(c.transferAsks)
}

function abandoned(engine: Engine): Done {
  return doneWith('transfer', engine, [], { dryRun: true, answers: [] })
}

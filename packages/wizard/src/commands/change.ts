import { isHeardWithReplacedKey } from '@latchkey/core/host-operation'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { Answer, Credentials, Engine } from '@latchkey/host/engine'
import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { refusalOfUnlisted } from '../flow/chosen.ts'
import { byProduct, localsByProduct } from '../flow/order.ts'
import { plannedAnswer, refusalAnswer, type RowAnswer, rowsAnswer, rowsOfAnswer, localAnswer } from './answer.ts'
import { chooseLicenses, chooseLocal, type ReadableLicense } from './choose.ts'
import { type CommandIo } from './io.ts'
import type { LicenseOptions, ProofOptions } from './options.ts'
import { presentRows } from './present.ts'
import { collectSecrets, credentialsFor } from './proof.ts'
import { type Done, repairFirst } from './run.ts'

/** `activate`: each license that the proof shows, or those named. */
export async function activate(io: CommandIo, engine: Engine, options: ProofOptions & LicenseOptions) {
  const credentials = await proofOf(io, engine, options, 'either')
  if (!credentials.ok) return credentials
  const seen = await engine.lookUp(credentials.value)
  if (!seen.ok) return seen
  if (seen.value.licenses.length === 0) return err(refusal('KEY_REQUIRED'))
  const chosen = chooseLicenses(byProduct(seen.value.licenses), options.license, (license) => license)
  if (options.dryRun === true) {
    const rows = chosen.map((license) => plannedAnswer('activate', license, engine))
    return ok(doneWith('activate', engine, rows, { dryRun: true, answers: [seen.value] }))
  }
  const answer = await engine.activate(credentials.value, chosen)
  if (!answer.ok) return answer
  const rows = rowsOfAnswer('activate', answer.value, engine)
  return ok(doneWith('activate', engine, rows, { dryRun: false, answers: [answer.value] }))
}

/** `associate`: one license per product of the key, with account and key (KB1023 1.C). */
export async function associate(io: CommandIo, engine: Engine, options: ProofOptions) {
  const credentials = await proofOf(io, engine, options, 'both')
  if (!credentials.ok) return credentials
  if (options.dryRun === true) {
    const seen = await engine.lookUp(credentials.value)
    if (!seen.ok) return seen
    const ofKey = byProduct(seen.value.licenses).filter(({ actions }) => !isKeyRequired(actions.associate))
    const rows = ofKey.map((license) => plannedAnswer('associate', license, engine))
    return ok(doneWith('associate', engine, rows, { dryRun: true, answers: [seen.value] }))
  }
  const answer = await engine.associate(credentials.value)
  if (!answer.ok) return answer
  const rows = rowsOfAnswer('associate', answer.value, engine)
  return ok(doneWith('associate', engine, rows, { dryRun: false, answers: [answer.value] }))
}

/** `return`: with account and key it also associates, which moves a license to another account (KB1023 2.E). */
export async function returnLicenses(io: CommandIo, engine: Engine, options: ProofOptions & LicenseOptions) {
  const credentials = await proofOf(io, engine, options, 'either')
  if (!credentials.ok) return credentials
  const chosen = chooseLocal(localsByProduct(await engine.localLicenses()), options)
  if (chosen.length === 0) return err(refusal('NOT_ACTIVATED_HERE'))
  if (options.dryRun === true) {
    const seen = await engine.lookUp(credentials.value)
    if (seen.ok) {
      const rows = plannedRows('return', engine, chosen, seen.value)
      return ok(doneWith('return', engine, rows, { dryRun: true, answers: [seen.value] }))
    }
    // The server lists nothing for a key that was replaced, and returns with it all the same.
    if (seen.error.code !== 'KEY_REPLACED' || !isHeardWithReplacedKey({ type: 'return' })) return seen
    const rows = chosen.map((local): RowAnswer => {
      return { action: 'return', status: 'planned', alreadySo: false, license: localAnswer(local), refusal: null }
    })
    return ok(doneWith('return', engine, rows, { dryRun: true, answers: [] }))
  }
  const answer = await engine.returnLicenses(
    credentials.value,
    chosen.map(({ licenseId }) => licenseId),
  )
  if (!answer.ok) return answer
  const rows = rowsOfAnswer('return', answer.value, engine)
  return ok(doneWith('return', engine, rows, { dryRun: false, answers: [answer.value] }))
}

/** What the server would answer to a return or transfer; a license it does not list for this proof needs its key. */
export function plannedRows(
  action: 'return' | 'transfer',
  engine: Engine,
  chosen: readonly ReadableLicense[],
  seen: Pick<Answer, 'licenses' | 'account'>,
): readonly RowAnswer[] {
  return chosen.map((local): RowAnswer => {
    const license = seen.licenses.find(({ id }) => id === local.licenseId)
    if (license !== undefined) return plannedAnswer(action, license, engine)
    const { keyLast5 } = local.claims
    const account = local.claims.account?.name ?? null
    return {
      action,
      status: 'refused',
      alreadySo: false,
      license: localAnswer(local),
      refusal: refusalAnswer(refusalOfUnlisted({ account, keyLast5 }, seen.account !== null)),
    }
  })
}

/** The proof, after what was begun last time is finished or undone. A dry run leaves that too as it is. */
export async function proofOf(
  io: CommandIo,
  engine: Engine,
  options: ProofOptions,
  need: 'either' | 'both',
): Promise<Result<Credentials, Refusal>> {
  const secrets = await collectSecrets(io, options, need)
  if (options.dryRun !== true) await repairFirst(io, engine)
  return await credentialsFor(engine, secrets)
}

/** A command's end, made of rows. */
export function doneWith(
  command: string,
  engine: Engine,
  rows: readonly RowAnswer[],
  parts: Omit<Parameters<typeof rowsAnswer>[2], 'rows'>,
): Done {
  const answer = rowsAnswer(command, engine, { rows, ...parts })
  return { answer, lines: () => presentRows(answer) }
}

function isKeyRequired(action: ListedLicenseClaims['actions']['associate']): boolean {
  return action.state === 'refused' && action.code === 'KEY_REQUIRED'
}

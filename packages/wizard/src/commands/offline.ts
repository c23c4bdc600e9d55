import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { Engine, Exported } from '@latchkey/host/engine'
import { localsByProduct } from '../flow/order.ts'
import { c, h } from '../command-words.ts'
import { hostOf, rowsOfAnswer } from './answer.ts'
import { doneWith } from './change.ts'
import { chooseLocal } from './choose.ts'
import { type CommandIo, UsageError } from './io.ts'
import type { LicenseOptions, ProofOptions } from './options.ts'
import { presentLine } from './present.ts'
import { collectSecrets, credentialsFor } from './proof.ts'
import type { Done } from './run.ts'

export interface RequestOptions extends ProofOptions, LicenseOptions {
  readonly file?: string
  readonly return?: boolean
  readonly again?: string
}

/** `request`: what a PC without network asks for, as a file to carry: an activation, or with --return licenses given back. */
export async function saveRequest(
  io: CommandIo,
  engine: Engine,
  options: RequestOptions,
): Promise<Result<Done, Refusal>> {
  if (options.file === undefined || options.file === '') throw new UsageError(h.needsFile)
  if (options.account !== undefined) throw new UsageError(h.keyOnly)
  const path = resolve(options.file)
  if (existsSync(path)) throw new UsageError(h.fileThere(options.file))
  if (options.again !== undefined) return saved(engine, await engine.exportAgain(options.again, path))
  const credentials = await credentialsFor(engine, await collectSecrets(io, options, 'either'))
  if (!credentials.ok) return credentials
  if (options.return !== true) {
    if (options.dryRun === true) return ok(nothingSaved(engine, path, 'activate', []))
    return saved(engine, await engine.exportRequest(credentials.value, { type: 'activate' }, path))
  }
  const chosen = chooseLocal(localsByProduct(await engine.localLicenses()), options)
  if (chosen.length === 0) return err(refusal('NOT_ACTIVATED_HERE'))
  const products = chosen.map(({ claims }) => claims.productName)
  if (options.dryRun === true) return ok(nothingSaved(engine, path, 'return', products))
  const licenseIds = chosen.map(({ licenseId }) => licenseId)
  return saved(engine, await engine.exportRequest(credentials.value, { type: 'return', licenseIds }, path))
}

function saved(engine: Engine, exported: Result<Exported, Refusal>): Result<Done, Refusal> {
  if (!exported.ok) return exported
  const { operationId, what, products, path } = exported.value
  const base = { command: 'request', exitCode: 0, dryRun: false, host: hostOf(engine), refusal: null }
  const answer = { ...base, what, products, file: path, operations: [operationId] }
  const told = what === 'return' ? c.returnSaved(products, path) : c.requestSaved(path)
  return ok({ answer, lines: () => [told, c.carryIt].flatMap(presentLine) })
}

function nothingSaved(engine: Engine, file: string, what: string, products: readonly string[]): Done {
  const base = { command: 'request', exitCode: 0, dryRun: true, host: hostOf(engine), refusal: null }
  const answer = { ...base, what, products, file, operations: [] }
  return { answer, lines: () => [c.dryRun] }
}

/** `import`: loads the response to a request, or the keys of a server this PC has never reached. */
export async function importFile(engine: Engine, file: string): Promise<Result<Done, Refusal>> {
  const imported = await engine.importFile(resolve(file))
  if (!imported.ok) return imported
  if (imported.value.kind === 'keys') {
    const { issuer } = imported.value
    const base = { command: 'import', exitCode: 0, dryRun: false, host: hostOf(engine), refusal: null }
    const answer = { ...base, issuer }
    return ok({ answer, lines: () => presentLine(c.keysLoaded(issuer)) })
  }
  const { what, answer } = imported.value
  const action = what === 'return' ? 'return' : 'activate'
  const rows = rowsOfAnswer(action, answer, engine)
  return ok(doneWith('import', engine, rows, { dryRun: false, answers: [answer] }))
}

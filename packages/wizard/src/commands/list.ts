import { REFUSALS, type Refusal } from '@latchkey/core/refusals'
import { ok, type Result } from '@latchkey/core/result'
import type { Engine, LocalLicense } from '@latchkey/host/engine'
import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { byProduct, localsByProduct } from '../flow/order.ts'
import { c } from '../command-words.ts'
import { dayOf } from '../dates.ts'
import { w } from '../words.ts'
import { hostOf, licenseAnswer, localAnswer, refusalAnswer } from './answer.ts'
import { type CommandIo } from './io.ts'
import type { ProofOptions } from './options.ts'
import { inOneLine, presentLicenses } from './present.ts'
import { collectSecrets, credentialsFor } from './proof.ts'
import type { Done } from './run.ts'

/** `list`: the licenses on this PC, from its files alone; with a proof, those that the server shows for it. */
export async function list(io: CommandIo, engine: Engine, options: ProofOptions): Promise<Result<Done, Refusal>> {
  const secrets = await collectSecrets(io, options, 'named')
  if (secrets.account === null && secrets.key === null) return ok(await listLocal(io, engine))
  const credentials = await credentialsFor(engine, secrets)
  if (!credentials.ok) return credentials
  const answer = await engine.lookUp(credentials.value)
  if (!answer.ok) return answer
  return ok(listed(engine, answer.value.account, byProduct(answer.value.licenses)))
}

async function listLocal(io: CommandIo, engine: Engine): Promise<Done> {
  const [locals, pending] = [localsByProduct(await engine.localLicenses()), await engine.pending()]
  if (pending.length > 0) io.say(c.pending(pending.length))
  const damaged = locals.find((local) => local.state === 'damaged')
  const answer = {
    command: 'list',
    exitCode: damaged === undefined ? 0 : REFUSALS[damaged.refusal.code].exitCode,
    dryRun: false,
    host: hostOf(engine),
    store: engine.store,
    pending: pending.length,
    licenses: locals.map(localEntry),
    refusal: null,
  }
  return {
    answer,
    lines: () => (locals.length === 0 ? [w.holdsNothing(engine.hostName)] : presentLocals(locals)),
  }
}

/** One license of this PC in JSON. */
function localEntry(local: LocalLicense) {
  if (local.state === 'damaged') {
    return { state: local.state, path: local.path, license: null, refusal: refusalAnswer(local.refusal) }
  }
  const { claims, state, path } = local
  return {
    state,
    path,
    license: localAnswer(local),
    leaseUntil: claims.exp === undefined ? null : new Date(claims.exp * 1000).toISOString(),
    refusal: null,
  }
}

function presentLocals(locals: readonly LocalLicense[]): readonly string[] {
  return presentLicenses(
    locals.map((local) =>
      local.state === 'damaged'
        ? { license: damagedLicense(local.path), note: inOneLine(refusalAnswer(local.refusal)) }
        : { license: localAnswer(local), note: noteOfLocal(local) },
    ),
  )
}

function noteOfLocal(local: Exclude<LocalLicense, { state: 'damaged' }>): string {
  const { emergencyUntil } = localAnswer(local)
  const until = emergencyUntil === null ? '' : ` ${c.until(dayOf(Date.parse(emergencyUntil)))}`
  return `${w.localStates[local.state]}${until}`
}

function damagedLicense(path: string) {
  return {
    id: '',
    product: '',
    productName: path.slice(path.lastIndexOf('/') + 1),
    edition: w.none,
    keyLast5: w.none,
    associatedTo: null,
    associatedToAnother: false,
    activatedOn: null,
    expiresAt: null,
    emergencyUntil: null,
  }
}

function listed(
  engine: Engine,
  account: { readonly id: string; readonly name: string } | null,
  licenses: readonly ListedLicenseClaims[],
): Done {
  const entries = licenses.map((license) => ({
    license: licenseAnswer(license, engine),
    seatsTotal: license.seatsTotal,
    seatsFree: license.seatsFree,
    actions: license.actions,
  }))
  const answer = {
    command: 'list',
    exitCode: 0,
    dryRun: false,
    host: hostOf(engine),
    account,
    licenses: entries,
    refusal: null,
  }
  return {
    answer,
    lines: () =>
      entries.length === 0
        ? [c.noneListed]
        : presentLicenses(
            entries.map(({ license, actions }) => ({ license, note: c.activation[actions.activate.state] })),
          ),
  }
}

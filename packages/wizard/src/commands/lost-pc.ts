import { refusal } from '@latchkey/core/refusals'
import { err, ok } from '@latchkey/core/result'
import { SELF_RETURN_REASONS, type SelfReturnReason } from '@latchkey/core/return-request'
import type { Engine } from '@latchkey/host/engine'
import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { h } from '../command-words.ts'
import { byProduct } from '../flow/order.ts'
import { w } from '../words.ts'
import { plannedAnswer, rowsOfAnswer } from './answer.ts'
import { doneWith, proofOf } from './change.ts'
import { chooseLicenses } from './choose.ts'
import { type CommandIo, UsageError } from './io.ts'
import type { LicenseOptions, ProofOptions } from './options.ts'
import { presentLine } from './present.ts'
import type { Done } from './run.ts'

export interface LostPcOptions extends ProofOptions, LicenseOptions {
  readonly reason?: string
}

/**
 * `lost-pc`: the owner returns licenses whose PC is gone, as far as the policy allows it without Support; those in use on another PC,
 * or those named. A dry run says how many such returns are left.
 */
export async function lostPc(io: CommandIo, engine: Engine, options: LostPcOptions) {
  const reason = readReason(options.reason ?? 'lost-pc')
  const credentials = await proofOf(io, engine, options, 'either')
  if (!credentials.ok) return credentials
  const seen = await engine.lookUp(credentials.value)
  if (!seen.ok) return seen
  const chosen = chooseLicenses(byProduct(seen.value.licenses), options.license, (license) => license).filter(
    ({ activatedOn }) => options.license !== undefined || activatedOn.kind === 'elsewhere',
  )
  if (chosen.length === 0) return err(refusal('NOT_ACTIVATED'))
  if (options.dryRun === true) {
    const rows = chosen.map((license) => plannedAnswer('lostPc', license, engine))
    return ok(withAllowance(doneWith('lost-pc', engine, rows, { dryRun: true, answers: [seen.value] }), chosen))
  }
  const answer = await engine.returnLostPc(
    credentials.value,
    chosen.map(({ id }) => id),
    reason,
  )
  if (!answer.ok) return answer
  const rows = rowsOfAnswer('lostPc', answer.value, engine)
  return ok(doneWith('lost-pc', engine, rows, { dryRun: false, answers: [answer.value] }))
}

/** The fewest returns left among the licenses: that is where the next one ends. */
function withAllowance({ answer, lines }: Done, chosen: readonly ListedLicenseClaims[]): Done {
  const [least] = chosen
    .flatMap(({ lostPcReturns }) => lostPcReturns ?? [])
    .toSorted((one, other) => one.left - other.left)
  if (least === undefined || least.left === 0) return { answer, lines }
  const withLeast = { ...answer, lostPcReturns: least }
  return {
    answer: withLeast,
    lines: () => [...lines(), ...presentLine(w.lostPcReturns(least.left, least.max))],
  }
}

function readReason(text: string): SelfReturnReason {
  const reason = SELF_RETURN_REASONS.find((known) => known === text)
  if (reason === undefined) throw new UsageError(h.unknownReason(text, SELF_RETURN_REASONS))
  return reason
}

import { refusal } from '@latchkey/core/refusals'
import { err, ok } from '@latchkey/core/result'
import type { Engine } from '@latchkey/host/engine'
import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { byProduct } from '../flow/order.ts'
import { plannedAnswer, rowsOfAnswer } from './answer.ts'
import { doneWith, proofOf } from './change.ts'
import { chooseLicenses } from './choose.ts'
import type { CommandIo } from './io.ts'
import type { LicenseOptions, ProofOptions } from './options.ts'

/** `emergency`: goes on at once on this PC with licenses that are in use on another one, or those named. */
export async function emergency(io: CommandIo, engine: Engine, options: ProofOptions & LicenseOptions) {
  const credentials = await proofOf(io, engine, options, 'either')
  if (!credentials.ok) return credentials
  const seen = await engine.lookUp(credentials.value)
  if (!seen.ok) return seen
  const listed = byProduct(seen.value.licenses)
  if (listed.length === 0) return err(refusal('KEY_REQUIRED'))
  const chosen = chooseLicenses(listed, options.license, (license) => license).filter(
    (license) => options.license !== undefined || isInUseElsewhere(license),
  )
  if (chosen.length === 0) return err(refusal('NOT_ACTIVATED'))
  if (options.dryRun === true) {
    const rows = chosen.map((license) => plannedAnswer('emergency', license, engine))
    return ok(doneWith('emergency', engine, rows, { dryRun: true, answers: [seen.value] }))
  }
  const answer = await engine.emergency(
    credentials.value,
    chosen.map(({ id }) => id),
  )
  if (!answer.ok) return answer
  const rows = rowsOfAnswer('emergency', answer.value, engine)
  return ok(doneWith('emergency', engine, rows, { dryRun: false, answers: [answer.value] }))
}

function isInUseElsewhere({ activatedOn }: ListedLicenseClaims): boolean {
  return activatedOn.kind === 'elsewhere'
}

import { isEmailAddress } from '@latchkey/core/email-address'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { RETURN_REASONS, type ReturnReason } from '@latchkey/core/return-request'
import { err, ok, type Result } from '@latchkey/core/result'
import type { Engine } from '@latchkey/host/engine'
import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { holderOf } from '../flow/stuck.ts'
import { c, h } from '../command-words.ts'
import { language } from '../language.ts'
import { w } from '../words.ts'
import { hostOf, licenseAnswer } from './answer.ts'
import { proofOf } from './change.ts'
import { chooseLicenses } from './choose.ts'
import { type CommandIo, UsageError } from './io.ts'
import type { LicenseOptions, ProofOptions } from './options.ts'
import { presentLine } from './present.ts'
import type { Done } from './run.ts'

export interface SupportOptions extends ProofOptions, LicenseOptions {
  readonly reason?: string
  readonly email?: string
  readonly message?: string
}

/** `support-request`: KB1023 2.B without leaving the PC. Asks for the licenses that are active elsewhere, or those named. */
export async function supportRequest(
  io: CommandIo,
  engine: Engine,
  options: SupportOptions,
): Promise<Result<Done, Refusal>> {
  const reason = readReason(options.reason ?? 'lost-pc')
  const email = options.email?.trim() ?? ''
  if (!isEmailAddress(email)) throw new UsageError(h.needsEmail)
  const credentials = await proofOf(io, engine, options, 'either')
  if (!credentials.ok) return credentials
  const seen = await engine.lookUp(credentials.value)
  if (!seen.ok) return seen
  const chosen = chooseLicenses(seen.value.licenses, options.license, (license) => license).filter(
    ({ activatedOn }) => options.license !== undefined || activatedOn.kind === 'elsewhere',
  )
  if (chosen.length === 0) return err(refusal('NOT_ACTIVATED'))
  const message = options.message ?? chosen.map((license) => prefilled(license, engine)).join(' ')
  const licenses = chosen.map((license) => licenseAnswer(license, engine))
  const base = { command: 'support-request', exitCode: 0, host: hostOf(engine), refusal: null }
  if (options.dryRun === true) {
    const answer = {
      ...base,
      dryRun: true,
      reason,
      email,
      message,
      licenses,
      returnRequest: null,
    }
    return ok({
      answer,
      lines: () => [
        ...presentLine(c.wouldAsk(chosen.map(({ productName }) => productName))),
        ...presentLine(message),
        c.dryRun,
      ],
    })
  }
  const ask = { reason, licenseIds: chosen.map(({ id }) => id), email, message, language: language().locale }
  const sent = await engine.askSupport(credentials.value, ask)
  if (!sent.ok) return sent
  const { returnRequest, operationId } = sent.value
  const answer = {
    ...base,
    dryRun: false,
    reason,
    email,
    message,
    licenses,
    returnRequest,
    operations: [operationId],
  }
  const told = w.supportSent(returnRequest?.id ?? operationId, email)
  return ok({ answer, lines: () => [told, w.supportThen].flatMap(presentLine) })
}

function readReason(text: string): ReturnReason {
  const reason = RETURN_REASONS.find((known) => known === text)
  if (reason === undefined) throw new UsageError(h.unknownReason(text, RETURN_REASONS))
  return reason
}

function prefilled(license: ListedLicenseClaims, engine: Engine): string {
  return w.supportMessage(license.productName, license.keyLast5, holderOf(license).hostName, engine.hostName)
}

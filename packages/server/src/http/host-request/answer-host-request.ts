import { createHash } from 'node:crypto'
import { isEmailAddress } from '@latchkey/core/email-address'
import type { Asking } from '@latchkey/core/host-operation'
import { err, ok, type Result } from '@latchkey/core/result'
import type { HostRequestClaims } from '@latchkey/license-file/documents'
import { verifyHostRequest } from '@latchkey/license-file/verify'
import { NODE_CRYPTOGRAPHY } from '../../signing/node-cryptography.ts'
import type { OperationKey } from '../../store/store.ts'
import { type Call, type Handler, type Refused, refuse } from '../call.ts'
import type { Services } from '../services.ts'
import { type Counted, countRequest } from './frequency.ts'
import { type Carrier, refusalOfTime } from './freshness.ts'
import { type ChangingIntent, hostCommand, type ReadingIntent } from './host-command.ts'
import { provenAccount, type ProvenKey, provenKey } from './proofs.ts'
import { signResponse } from './sign-response.ts'

/**
 * The one call that PCs live by: parse, see who asks, do it, sign what was committed, keep the signed bytes, send them.
 * docs/architecture.md follows one activation through it.
 */
export const answerHostRequest: Handler<'answerHostRequest'> = (call, services) =>
  answerRequest(call.body.request, 'wire', call, services)

/** Online and offline are the same two messages: only how long the request may have travelled differs. */
export async function answerRequest(
  request: string,
  carrier: Carrier,
  call: RequestCall,
  services: Services,
): Promise<Result<{ response: string }, Refused>> {
  const verified = await verifyHostRequest(request, NODE_CRYPTOGRAPHY)
  if (!verified.ok) return refuse('REQUEST_MALFORMED', { field: ` (${verified.error})` })
  const claims = verified.value
  if (claims.aud !== services.keys.issuer) {
    return refuse('REQUEST_MALFORMED', { field: ': it is for another server' })
  }
  const { intent } = claims
  if (intent.type === 'look-up' || intent.type === 'request-status')
    return read(claims, intent, { call, carrier }, services)
  const requestHash = createHash('sha256').update(request).digest('hex')
  return change(claims, intent, { id: claims.jti, caller: claims.iss, requestHash }, { call, carrier }, services)
}

/** What answering needs of a call, by whichever door it came. */
export type RequestCall = Pick<Call<'answerHostRequest'>, 'at' | 'ip' | 'tellLimit'>

interface Carried {
  readonly call: RequestCall
  readonly carrier: Carrier
}

/** Changes nothing, so nothing of it is kept. */
async function read(
  claims: HostRequestClaims,
  intent: ReadingIntent,
  { call, carrier }: Carried,
  services: Services,
): Promise<Result<{ response: string }, Refused>> {
  const admitted = await admit(claims, { call, carrier }, services)
  if (!admitted.ok) return admitted
  const { reads } = services.store
  const answer =
    intent.type === 'look-up'
      ? await reads.lookUp(admitted.value.asking, call.at)
      : await reads.requestStatus(intent.ids, call.at)
  return ok({ response: signResponse(answer, claims.iss, claims.jti, services.keys) })
}

async function change(
  claims: HostRequestClaims,
  intent: ChangingIntent,
  operation: OperationKey,
  { call, carrier }: Carried,
  services: Services,
): Promise<Result<{ response: string }, Refused>> {
  const { store, keys, failpoint } = services
  let admitted = await admit(claims, { call, carrier }, services)
  if (!admitted.ok) {
    // A journal under repair asks again for what was done long ago: neither clock nor limits nor an ended sign-in keep its answer
    // back. The store compares the request and does nothing, so what is left of the proofs is not looked at.
    if (!(await store.reads.hasOperation(operation))) return admitted
    admitted = ok({ asking: { host: claims.iss, account: null, provenKey: null }, keyDigest: null, counted: null })
  }
  const { asking, keyDigest, counted } = admitted.value
  failpoint('before-commit')
  const command = hostCommand(claims, intent, asking, operation, { at: call.at, random: services.random })
  const executed = await store.execute({ ...command, keyDigest })
  failpoint('after-commit')
  if (executed.status === 'refused') return refuse(executed.code, executed.facts)
  if (executed.repeated) counted?.giveBack()
  if (executed.response !== null) return ok({ response: executed.response })
  const response = signResponse(executed.answer, claims.iss, claims.jti, keys)
  failpoint('after-sign')
  const recorded = await store.execute({
    type: 'record-response',
    operation,
    operationOf: operation,
    actor: { type: 'system', id: null },
    at: call.at,
    response,
  })
  failpoint('after-record')
  if (recorded.status === 'refused') throw new Error(`the answer of ${operation.id} was not kept: ${recorded.code}`)
  return ok({ response: recorded.answer.response })
}

interface Admitted {
  readonly asking: Asking
  readonly keyDigest: string | null
  readonly counted: Counted | null
}

/** Whether a verified request is answered now, and what it proves. */
async function admit(
  claims: HostRequestClaims,
  { call, carrier }: Carried,
  services: Services,
): Promise<Result<Admitted, Refused>> {
  const untimely = refusalOfTime(claims.iat * 1000, call.at, carrier)
  if (untimely !== null) return err(untimely)
  const account = provenAccount(claims, call.at, services)
  if (!account.ok) return account
  const key = await provenKey(claims, account.value, call, services)
  if (!key.ok) return key
  const { intent } = claims
  if (intent.type === 'support-request' && intent.email !== '' && !isEmailAddress(intent.email)) {
    return refuse('REQUEST_MALFORMED', { field: ': no mail reaches that e-mail address' })
  }
  const missing = missingProof(claims, account.value !== null, key.value !== null)
  if (missing !== null) return missing
  const counted = countRequest(claims, call, services.quotas)
  if (!counted.ok) return counted
  const asking = { host: claims.iss, account: account.value, ...shownKey(key.value) }
  return ok({ asking, keyDigest: key.value?.digest ?? null, counted: counted.value })
}

function shownKey(key: ProvenKey | null): Pick<Asking, 'provenKey' | 'retiredKey'> {
  if (key === null) return { provenKey: null }
  return key.digest === null ? { provenKey: null, retiredKey: key.id } : { provenKey: key.id }
}

/** What some intents cannot do without; of the others, every row says what it lacks. */
function missingProof({ intent }: HostRequestClaims, hasAccount: boolean, hasKey: boolean) {
  if (intent.type === 'lost-pc' && !hasAccount) return refuse('SIGN_IN_EXPIRED')
  const needsBoth = intent.type === 'associate' || intent.type === 'transfer'
  if (needsBoth && !hasAccount) return refuse('SIGN_IN_EXPIRED')
  if (needsBoth && !hasKey) return refuse('KEY_REQUIRED')
  const needsOne = intent.type === 'support-request' || intent.type === 'emergency'
  if (needsOne && !hasAccount && !hasKey) return refuse('KEY_REQUIRED')
  return null
}

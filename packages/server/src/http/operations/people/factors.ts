import type { OperationName } from '@latchkey/contract/operations'
import { refusalOfAccess } from '@latchkey/core/access'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import { refusal } from '@latchkey/core/refusals'
import { actorOf } from '../../../accounts/accounts.ts'
import { optionsToAdd, verifyNew } from '../../../accounts/passkeys.ts'
import { hashRecoveryCode, makeRecoveryCodes } from '../../../accounts/recovery-codes.ts'
import { makeTotpSecret, stepOfCode, totpUri } from '../../../accounts/totp.ts'
import { seal, unseal } from '../../../signing/sealing.ts'
import type { SecondFactorsRecord } from '../../../store/people-reads.ts'
import { toIso } from '../../../store/views.ts'
import { type Call, type Handler, type Refused, refuse } from '../../call.ts'
import type { Services } from '../../services.ts'
import { counted, openOf, selfOf } from './sessions.ts'

export const beginTotp: Handler<'beginTotp'> = async (call, services) => {
  const allowed = await mayAdd(call, services)
  if (!allowed.ok) return allowed
  const { accounts, keys, random } = services
  const { person } = openOf(call)
  const secret = makeTotpSecret(random)
  const sealed = seal(secret, person.id, keys.secrets, random)
  await accounts.execute<'begin-totp'>(selfOf(call), call.at, { type: 'begin-totp', person: person.id, sealed })
  return ok({ secret, uri: totpUri(secret, person.name, keys.issuer) })
}

export const enableTotp: Handler<'enableTotp'> = async (call, services) => {
  const allowed = await mayAdd(call, services)
  if (!allowed.ok) return allowed
  const { accounts, keys } = services
  const { person, session } = openOf(call)
  const { totpSetUp } = allowed.value
  const step = await counted(call, services, async () => {
    const secret = totpSetUp === null ? null : unseal(totpSetUp, person.id, keys.secrets)
    const found = secret === null ? null : stepOfCode(secret, call.body.code, call.at)
    return found === null ? refuse('SECOND_FACTOR_FAILED') : ok(found)
  })
  if (!step.ok) return step
  const codes = newCodes(person.id, services)
  const executed = await accounts.execute<'enable-totp'>(selfOf(call), call.at, {
    type: 'enable-totp',
    person: person.id,
    session: session.id,
    step: step.value,
    recoveryCodes: codes.hashes,
  })
  if (executed.status === 'refused') return refuse(executed.code)
  return ok({ recoveryCodes: executed.answer.recoveryCodesKept ? [] : [...codes.codes] })
}

export const beginPasskeySetUp: Handler<'beginPasskeySetUp'> = async (call, services) => {
  const allowed = await mayAdd(call, services)
  if (!allowed.ok) return allowed
  const { person } = openOf(call)
  const challenge = services.challenges.make(`add ${person.id}`, call.at)
  return ok({ options: await optionsToAdd(person, allowed.value.passkeys, call.site(), challenge) })
}

export const addPasskey: Handler<'addPasskey'> = async (call, services) => {
  const allowed = await mayAdd(call, services)
  if (!allowed.ok) return allowed
  const { accounts, challenges, random } = services
  const { person, session } = openOf(call)
  const { name, attestation } = call.body
  const isChallenge = (challenge: string) => challenges.take(challenge, `add ${person.id}`, call.at)
  const passkey = await verifyNew(attestation, name, call.site(), isChallenge, random)
  if (passkey === null || allowed.value.passkeys.length >= LIMITS.passkeysMax) return refuse('SECOND_FACTOR_FAILED')
  const codes = newCodes(person.id, services)
  const executed = await accounts.execute<'add-passkey'>(selfOf(call), call.at, {
    type: 'add-passkey',
    person: person.id,
    session: session.id,
    passkey,
    recoveryCodes: codes.hashes,
  })
  if (executed.status === 'refused') return refuse(executed.code, { field: 'passkey' })
  return ok({
    passkey: { id: passkey.id, name, createdAt: toIso(call.at), usedAt: null },
    recoveryCodes: executed.answer.recoveryCodesKept ? [] : [...codes.codes],
  })
}

export const removeTotp: Handler<'removeTotp'> = async (call, services) => remove(call, services, 'totp')

export const removePasskey: Handler<'removePasskey'> = async (call, services) =>
  remove(call, services, { passkey: call.params.id })

export const makeRecoveryCodesAnew: Handler<'makeRecoveryCodes'> = async (call, services) => {
  const { person } = openOf(call)
  const { codes, hashes: recoveryCodes } = newCodes(person.id, services)
  const command = { type: 'set-recovery-codes', person: person.id, recoveryCodes } as const
  await services.accounts.execute<'set-recovery-codes'>(selfOf(call), call.at, command)
  return ok({ recoveryCodes: [...codes] })
}

async function remove(
  call: Call<'removeTotp'> | Call<'removePasskey'>,
  { accounts }: Services,
  factor: 'totp' | { readonly passkey: string },
): Promise<Result<undefined, Refused>> {
  const { person } = openOf(call)
  const command = { type: 'remove-factor', person: person.id, factor } as const
  const executed = await accounts.execute<'remove-factor'>(selfOf(call), call.at, command)
  return executed.status === 'done' ? ok(undefined) : refuse(executed.code, { field: 'passkey' })
}

/**
 * The first factor is set up by whoever has just shown the password; any other one needs the full sign-in, shown a moment ago. The
 * contract lets `signing-in` through for the first; this is the rule of the rest.
 */
async function mayAdd(call: Call<OperationName>, { store }: Services): Promise<Result<SecondFactorsRecord, Refused>> {
  const { person, session } = openOf(call)
  const factors = await store.reads.secondFactorsOf(person.id)
  if (session.needs === 'second-factor-set-up') return ok(factors)
  const rule = { access: 'signed-in', stepUp: true } as const
  const refused = refusalOfAccess(actorOf(person), session, rule, call.at)
  return refused === null ? ok(factors) : err(refusal(refused))
}

function newCodes(person: string, { random, keys }: Services) {
  const codes = makeRecoveryCodes(random)
  return { codes, hashes: codes.map((code) => hashRecoveryCode(code, person, keys.secrets)) }
}

import type { OperationName } from '@latchkey/contract/operations'
import { err, ok, type Result } from '@latchkey/core/result'
import { eventActorOf } from '../../../accounts/accounts.ts'
import { optionsToShow } from '../../../accounts/passkeys.ts'
import type { OpenSession } from '../../../accounts/sessions.ts'
import { endsOf, isOver } from '../../../accounts/sessions.ts'
import type { ShownFactor } from '../../../store/people-commands.ts'
import { toIso } from '../../../store/views.ts'
import { type Call, type Handler, type Refused, refuse, refuseForNow } from '../../call.ts'
import type { Services } from '../../services.ts'
import { guarded } from '../guarded.ts'
import { shownFactor, shownPasskey } from './factor-shown.ts'
import { giveSession, needsOf, openSession, viewSession } from './session-answer.ts'

export const beginSession: Handler<'beginSession'> = async (call, services) => {
  const { accounts, quotas, store } = services
  const { login, password } = call.body
  const signedIn = await guarded(call, quotas, quotas.signInsByLogin, async () => accounts.signIn(login, password))
  if (!signedIn.ok) return signedIn
  const person = signedIn.value
  const needs = needsOf(person, await store.reads.secondFactorsOf(person.id))
  return openSession(call, services, person, needs, null)
}

/** A passkey is both factors: the device, and the finger, face or PIN that unlocks it. */
export const signInWithPasskey: Handler<'signInWithPasskey'> = async (call, services) => {
  const { quotas, store } = services
  const byIp = quotas.signInsByIp.take(call.ip, call.at)
  call.tellLimit(quotas.signInsByIp, byIp)
  if (!byIp.allowed) return refuseForNow(byIp)
  const { assertion } = call.body
  const passkey = await store.reads.passkeyByCredential(assertion.id)
  const person = passkey === null ? null : await store.reads.person(passkey.person)
  if (passkey === null || person === null) return refuse('SECOND_FACTOR_FAILED')
  const factor = await shownPasskey(assertion, passkey, 'sign-in', call, services)
  return factor === null ? refuse('SECOND_FACTOR_FAILED') : openSession(call, services, person, null, factor)
}

export const beginPasskeySignIn: Handler<'beginPasskeySignIn'> = async ({ site, at }, { challenges }) =>
  ok({ options: await optionsToShow([], site(), challenges.make('sign-in', at)) })

export const beginPasskey: Handler<'beginPasskey'> = async (call, services) => {
  const { person } = openOf(call)
  const { passkeys } = await services.store.reads.secondFactorsOf(person.id)
  return ok({ options: await optionsToShow(passkeys, call.site(), services.challenges.make(person.id, call.at)) })
}

export const getSession: Handler<'getSession'> = async (call, services) =>
  ok(await viewSession(openOf(call), call.at, services))

export const endSession: Handler<'endSession'> = async (call, { accounts }) => {
  await accounts.endSession(openOf(call), call.at)
  call.keepSession(null)
  return ok(undefined)
}

export const showSecondFactor: Handler<'showSecondFactor'> = async (call, services) => {
  const factor = await counted(call, services, async () => shownFactor(call.body, openOf(call).person, call, services))
  return factor.ok ? renew(call, services, factor.value) : factor
}

export const stepUp: Handler<'stepUp'> = async (call, services) => {
  const { body } = call
  const { person } = openOf(call)
  if (body.type !== 'password') {
    const factor = await counted(call, services, async () => shownFactor(body, person, call, services))
    return factor.ok ? renew(call, services, factor.value) : factor
  }
  const { totp, passkeys } = await services.store.reads.secondFactorsOf(person.id)
  if (totp !== null || passkeys.length > 0) return refuse('SECOND_FACTOR_FAILED')
  const checked = await counted(call, services, async () => {
    const found = await services.accounts.check(person, body.password)
    if (found.ok) return found
    return found.error === 'SERVER_BUSY' ? refuse('SERVER_BUSY', { seconds: 2 }) : refuse('SIGN_IN_FAILED')
  })
  return checked.ok ? renew(call, services, null) : checked
}

export const listSessions: Handler<'listSessions'> = async (call, { store }) => {
  const { person, session } = openOf(call)
  const all = await store.reads.sessionsOf(person.id)
  const open = all.filter((row) => row.needs === null && !isOver({ session: row, person }, call.at))
  const items = open.map((row) => ({
    id: row.id,
    isThisOne: row.id === session.id,
    createdAt: toIso(row.createdAt),
    usedAt: toIso(row.usedAt),
    endsAt: toIso(endsOf({ session: row, person }, call.at).latest),
    userAgent: row.userAgent,
    ip: row.ip,
  }))
  return ok({ items })
}

export const endOneSession: Handler<'endOneSession'> = async (call, { accounts }) => {
  const { person, session } = openOf(call)
  const which = { only: call.params.id as typeof session.id }
  const executed = await accounts.execute<'end-sessions'>(selfOf(call), call.at, {
    type: 'end-sessions',
    person: person.id,
    which,
  })
  if (executed.status === 'refused') return refuse(executed.code, { field: 'session' })
  if (call.params.id === session.id) call.keepSession(null)
  return ok(undefined)
}

export const endOtherSessions: Handler<'endOtherSessions'> = async (call, { accounts }) => {
  const { person, session } = openOf(call)
  const which = { except: session.id }
  await accounts.execute<'end-sessions'>(selfOf(call), call.at, { type: 'end-sessions', person: person.id, which })
  return ok(undefined)
}

/** The session of a call that only people make. */
export function openOf({ open }: Pick<Call<OperationName>, 'open'>): OpenSession {
  if (open === null) throw new Error('only people who are signed in are let through to here')
  return open
}

/** In whose name a call acts that only people make. */
export function selfOf(call: Pick<Call<OperationName>, 'open'>) {
  const { person } = openOf(call)
  return { id: person.id, actor: eventActorOf(person) }
}

/** Attempts to show who one is are counted like sign-ins: somebody with the password, or at the PC, must not guess codes. */
export async function counted<T>(
  call: Call<OperationName>,
  { quotas }: Services,
  attempt: () => Promise<Result<T, Refused>>,
): Promise<Result<T, Refused>> {
  const { person } = openOf(call)
  const taken = quotas.factorsByPerson.take(person.id, call.at)
  if (!taken.allowed) return refuseForNow(taken)
  const result = await attempt()
  if (result.ok) quotas.factorsByPerson.forgive(person.id)
  else if (result.error.code === 'SERVER_BUSY') quotas.factorsByPerson.giveBack(person.id)
  return result
}

async function renew(call: Call<'showSecondFactor'> | Call<'stepUp'>, services: Services, factor: ShownFactor | null) {
  const { person, session } = openOf(call)
  const { token, session: after } = services.accounts.newSession(null, call.place)
  const executed = await services.accounts.execute<'renew-session'>(selfOf(call), call.at, {
    type: 'renew-session',
    person: person.id,
    before: session.id,
    after,
    factor,
  })
  if (executed.status === 'done') return giveSession(call, services, token)
  return executed.code === 'NOT_FOUND' ? refuse('NOT_SIGNED_IN') : err({ code: executed.code, facts: {} })
}

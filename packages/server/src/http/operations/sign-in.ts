import type { AccountId, HostId, StaffId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok } from '@latchkey/core/result'
import { eventActorOf } from '../../accounts/accounts.ts'
import { endsOf } from '../../accounts/sessions.ts'
import { issueAccountToken } from '../../signing/account-token.ts'
import { toIso } from '../../store/views.ts'
import { type Handler, refuse, refuseForNow } from '../call.ts'
import { guarded } from './guarded.ts'
import { shownFactor } from './people/factor-shown.ts'
import { browserOf, needsOf } from './people/session-answer.ts'
import { openOf } from './people/sessions.ts'

/** From a host: a member of staff is as unknown here as whoever does not exist. */
export const signIn: Handler<'signIn'> = async (call, { accounts, keys, quotas }) => {
  const { login, password, hostId } = call.body
  const signedIn = await guarded(call, quotas, quotas.signInsByLogin, async () => {
    const person = await accounts.signIn(login, password)
    return person.ok && person.value.role !== 'customer' ? err('SIGN_IN_FAILED' as const) : person
  })
  if (!signedIn.ok) return signedIn
  const { name } = signedIn.value
  const id = signedIn.value.id as AccountId
  const accountToken = issueAccountToken(id, hostId as HostId, call.at, keys.secrets)
  return ok({ accountToken, account: { id, name }, expiresAt: toIso(call.at + LIMITS.accountTokenMs) })
}

/** For programs that act for a member of staff: the session's token in the answer, and no cookie. */
export const staffSignIn: Handler<'staffSignIn'> = async (call, services) => {
  const { accounts, quotas, store } = services
  const { login, password, code } = call.body
  const signedIn = await guarded(call, quotas, quotas.staffSignInsByLogin, async () => {
    const person = await accounts.signIn(login, password)
    return person.ok && person.value.role === 'customer' ? err('SIGN_IN_FAILED' as const) : person
  })
  if (!signedIn.ok) return signedIn
  const person = signedIn.value
  const { role } = person
  if (role === 'customer') return refuse('SIGN_IN_FAILED')
  const lacking = needsOf(person, await store.reads.secondFactorsOf(person.id))
  if (lacking === 'second-factor' && code === undefined) return refuse('SECOND_FACTOR_REQUIRED')
  const shown = lacking === 'second-factor' ? ({ type: 'totp', code: code ?? '' } as const) : null
  if (shown !== null) {
    const taken = quotas.factorsByPerson.take(person.id, call.at)
    if (!taken.allowed) return refuseForNow(taken)
  }
  const factor = shown === null ? ok(null) : await shownFactor(shown, person, call, services)
  if (!factor.ok) return factor
  quotas.factorsByPerson.forgive(person.id)
  const { token, session } = accounts.newSession(shown === null ? lacking : null, call.place)
  const begun = await accounts.execute<'begin-session'>({ id: person.id, actor: eventActorOf(person) }, call.at, {
    type: 'begin-session',
    person: person.id,
    session,
    factor: factor.value,
    browser: browserOf(call),
  })
  if (begun.status === 'refused') return refuse(begun.code)
  const open = await accounts.sessionOf(token, call.at)
  if (open === null) return refuse('NOT_SIGNED_IN')
  const staff = { id: person.id as StaffId, name: person.name, role }
  return ok({ sessionToken: token, staff, expiresAt: toIso(endsOf(open, call.at).idle) })
}

export const staffSignOut: Handler<'staffSignOut'> = async (call, { accounts }) => {
  await accounts.endSession(openOf(call), call.at)
  return ok(undefined)
}

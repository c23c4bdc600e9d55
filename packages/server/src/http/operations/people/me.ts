import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import type { AccountId } from '@latchkey/core/ids'
import type { AnswerOf } from '@latchkey/contract/operations'
import { toIso, toIsoOrNull } from '../../../store/views.ts'
import { type Call, type Handler, type Refused, refuse } from '../../call.ts'
import type { Services } from '../../services.ts'
import { countMail, newLink, refusedPassword } from './links.ts'
import { giveSession, viewPerson } from './session-answer.ts'
import { counted, openOf, selfOf } from './sessions.ts'

export const getMe: Handler<'getMe'> = async (call, services) => ok(await viewProfile(call, services))

export const setMyProfile: Handler<'setMyProfile'> = async (call, services) => {
  const { person } = openOf(call)
  const { language } = call.body
  await services.accounts.execute<'set-language'>(selfOf(call), call.at, {
    type: 'set-language',
    person: person.id,
    language,
  })
  return ok({ ...(await viewProfile(call, services)), language })
}

export const changePassword: Handler<'changePassword'> = async (call, services) => {
  const { currentPassword, newPassword } = call.body
  const { person } = openOf(call)
  const checked = await countedPassword(call, services, currentPassword)
  if (!checked.ok) return checked
  const { totp, passkeys } = await services.store.reads.secondFactorsOf(person.id)
  const hasSecondFactor = totp !== null || passkeys.length > 0
  const { username, email } = person
  const hash = await services.accounts.hash(newPassword, { username, email, hasSecondFactor })
  if (!hash.ok) return err(refusedPassword(hash.error, '/newPassword'))
  const { token, session } = services.accounts.newSession(null, call.place)
  await services.accounts.execute<'change-password'>(selfOf(call), call.at, {
    type: 'change-password',
    person: person.id,
    password: hash.value,
    session,
  })
  return giveSession(call, services, token)
}

export const changeEmail: Handler<'changeEmail'> = async (call, services) => {
  const { email, password } = call.body
  const { person } = openOf(call)
  const checked = await countedPassword(call, services, password)
  if (!checked.ok) return checked
  const limited = countMail(call, services, email)
  if (limited !== null) return err(limited)
  const link = newLink(services, call.at + LIMITS.confirmLinkMs)
  await services.accounts.execute<'request-email-change'>(selfOf(call), call.at, {
    type: 'request-email-change',
    person: person.id,
    email,
    link,
  })
  return ok(undefined)
}

export const exportMe: Handler<'exportMe'> = async (call, { store }) => {
  const exported = await store.reads.exportOf(openOf(call).person.id, call.at)
  return exported === null ? refuse('NOT_SIGNED_IN') : ok({ ...exported })
}

export const closeMyAccount: Handler<'closeMyAccount'> = async (call, { accounts }) => {
  const account = openOf(call).person.id as AccountId
  const executed = await accounts.execute<'close-account'>(selfOf(call), call.at, { type: 'close-account', account })
  if (executed.status === 'refused') return refuse(executed.code === 'LAST_OWNER' ? executed.code : 'NOT_SIGNED_IN')
  call.keepSession(null)
  return ok(undefined)
}

async function viewProfile(
  call: Call<'getMe'> | Call<'setMyProfile'>,
  { store }: Services,
): Promise<AnswerOf<'getMe'>> {
  const { person } = openOf(call)
  const { totp, passkeys, recoveryCodesLeft } = await store.reads.secondFactorsOf(person.id)
  return {
    ...viewPerson(person),
    createdAt: toIso(person.createdAt),
    newEmail: await store.reads.newEmailOf(person.id, call.at),
    totp: totp !== null,
    passkeys: passkeys.map(({ id, name, createdAt, usedAt }) => {
      return { id, name, createdAt: toIso(createdAt), usedAt: toIsoOrNull(usedAt) }
    }),
    recoveryCodesLeft,
  }
}

async function countedPassword(
  call: Call<'changePassword'> | Call<'changeEmail'>,
  services: Services,
  password: string,
): Promise<Result<null, Refused>> {
  return counted(call, services, async () => {
    const found = await services.accounts.check(openOf(call).person, password)
    if (found.ok) return found
    return found.error === 'SERVER_BUSY' ? refuse('SERVER_BUSY', { seconds: 2 }) : refuse('SIGN_IN_FAILED')
  })
}

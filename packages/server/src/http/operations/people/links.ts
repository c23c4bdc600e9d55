import type { OperationName } from '@latchkey/contract/operations'
import { ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import type { PasswordOwner, PasswordRefusal } from '../../../accounts/accounts.ts'
import { passwordCharsMin, WORDS_OF_FAULT } from '../../../accounts/password-policy.ts'
import { LINK_PURPOSE } from '../../../mail/compose.ts'
import { deriveLinkToken, hashSecret } from '../../../signing/sealing.ts'
import type { NewLink } from '../../../store/people-commands.ts'
import type { MailLinkRecord } from '../../../store/people-reads.ts'
import { toIso } from '../../../store/views.ts'
import { type Call, type Handler, type Refused, refuse, refuseField, refuseForNow } from '../../call.ts'
import { inStep } from '../../in-step.ts'
import type { Services } from '../../services.ts'
import { browserOf, giveSession } from './session-answer.ts'

const NOBODY = { id: null, actor: { type: 'system', id: null } } as const

export const register: Handler<'register'> = inStep(async (call, services) => {
  const { email, language } = call.body
  const limited = countMail(call, services, email)
  if (limited !== null) return err(limited)
  const { accounts, random } = services
  await accounts.execute<'register'>(NOBODY, call.at, {
    type: 'register',
    id: makeId('acc', random(ID_RANDOM_BYTES)),
    email,
    language,
    link: newLink(services, call.at + LIMITS.confirmLinkMs),
  })
  return ok(undefined)
})

export const requestPasswordReset: Handler<'requestPasswordReset'> = inStep(async (call, services) => {
  const { login } = call.body
  const limited = countMail(call, services, login)
  if (limited !== null) return err(limited)
  const link = newLink(services, call.at + LIMITS.resetLinkMs)
  await services.accounts.execute<'request-reset'>(NOBODY, call.at, { type: 'request-reset', login, link })
  return ok(undefined)
})

export const lookUpLink: Handler<'lookUpLink'> = async (call, services) => {
  const link = await findLink(call.body.token, call.at, services)
  if (!link.ok) return link
  const { purpose, email, expiresAt } = link.value
  const owner = await ownerOf(link.value, services)
  return ok({ purpose, email, expiresAt: toIso(expiresAt), passwordCharsMin: passwordCharsMin(owner) })
}

export const confirmRegistration: Handler<'confirmRegistration'> = async (call, services) => {
  const { accounts, random } = services
  const { token, password } = call.body
  const hash = await newPassword(call, services, token, password)
  if (!hash.ok) return hash
  const { token: sessionToken, session } = accounts.newSession(null, call.place)
  const executed = await accounts.execute<'confirm-registration'>(NOBODY, call.at, {
    type: 'confirm-registration',
    linkHash: hashSecret(token),
    id: makeId('acc', random(ID_RANDOM_BYTES)),
    password: hash.value,
    session,
    browser: browserOf(call),
  })
  return executed.status === 'done' ? giveSession(call, services, sessionToken) : refuse(executed.code)
}

export const resetPassword: Handler<'resetPassword'> = async (call, services) => {
  const { token, password } = call.body
  const hash = await newPassword(call, services, token, password)
  if (!hash.ok) return hash
  const executed = await services.accounts.execute<'reset-password'>(NOBODY, call.at, {
    type: 'reset-password',
    linkHash: hashSecret(token),
    password: hash.value,
  })
  return executed.status === 'done' ? ok(undefined) : refuse(executed.code)
}

export const confirmEmail: Handler<'confirmEmail'> = async (call, { accounts }) => {
  const linkHash = hashSecret(call.body.token)
  const executed = await accounts.execute<'confirm-email'>(NOBODY, call.at, { type: 'confirm-email', linkHash })
  return executed.status === 'done' ? ok(undefined) : refuse(executed.code)
}

/** A link whose token is derived from its id: of the token, only its hash is kept. */
export function newLink({ random, keys }: Services, expiresAt: number): NewLink {
  const id = makeId('lnk', random(ID_RANDOM_BYTES))
  return { id, hash: hashSecret(deriveLinkToken(LINK_PURPOSE, id, keys.secrets)), expiresAt }
}

/** Counts a mail that somebody causes, by the address it goes to and by theirs, whether one is sent or not. */
export function countMail(
  call: Pick<Call<OperationName>, 'ip' | 'at' | 'tellLimit'>,
  { quotas }: Services,
  address: string,
): Refused | null {
  const byIp = quotas.mailsByIp.take(call.ip, call.at)
  call.tellLimit(quotas.mailsByIp, byIp)
  if (!byIp.allowed) return refuseForNow(byIp).error
  const byAddress = quotas.mailsByAddress.take(address.trim().toLowerCase(), call.at)
  return byAddress.allowed ? null : refuseForNow(byAddress).error
}

/**
 * Counts a mail that somebody who is signed in causes to an address of their choice, by that address and by who they are. A repeated
 * call causes none, and is free.
 */
export async function countMailOf(
  call: Pick<Call<OperationName>, 'at' | 'operation' | 'tellLimit'>,
  { quotas, store }: Services,
  address: string,
): Promise<Refused | null> {
  if (await store.reads.hasOperation(call.operation)) return null
  const taken = [
    quotas.mailsByIp.take(`by ${call.operation.caller}`, call.at),
    quotas.mailsByAddress.take(address.trim().toLowerCase(), call.at),
  ]
  const refused = taken.find(({ allowed }) => !allowed)
  return refused === undefined ? null : refuseForNow(refused).error
}

async function findLink(token: string, now: number, { store }: Services): Promise<Result<MailLinkRecord, Refused>> {
  const link = await store.reads.linkByHash(hashSecret(token))
  if (link === null) return refuse('LINK_UNKNOWN')
  if (link.usedAt !== null) return refuse('LINK_USED')
  return link.expiresAt <= now ? refuse('LINK_EXPIRED') : ok(link)
}

/** The new password of a link's owner, hashed. The link is looked at first, so that nobody without one makes us hash. */
async function newPassword(
  call: Pick<Call<OperationName>, 'at'>,
  services: Services,
  token: string,
  password: string,
): Promise<Result<{ hash: string; isShort: boolean }, Refused>> {
  const link = await findLink(token, call.at, services)
  if (!link.ok) return link
  const hash = await services.accounts.hash(password, await ownerOf(link.value, services))
  return hash.ok ? hash : err(refusedPassword(hash.error, '/password'))
}

export function refusedPassword(refusal: PasswordRefusal, pointer: string): Refused {
  if (refusal.code === 'SERVER_BUSY') return refuse('SERVER_BUSY', { seconds: 2 }).error
  return refuseField(pointer, WORDS_OF_FAULT[refusal.fault]).error
}

async function ownerOf({ person, email }: MailLinkRecord, { store }: Services): Promise<PasswordOwner> {
  const known = person === null ? null : await store.reads.person(person)
  if (known === null) return { username: null, email, hasSecondFactor: false }
  const { totp, passkeys } = await store.reads.secondFactorsOf(known.id)
  // Staff have one from their first sign-in on.
  const hasSecondFactor = known.role !== 'customer' || totp !== null || passkeys.length > 0
  return { username: known.username, email: known.email, hasSecondFactor }
}

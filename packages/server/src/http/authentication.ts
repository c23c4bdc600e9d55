import type { Operation } from '@latchkey/contract/operation'
import { type Actor, can, isOwnAction, refusalOfAccess } from '@latchkey/core/access'
import type { AccountId, EpochMs } from '@latchkey/core/ids'
import { ok, type Result } from '@latchkey/core/result'
import type { FastifyRequest } from 'fastify'
import { actorOf, eventActorOf } from '../accounts/accounts.ts'
import type { OpenSession } from '../accounts/sessions.ts'
import { hashApiToken, isApiToken } from '../signing/api-token.ts'
import type { EventActor } from '../store/store.ts'
import { type Refused, refuse } from './call.ts'
import { cameFrom } from './same-origin.ts'
import type { Services } from './services.ts'
import { readSessionCookie } from './session-cookie.ts'

/** Who calls, as events and idempotency know them. */
export interface Caller {
  readonly actor: Actor
  readonly id: string
  readonly eventActor: EventActor
  /** Of a person who is signed in, or half so. */
  readonly open: OpenSession | null
  /** On whose behalf an account asks: its own, or an organization it owns; null for others. */
  readonly account: AccountId | null
}

export const ANYBODY: Caller = {
  actor: { type: 'anonymous' },
  id: '',
  eventActor: { type: 'system', id: null },
  open: null,
  account: null,
}

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i

/**
 * Lets through whoever the operation is for: the contract's `access` and `stepUp` are the only rules there are. A token in a header was
 * put there by a program; a cookie is sent by the browser whoever made the page, so that the page must be ours.
 */
export async function authorize(
  operation: Pick<Operation, 'access' | 'stepUp' | 'method' | 'refusals'>,
  request: FastifyRequest,
  now: EpochMs,
  services: Services,
): Promise<Result<Caller, Refused>> {
  const { method, refusals } = operation
  const changes = method !== 'GET'
  const from = cameFrom(request)
  if (operation.access === 'anybody') {
    // Signing somebody in from another site's page would make them work in an account that is not theirs.
    return changes && from === 'another-site' && refusals.includes('CROSS_SITE') ? refuse('CROSS_SITE') : ok(ANYBODY)
  }
  const [, bearer = ''] = BEARER.exec(request.headers.authorization ?? '') ?? []
  const cookie = bearer === '' ? readSessionCookie(request) : null
  const caller = await callerOf(bearer === '' ? cookie : bearer, now, services)
  if (caller === null) return refuse('NOT_SIGNED_IN')
  if (changes && cookie !== null && from !== 'this-site') return refuse('CROSS_SITE')
  const refusal = refusalOfAccess(caller.actor, caller.open?.session ?? null, operation, now)
  if (refusal !== null) return refuse(refusal)
  const asked = request.headers['latchkey-account']
  return asked === undefined || !isOwnAction(operation.access) ? ok(caller) : onBehalfOf(caller, asked, services)
}

/** An organization is looked up at each request: whoever was removed from it meanwhile finds none. */
async function onBehalfOf(
  caller: Caller,
  asked: string | readonly string[],
  { store }: Services,
): Promise<Result<Caller, Refused>> {
  const account = String(asked) as AccountId
  const { actor } = caller
  if (actor.type !== 'account') return refuse('NOT_FOUND', { field: 'account' })
  const organizations = await store.reads.organizationsOf(actor.id)
  const is = { ...actor, organizations }
  return can(is, 'own:read', { owners: [account] })
    ? ok({ ...caller, actor: is, account })
    : refuse('NOT_FOUND', { field: 'account' })
}

async function callerOf(token: string | null, now: EpochMs, services: Services): Promise<Caller | null> {
  if (token === null || token === '') return null
  return isApiToken(token) ? tokenCaller(token, now, services) : sessionCaller(token, now, services)
}

async function tokenCaller(token: string, now: EpochMs, { store, noteTokenUse }: Services): Promise<Caller | null> {
  const known = await store.reads.tokenByHash(hashApiToken(token))
  if (known === null || known.expiresAt <= now) return null
  const { id, scopes } = known
  noteTokenUse(id, now)
  return { actor: { type: 'token', id, scopes }, id, eventActor: { type: 'token', id }, open: null, account: null }
}

async function sessionCaller(token: string, now: EpochMs, { accounts }: Services): Promise<Caller | null> {
  const open = await accounts.sessionOf(token, now)
  if (open === null) return null
  const actor = actorOf(open.person)
  const account = actor.type === 'account' ? actor.id : null
  return { actor, id: open.person.id, eventActor: eventActorOf(open.person), open, account }
}

import { type AccessRule, type Actor, refusalOfAccess } from '@latchkey/core/access'
import type { EpochMs } from '@latchkey/core/ids'
import { ok, type Result } from '@latchkey/core/result'
import { hashApiToken, isApiToken } from '../signing/api-token.ts'
import type { EventActor } from '../store/store.ts'
import { type Refused, refuse } from './call.ts'
import type { Services } from './services.ts'

/** Who calls, as events and idempotency know them. */
export interface Caller {
  readonly actor: Actor
  readonly id: string
  readonly eventActor: EventActor
  readonly token: string
}

export const ANYBODY: Caller = {
  actor: { type: 'anonymous' },
  id: '',
  eventActor: { type: 'system', id: null },
  token: '',
}

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i

/** Lets through whoever the operation is for: the contract's `access` is the only rule there is. */
export async function authorize(
  rule: AccessRule,
  authorization: string | undefined,
  now: EpochMs,
  services: Services,
): Promise<Result<Caller, Refused>> {
  if (rule.access === 'anybody') return ok(ANYBODY)
  const [, token = ''] = BEARER.exec(authorization ?? '') ?? []
  const caller = isApiToken(token) ? await tokenCaller(token, now, services) : await staffCaller(token, now, services)
  if (caller === null) return refuse('NOT_SIGNED_IN')
  const refusal = refusalOfAccess(caller.actor, null, rule, now)
  return refusal === null ? ok(caller) : refuse(refusal)
}

async function tokenCaller(token: string, now: EpochMs, { store, noteTokenUse }: Services): Promise<Caller | null> {
  const known = await store.reads.tokenByHash(hashApiToken(token))
  if (known === null || known.expiresAt <= now) return null
  const { id, scopes } = known
  noteTokenUse(id, now)
  return { actor: { type: 'token', id, scopes }, id, eventActor: { type: 'token', id }, token }
}

async function staffCaller(token: string, now: EpochMs, { accounts }: Services): Promise<Caller | null> {
  const staff = token === '' ? null : await accounts.staffOfSession(token, now)
  if (staff === null) return null
  const { id, role } = staff
  return { actor: { type: 'staff', id, role }, id, eventActor: { type: 'staff', id }, token }
}

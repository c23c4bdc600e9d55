import type { AnswerOf, OperationName } from '@latchkey/contract/operations'
import type { SessionFacts } from '@latchkey/core/access'
import { LIMITS } from '@latchkey/core/limits'
import { ok, type Result } from '@latchkey/core/result'
import { eventActorOf } from '../../../accounts/accounts.ts'
import { endsOf, type OpenSession } from '../../../accounts/sessions.ts'
import { hashSecret } from '../../../signing/sealing.ts'
import type { ShownFactor } from '../../../store/people-commands.ts'
import type { PersonRecord, SecondFactorsRecord } from '../../../store/people-reads.ts'
import { toIso } from '../../../store/views.ts'
import { type Call, type Refused, refuse } from '../../call.ts'
import type { Services } from '../../services.ts'

type SessionView = AnswerOf<'getSession'>

/** What a page is told of a session. */
export async function viewSession(open: OpenSession, now: number, { store }: Services): Promise<SessionView> {
  const factors = await store.reads.secondFactorsOf(open.person.id)
  const { idle, latest } = endsOf(open, now)
  return {
    person: viewPerson(open.person),
    needs: open.session.needs,
    secondFactors: shownWith(factors),
    provenUntil: toIso(open.session.provenAt + LIMITS.stepUpMs),
    expiresAt: toIso(idle),
    endsAt: toIso(latest),
  }
}

export function viewPerson({ id, name, email, role, language }: PersonRecord): SessionView['person'] {
  const kind = role === 'customer' ? ({ type: 'account', role: null } as const) : ({ type: 'staff', role } as const)
  return { ...kind, id, name, email, language }
}

function shownWith({ totp, passkeys, recoveryCodesLeft }: SecondFactorsRecord): SessionView['secondFactors'] {
  return [
    ...(totp === null ? [] : (['totp'] as const)),
    ...(passkeys.length === 0 ? [] : (['passkey'] as const)),
    ...(recoveryCodesLeft === 0 ? [] : (['recovery-code'] as const)),
  ]
}

/** What a sign-in by password still lacks: whoever has a second factor shows it, and staff must have one. */
export function needsOf(person: PersonRecord, { totp, passkeys }: SecondFactorsRecord): SessionFacts['needs'] {
  if (totp !== null || passkeys.length > 0) return 'second-factor'
  return person.role === 'customer' ? null : 'second-factor-set-up'
}

/** Opens a session for somebody who has just shown who they are, and gives it to the browser. */
export async function openSession(
  call: Call<OperationName>,
  services: Services,
  person: PersonRecord,
  needs: SessionFacts['needs'],
  factor: ShownFactor | null,
): Promise<Result<SessionView, Refused>> {
  const { accounts } = services
  const { token, session } = accounts.newSession(needs, call.place)
  const executed = await accounts.execute<'begin-session'>({ id: person.id, actor: eventActorOf(person) }, call.at, {
    type: 'begin-session',
    person: person.id,
    session,
    factor,
    browser: browserOf(call),
  })
  return executed.status === 'done' ? giveSession(call, services, token) : refuse(executed.code)
}

/** What a browser calls itself, as a digest: enough to know it again. */
export function browserOf({ place }: Pick<Call<OperationName>, 'place'>): string {
  return hashSecret(place.userAgent)
}

/** Gives a session that is open to the browser. */
export async function giveSession(
  call: Call<OperationName>,
  services: Services,
  token: string,
): Promise<Result<SessionView, Refused>> {
  const open = await services.accounts.sessionOf(token, call.at)
  if (open === null) return refuse('NOT_SIGNED_IN')
  call.keepSession(token)
  return ok(await viewSession(open, call.at, services))
}

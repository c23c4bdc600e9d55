import type { Locale } from '@latchkey/words/locales'
import type { AnswerOf, OperationName, ParamsOf, ParsedBodyOf, QueryOf } from '@latchkey/contract/operations'
import type { Actor } from '@latchkey/core/access'
import type { AccountId, EpochMs } from '@latchkey/core/ids'
import { type Refusal, refusal, type RefusalCode, type RefusalFacts } from '@latchkey/core/refusals'
import { type Err, err, type Result } from '@latchkey/core/result'
import type { Place } from '../accounts/accounts.ts'
import type { Site } from '../accounts/passkeys.ts'
import type { OpenSession } from '../accounts/sessions.ts'
import type { EventActor, OperationKey } from '../store/store.ts'
import type { Quota, Taken } from './quota.ts'
import type { Services } from './services.ts'

/** One call of an operation: read, checked, and allowed. */
export interface Call<N extends OperationName> {
  readonly params: ParamsOf<N>
  readonly query: QueryOf<N>
  readonly body: ParsedBodyOf<N>
  readonly at: EpochMs
  readonly ip: string
  readonly actor: Actor
  /** On whose behalf an account asks: its own, or an organization it owns. */
  readonly account: AccountId | null
  /** The session of a person who is signed in, or half so; null for tokens and for anybody. */
  readonly open: OpenSession | null
  /** Where the caller is, as sessions remember it. */
  readonly place: Place
  /** Of the words of the answer. */
  readonly locale: Locale
  /** Says in the answer's headers that its words are in `locale`. */
  tellLanguage(): void
  /** The page's site, for passkeys. */
  readonly site: () => Site
  /** Gives the browser a session's token as its cookie, or takes it away. */
  keepSession(token: string | null): void
  /** What makes this call unique; for operations that take an `Idempotency-Key`. */
  readonly operation: OperationKey
  readonly eventActor: EventActor
  /** Sets the `RateLimit` headers of the answer. */
  tellLimit(quota: Pick<Quota, 'name' | 'max' | 'windowMs'>, taken: Taken): void
}

/** A "no" on its way out; which fields are wrong, if fields are. */
export interface Refused extends Refusal {
  readonly errors?: readonly FieldError[]
}

export interface FieldError {
  /** JSON pointer into the body (RFC 6901), or `?name` for a query parameter. */
  readonly pointer: string
  readonly detail: string
}

export type Handler<N extends OperationName> = (
  call: Call<N>,
  services: Services,
) => Promise<Result<AnswerOf<N>, Refused>>

/** Refuses a call. */
export function refuse(code: RefusalCode, facts: RefusalFacts = {}): Err<Refused> {
  return err(refusal(code, facts))
}

/** Refuses a call because of one of its fields. */
export function refuseField(pointer: string, detail: string): Err<Refused> {
  return err({ ...refusal('REQUEST_MALFORMED', { field: `: ${pointer}` }), errors: [{ pointer, detail }] })
}

/** Refuses a call for its number. */
export function refuseForNow({ resetMs }: Taken): Err<Refused> {
  return refuse('RATE_LIMITED', { seconds: Math.max(1, Math.ceil(resetMs / 1000)) })
}

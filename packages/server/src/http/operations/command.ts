import type { OperationName } from '@latchkey/contract/operations'
import { ok, type Result } from '@latchkey/core/result'
import type { EventActor, Executed, OperationKey } from '../../store/store.ts'
import { type Call, type Refused, refuse } from '../call.ts'

/** What every command of a call carries. */
export function commandOf(call: Call<OperationName>): {
  readonly operation: OperationKey
  readonly actor: EventActor
  readonly at: number
} {
  return { operation: call.operation, actor: call.eventActor, at: call.at }
}

/** The answer of a command, or its refusal; `what` it was about, for "There is no such ...". */
export function answerOf<A>(executed: Executed<A>, what: string): Result<A, Refused> {
  return executed.status === 'done' ? ok(executed.answer) : refuse(executed.code, { field: what, ...executed.facts })
}

/** What was read, or that it is not there. */
export function found<A>(read: A | null, what: string): Result<A, Refused> {
  return read === null ? refuse('NOT_FOUND', { field: what }) : ok(read)
}

import type { OperationName } from '@latchkey/contract/operations'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Handler } from './call.ts'

/** Longer than the work takes on a quiet server, and short for a person. */
const STEP_MS = 50

/**
 * Answers at a whole number of steps after the call came in: what exists costs a row or a mail more than what does not, and the difference
 * must not be told by the time it takes (security.md, "one answer"). Counted from the start, so that nothing of it is left in the wait.
 */
export function inStep<N extends OperationName>(handler: Handler<N>): Handler<N> {
  return async (call, services) => {
    const work = { isDone: false }
    const answer = handler(call, services).finally(() => {
      work.isDone = true
    })
    // Awaited below; until then a failure is nobody's surprise.
    answer.catch(() => undefined)
    do await sleep(STEP_MS)
    while (!work.isDone)
    return answer
  }
}

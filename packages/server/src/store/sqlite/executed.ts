import { StoreError } from '../errors.ts'
import type { Executed } from '../store.ts'
import type { JobOutcome } from './messages.ts'

/**
 * What became of a command, as whoever asked is told.
 * @throws StoreError if the store failed; then the same operation id tells whether it is stored
 */
export function toExecuted<A>(outcome: JobOutcome): Executed<A> {
  if (outcome.status === 'failed') throw new StoreError(outcome.problem, outcome.message)
  if (outcome.status !== 'performed') throw new StoreError('failed', `a command was answered as ${outcome.status}`)
  const { performed } = outcome
  if (performed.status === 'refused') return performed
  const { answerJson, repeated, response } = performed
  return { status: 'done', answer: JSON.parse(answerJson), repeated, response }
}

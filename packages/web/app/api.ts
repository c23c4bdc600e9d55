import { OPERATIONS } from 'virtual:operations'
import type { CallInput, Problem } from '@latchkey/contract/client'
import type { AnswerOf, OperationName } from '@latchkey/contract/operations'
import type { Result } from '@latchkey/core/result'
import { QueryClient, useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useRef } from 'react'
import { call } from './client.ts'
import { IdempotencyKeys } from './idempotency-keys.ts'
import { stepUp } from './step-up.ts'

/** A "no" of the server on its way to the screen. */
export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.title)
    this.problem = problem
  }
}

const TRIES_MAX = 2
/** How long what was read is taken as it is while one moves between pages. */
const FRESH_MS = 5_000

export function createQueries(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // A refusal is an answer; only what may be otherwise in a second is asked again.
        retry: (failures, error) => failures < TRIES_MAX && error instanceof Refused && isPassing(error.problem),
      },
    },
  })
  // A session that has ended is found out by whatever is asked next; then the page asks who is signed in.
  queries.getQueryCache().subscribe(({ query, type }) => {
    const { error } = query.state
    if (type !== 'updated' || !(error instanceof Refused) || query.queryKey[0] === 'getSession') return
    if (error.problem.code === 'NOT_SIGNED_IN') void queries.invalidateQueries({ queryKey: ['getSession'] })
  })
  return queries
}

function isPassing({ status }: Problem): boolean {
  return status === 0 || status >= 502
}

/**
 * Reads from the API. What was changed by {@link useAction} is read again by itself; of one and the same thing, the page or filter before
 * stays on the screen until the next is here.
 */
export function useRead<N extends OperationName>(
  name: N,
  input: CallInput<N>,
  { enabled = true }: { readonly enabled?: boolean } = {},
): UseQueryResult<AnswerOf<N>, Refused> {
  return useQuery<AnswerOf<N>, Refused>({
    queryKey: [name, input],
    enabled,
    placeholderData: (previous, query) => (thingOf(query?.queryKey[1]) === thingOf(input) ? previous : undefined),
    queryFn: async ({ signal }) => {
      const answer = await call(name, { ...input, signal })
      if (!answer.ok) throw new Refused(answer.error)
      // A query may not be undefined; an operation without an answer is not read.
      return answer.value
    },
  })
}

/** Which thing is read: a page or a filter of it makes no other. */
function thingOf(input: unknown): string {
  return JSON.stringify(Object.assign({ params: {} }, input).params)
}

/** Something that is done through the API. */
export interface Action<N extends OperationName> {
  readonly busy: boolean
  readonly problem: Problem | null
  /** Does it; pressing twice, or again after an answer was lost, has one effect. */
  run(input: CallInput<N>): Promise<Result<AnswerOf<N>, Problem>>
  reset(): void
}

interface ActionOptions {
  /** Nothing on the screen is read again: the caller says when. */
  readonly quietly?: boolean
}

export function useAction<N extends OperationName>(name: N, { quietly = false }: ActionOptions = {}): Action<N> {
  const queries = useQueryClient()
  const keys = useRef<IdempotencyKeys>(null)
  const mutation = useMutation({
    mutationFn: async (input: CallInput<N>) => {
      const text = JSON.stringify(input)
      keys.current ??= new IdempotencyKeys()
      const withKey = { ...input, idempotencyKey: keys.current.keyOf(text, performance.now()) }
      let answer = await call(name, withKey)
      if (!answer.ok && answer.error.code === 'STEP_UP_REQUIRED' && (await stepUp())) answer = await call(name, withKey)
      if (answer.ok) keys.current.succeeded(text, performance.now())
      return answer
    },
    onSuccess: async ({ ok }) => {
      if (ok && !quietly && OPERATIONS[name].method !== 'GET') await queries.invalidateQueries()
    },
  })
  return {
    busy: mutation.isPending,
    problem: mutation.data?.ok === false ? mutation.data.error : null,
    run: (input) => mutation.mutateAsync(input),
    reset: () => mutation.reset(),
  }
}

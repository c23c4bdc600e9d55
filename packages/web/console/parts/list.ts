import type { CallInput, Problem } from '@latchkey/contract/client'
import type { AnswerOf, OperationName, QueryInputOf } from '@latchkey/contract/operations'
import { ok, type Result } from '@latchkey/core/result'
import type { UseQueryResult } from '@tanstack/react-query'
import { useAddress } from '../../app/address.ts'
import { type Refused, useRead } from '../../app/api.ts'
import { call } from '../../app/client.ts'

interface Page<Row> {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
}

/** Operations that answer with a page of a list that can be read from either end. */
export type ListName = {
  [N in OperationName]: 'sort' extends keyof NonNullable<QueryInputOf<N>>
    ? AnswerOf<N> extends Page<unknown>
      ? N
      : never
    : never
}[OperationName]

/** A list as its address has it: which page of it, which way. */
export interface List<Row> {
  readonly read: UseQueryResult<Page<Row>, Refused>
  readonly cursor: string | undefined
  readonly sort: 'newest' | 'oldest' | undefined
  /** Reads as many rows at once as the server gives, from a cursor on. */
  readonly readFrom: (cursor: string | undefined) => Promise<Result<Page<Row>, Problem>>
}

const ROWS_MAX = 100

/** @param input what of it is wanted; where in it and which way is in the address */
export function useList<N extends ListName>(name: N, input: CallInput<N>): List<AnswerOf<N>['items'][number]> {
  const { cursor, sort } = useAddress<{ cursor?: string; sort?: 'newest' | 'oldest' }>()
  const asking = (query: object) => ({ ...input, query: Object.assign({ sort }, input.query, query) }) as CallInput<N>
  // Of a type parameter, TypeScript does not see that its answer is a page.
  const read = useRead(name, asking({ cursor })) as unknown as List<AnswerOf<N>['items'][number]>['read']
  return {
    read,
    cursor,
    sort,
    async readFrom(from) {
      const answer = await call(name, asking({ cursor: from, limit: ROWS_MAX }))
      return answer.ok ? ok(answer.value as Page<AnswerOf<N>['items'][number]>) : answer
    },
  }
}

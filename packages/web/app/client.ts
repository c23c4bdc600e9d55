import { OPERATIONS } from 'virtual:operations'
import type { CallInput, Problem } from '@latchkey/contract/client'
import type { AnswerOf, OperationName } from '@latchkey/contract/operations'
import { err, ok, type Result } from '@latchkey/core/result'
import { actingFor } from './acting.ts'

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
  /** Asks for this account, whatever one acts for. */
  readonly account?: string
}

/**
 * Calls the public API for the person signed in: their session is a cookie no script sees. Typed by the contract; when no answer comes
 * at all, or one of something else, that is a refusal too.
 */
export async function call<N extends OperationName>(
  name: N,
  input: CallInput<N>,
): Promise<Result<AnswerOf<N>, Problem>> {
  const { url, init } = requestOf(name, input as AnyInput)
  try {
    const response = await fetch(url, init)
    const text = await response.text()
    const answer: unknown = text === '' ? undefined : JSON.parse(text)
    if (response.ok) return ok(answer as AnswerOf<N>)
    return err(isProblem(answer) ? answer : problemOf('SERVER_ERROR', response.status))
  } catch {
    return err(problemOf('NETWORK_TIMEOUT', 0))
  }
}

function requestOf(name: OperationName, { params, query, body, idempotencyKey, signal, account }: AnyInput) {
  const { method, path } = OPERATIONS[name]
  const filled = path.replaceAll(/:(\w+)/g, (_, param: string) => encodeURIComponent(params?.[param] ?? ''))
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)] satisfies [string, string]],
  )
  const acting = account ?? actingFor()?.id
  const init: RequestInit = {
    method,
    headers: {
      accept: 'application/json',
      // What is chosen here, which need not be what the browser asks for.
      'accept-language': document.documentElement.lang,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(acting === undefined ? {} : { 'latchkey-account': acting }),
      ...(idempotencyKey !== undefined ? { 'idempotency-key': idempotencyKey } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }
  return { url: pairs.length === 0 ? filled : `${filled}?${new URLSearchParams(pairs).toString()}`, init }
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'title' in answer
}

/** What no server said; `ProblemView` has the words. */
function problemOf(code: 'NETWORK_TIMEOUT' | 'SERVER_ERROR', status: number): Problem {
  return { type: 'about:blank', status, code, requestId: '', title: code, detail: '', wayOut: '' }
}

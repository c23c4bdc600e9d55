import { refusal, REFUSALS, wordsOf } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { z } from 'zod'
import {
  type AnswerOf,
  type BodyOf,
  type OperationName,
  operationOf,
  type ParamsOf,
  type QueryInputOf,
} from './operations.ts'
import { problem } from './schemas.ts'

/** A "no" of the server, as RFC 9457 problem details. */
export type Problem = z.output<typeof problem>

export interface ClientOptions {
  /** Where the server is, with a path if it lies under one: `https://licenses.example.com`. */
  readonly baseUrl: string
  /** An API token or the token of a staff session. */
  readonly token?: string
  /** Another `fetch`, for proxies and certificates of one's own; the global one by default. */
  readonly fetch?: Fetch
}

/** As much of `fetch` as the client uses, so that every implementation of it fits. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>

export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  /** Never followed: a redirect is no answer of this API, and a token must not travel on. */
  readonly redirect: 'manual'
  readonly body?: string
  readonly signal?: AbortSignal
}

export interface FetchAnswer {
  readonly ok: boolean
  readonly status: number
  text(): Promise<string>
}

export type CallInput<N extends OperationName> = (keyof ParamsOf<N> extends never
  ? { readonly params?: never }
  : { readonly params: ParamsOf<N> }) &
  (BodyOf<N> extends undefined ? { readonly body?: never } : { readonly body: BodyOf<N> }) & {
    readonly query?: QueryInputOf<N>
    /** Makes a repetition of this call have one effect and one answer. */
    readonly idempotencyKey?: string
    /** On whose behalf: an organization that the caller owns; their own account without. */
    readonly account?: string
    readonly signal?: AbortSignal
  }

export interface Client {
  /**
   * Calls an operation. Refusals are values; what `fetch` throws when no answer came at all is thrown on.
   * An answer that is none of this API (a proxy's page) becomes a problem with the status it had, the code SERVER_ERROR and
   * an empty `requestId`.
   */
  call<N extends OperationName>(name: N, ...input: InputOf<N>): Promise<Result<AnswerOf<N>, Problem>>
}

/** What an operation needs; nothing, if all of it may be left out. */
type InputOf<N extends OperationName> = object extends CallInput<N> ? [input?: CallInput<N>] : [input: CallInput<N>]

/**
 * Makes a client of the HTTP API, typed by the contract.
 * @example
 * const client = createClient({ baseUrl: 'http://127.0.0.1:7300', token })
 * const license = await client.call('getLicense', { params: { id: 'lic_...' } })
 */
export function createClient({ baseUrl, token, fetch = globalThis.fetch }: ClientOptions): Client {
  return {
    async call<N extends OperationName>(name: N, ...[input]: InputOf<N>) {
      const { url, init } = requestOf(name, input ?? {}, baseUrl, token)
      return answerOf(name, await fetch(url, init))
    },
  }
}

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: unknown
  readonly body?: unknown
  readonly idempotencyKey?: string
  readonly account?: string
  readonly signal?: AbortSignal
}

function requestOf(name: OperationName, input: AnyInput, baseUrl: string, token: string | undefined) {
  const { method, path } = operationOf(name)
  const filled = path.replaceAll(/:(\w+)/g, (_, param: string) => encodeURIComponent(input.params?.[param] ?? ''))
  const url = `${baseUrl.replace(/\/+$/, '')}${filled}${searchOf(input.query)}`
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token !== undefined) headers.authorization = `Bearer ${token}`
  if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey
  if (input.account !== undefined) headers['latchkey-account'] = input.account
  if (input.body !== undefined) headers['content-type'] = 'application/json'
  const init: FetchInit = {
    method,
    headers,
    redirect: 'manual',
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  }
  return { url, init }
}

function searchOf(query: unknown): string {
  if (typeof query !== 'object' || query === null) return ''
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] satisfies [string, string]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

async function answerOf<N extends OperationName>(
  name: N,
  response: FetchAnswer,
): Promise<Result<AnswerOf<N>, Problem>> {
  const text = await response.text()
  const json = text === '' ? undefined : jsonOf(text)
  if (response.ok) {
    const answer = operationOf(name).answer.safeParse(json)
    if (answer.success) return ok(answer.data as AnswerOf<N>)
  } else {
    const parsed = problemOfAnyVersion.safeParse(json)
    if (parsed.success) return err(parsed.data)
  }
  return err(strangeAnswer(response.status))
}

/** A newer server may know codes that this version does not; its words still help. */
const problemOfAnyVersion = problem.extend({ code: problem.shape.code.catch('SERVER_ERROR') })

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The answer of something that is not this API, or of a much newer one. */
function strangeAnswer(status: number): Problem {
  const words = wordsOf(refusal('SERVER_ERROR'))
  return {
    type: 'about:blank',
    title: REFUSALS.SERVER_ERROR.sentence,
    status,
    code: 'SERVER_ERROR',
    detail: `The answer (status ${status}) is not one of this API.`,
    wayOut: words.wayOut,
    requestId: '',
  }
}

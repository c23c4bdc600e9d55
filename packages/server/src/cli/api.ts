import { type Client, createClient, type Problem } from '@latchkey/contract/client'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CliContext } from './context.ts'
import { readOperatorToken, readServerUrl } from './data-folder.ts'
import { type CliRefusal, operatorRefusal, refusalOfCore, refusalOfProblem } from './refusal.ts'

/** Longest wait for one answer: far above what any operation takes, so that only a stuck server meets it. */
const ANSWER_MS = 30_000

/** The HTTP API as commands use it: what the network does becomes a refusal too. */
export interface Api {
  readonly url: string
  readonly call: CallApi
}

type CallApi = <T>(ask: (client: Client) => Promise<Result<T, Problem>>) => Promise<Result<T, CliRefusal>>

/** Finds server and token: from the environment, else those of the data folder. */
export function connectApi({ config, folder }: Pick<CliContext, 'config' | 'folder'>): Result<Api, CliRefusal> {
  const scheme = config.tls === null ? 'http' : 'https'
  const url = config.serverUrl ?? readServerUrl(folder) ?? `${scheme}://${config.host}:${config.port}`
  const token = config.token === null ? readOperatorToken(folder) : ok(config.token)
  return token.ok ? ok(apiAt(url, token.value)) : token
}

/** The API at a URL. */
export function apiAt(url: string, token: string): Api {
  const client = createClient({
    baseUrl: url,
    token,
    fetch: (target, init) => fetch(target, { ...init, signal: AbortSignal.timeout(ANSWER_MS) }),
  })
  return {
    url,
    async call(ask) {
      try {
        const answered = await ask(client)
        return answered.ok ? answered : err(refusalOfProblem(answered.error))
      } catch (cause) {
        return err(refusalOfNetwork(cause, url))
      }
    },
  }
}

/** What kept an answer from coming. `fetch` hides the system's reason in its cause. */
function refusalOfNetwork(cause: unknown, url: string): CliRefusal {
  if (!(cause instanceof Error)) throw cause
  if (cause.name === 'TimeoutError') return refusalOfCore({ code: 'NETWORK_TIMEOUT', facts: { server: url } })
  const reason = cause.cause
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return refusalOfCore({ code: 'NETWORK_DNS', facts: { server: url } })
  }
  if (code.includes('CERT') || code.includes('TLS') || code.includes('SSL')) {
    const way = 'Name the file of your certificate authority in NODE_EXTRA_CA_CERTS.'
    return { ...refusalOfCore({ code: 'NETWORK_TLS', facts: { server: url } }), wayOut: way }
  }
  if (cause.name === 'TypeError') return operatorRefusal('SERVER_NOT_RUNNING', url)
  throw cause
}

/** Every page of a list, one after the other, up to `itemsMax`. */
export async function allPages<T>(
  itemsMax: number,
  ask: (
    cursor: string | undefined,
  ) => Promise<Result<{ readonly items: readonly T[]; readonly nextCursor: string | null }, CliRefusal>>,
): Promise<Result<readonly T[], CliRefusal>> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = await ask(cursor)
    if (!page.ok) return page
    items.push(...page.value.items)
    cursor = page.value.nextCursor ?? undefined
  } while (cursor !== undefined && items.length < itemsMax)
  return ok(items.slice(0, itemsMax))
}

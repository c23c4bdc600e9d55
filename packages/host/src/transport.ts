import { getCACertificates } from 'node:tls'
import { type Client, createClient, type Problem } from '@latchkey/contract/client'
import { type Refusal, type RefusalFacts, refusal } from '@latchkey/core/refusals'
import { err, type Result } from '@latchkey/core/result'
import { Agent, type Dispatcher, fetch as undiciFetch, ProxyAgent } from 'undici'
import { readCertificates } from './certificates.ts'
import type { HostConfig } from './config.ts'
import { type NoAnswer, noAnswerOf } from './network-refusals.ts'
import { proxyFor } from './proxy.ts'

/** A connection to one license server, through the proxy and with the certificate authorities that this PC uses. */
export interface Transport {
  readonly server: URL
  readonly proxy: URL | null
  /** Makes one call, once: what is worth repeating is repeated by the journal, with the same bytes. */
  call<T>(ask: (client: Client) => Promise<Result<T, Problem>>): Promise<Result<T, CallRefused>>
  close(): Promise<void>
}

/** A "no" to one call. */
export interface CallRefused extends NoAnswer {
  /** The server itself said it, in the words of its API. */
  readonly answered: boolean
}

type TransportConfig = Pick<HostConfig, 'proxy' | 'caFile' | 'connectTimeoutMs' | 'answerTimeoutMs'>

/** Opens the way to a server. Nothing is sent yet. */
export function openTransport(server: URL, config: TransportConfig): Result<Transport, Refusal> {
  const authorities = server.protocol === 'https:' ? readAuthorities(config.caFile) : []
  if (authorities === null) return err(refusal('CA_FILE_UNREADABLE', pathFact(config.caFile)))
  const proxy = proxyFor(server, config.proxy)
  const dispatcher = openDispatcher(proxy, config, authorities)
  const client = createClient({
    baseUrl: server.href,
    fetch: (url, init) =>
      undiciFetch(url, {
        ...init,
        dispatcher,
        // Some ways through a proxy know no timeout of their own; this one bounds them all.
        signal: AbortSignal.timeout(config.connectTimeoutMs + config.answerTimeoutMs),
      }),
  })
  const way = { server: server.host, proxied: proxy !== null }
  return {
    ok: true,
    value: {
      server,
      proxy,
      call: async (ask) => {
        try {
          const answer = await ask(client)
          return answer.ok ? answer : err(refusedBy(answer.error, way.server, proxy))
        } catch (error) {
          return err({ ...noAnswerOf(error, way), answered: false })
        }
      },
      close: () => dispatcher.destroy(),
    },
  }
}

/** The problem of an API answer as a refusal. A page that no license server wrote comes from the proxy, when there is one. */
function refusedBy(problem: Problem, server: string, proxy: URL | null): CallRefused {
  const isOurs = problem.requestId !== ''
  if (isOurs) return { refusal: refusal(problem.code, factsOf(problem, server)), answered: true, maybeSent: true }
  const fromProxy = proxy !== null && [403, 407, 502, 503, 504].includes(problem.status)
  return {
    refusal: refusal(fromProxy ? 'NETWORK_PROXY' : 'SERVER_ERROR', { server }),
    answered: false,
    maybeSent: true,
  }
}

const TEXT_FACTS = ['product', 'keyLast5', 'hostName', 'slip', 'symbol', 'field', 'path'] as const
const NUMBER_FACTS = ['since', 'until', 'seconds', 'hours', 'group'] as const

function factsOf({ facts = {} }: Problem, server: string): RefusalFacts {
  const texts = TEXT_FACTS.filter((name) => typeof facts[name] === 'string').map((name) => [name, facts[name]])
  const numbers = NUMBER_FACTS.filter((name) => typeof facts[name] === 'number').map((name) => [name, facts[name]])
  return { server, ...Object.fromEntries([...texts, ...numbers]) }
}

function openDispatcher(proxy: URL | null, config: TransportConfig, ca: string[]): Dispatcher {
  const tls = { timeout: config.connectTimeoutMs, ...(ca.length === 0 ? {} : { ca }) }
  const timeouts = { headersTimeout: config.answerTimeoutMs, bodyTimeout: config.answerTimeoutMs }
  if (proxy === null) return new Agent({ ...timeouts, connect: tls, connections: 1 })
  return new ProxyAgent({
    ...timeouts,
    uri: proxy.href,
    connectTimeout: config.connectTimeoutMs,
    requestTls: tls,
    proxyTls: tls,
  })
}

/**
 * Node's own list, the system's (a company's inspecting proxy is known there), NODE_EXTRA_CA_CERTS, and the file named.
 * Null when that file cannot be used.
 */
function readAuthorities(caFile: string | null): string[] | null {
  const known = (['bundled', 'system', 'extra'] as const).flatMap((source) => getCACertificates(source))
  if (caFile === null) return [...new Set(known)]
  const named = readCertificates(caFile)
  return named.ok ? [...new Set([...known, ...named.value])] : null
}

function pathFact(path: string | null): RefusalFacts {
  return path === null ? {} : { path }
}

import { type Refusal, refusal } from '@latchkey/core/refusals'

/** Why a request got no answer. */
export interface NoAnswer {
  readonly refusal: Refusal
  /** False when the request certainly never left: nothing can have happened. */
  readonly maybeSent: boolean
}

/** What the request was sent through, for the words of the refusal. */
export interface Way {
  readonly server: string
  readonly proxied: boolean
}

/** Translates what a failed `fetch` throws. The codes are those of Node, OpenSSL and undici. */
export function noAnswerOf(error: unknown, { server, proxied }: Way): NoAnswer {
  const facts = { server }
  const chain = causesOf(error)
  if (chain.some(isProxyAnswer)) return { refusal: refusal('NETWORK_PROXY', facts), maybeSent: false }
  if (chain.some(isBarredPort)) return { refusal: refusal('NETWORK_REFUSED', facts), maybeSent: false }
  const codes = chain.map(codeOf)
  if (codes.some(isTlsCode)) return { refusal: refusal('NETWORK_TLS', facts), maybeSent: false }
  for (const [code, meaning] of MEANINGS) {
    if (!codes.includes(code)) continue
    // Whoever could not be reached then was the proxy: behind it, it is the proxy that looks for the server.
    const met = proxied && !meaning.maybeSent ? 'NETWORK_PROXY' : meaning.code
    return { refusal: refusal(met, facts), maybeSent: meaning.maybeSent }
  }
  return { refusal: refusal('SERVER_ERROR', facts), maybeSent: true }
}

interface Meaning {
  readonly code: 'NETWORK_DNS' | 'NETWORK_REFUSED' | 'NETWORK_TIMEOUT'
  readonly maybeSent: boolean
}

const MEANINGS: readonly (readonly [string, Meaning])[] = [
  ['ENOTFOUND', { code: 'NETWORK_DNS', maybeSent: false }],
  ['EAI_AGAIN', { code: 'NETWORK_DNS', maybeSent: false }],
  ['EAI_FAIL', { code: 'NETWORK_DNS', maybeSent: false }],
  ['ECONNREFUSED', { code: 'NETWORK_REFUSED', maybeSent: false }],
  ['EHOSTUNREACH', { code: 'NETWORK_TIMEOUT', maybeSent: false }],
  ['ENETUNREACH', { code: 'NETWORK_TIMEOUT', maybeSent: false }],
  ['UND_ERR_CONNECT_TIMEOUT', { code: 'NETWORK_TIMEOUT', maybeSent: false }],
  ['ETIMEDOUT', { code: 'NETWORK_TIMEOUT', maybeSent: true }],
  ['UND_ERR_HEADERS_TIMEOUT', { code: 'NETWORK_TIMEOUT', maybeSent: true }],
  ['UND_ERR_BODY_TIMEOUT', { code: 'NETWORK_TIMEOUT', maybeSent: true }],
  ['TimeoutError', { code: 'NETWORK_TIMEOUT', maybeSent: true }],
  ['ECONNRESET', { code: 'NETWORK_REFUSED', maybeSent: true }],
  ['EPIPE', { code: 'NETWORK_REFUSED', maybeSent: true }],
  ['UND_ERR_SOCKET', { code: 'NETWORK_REFUSED', maybeSent: true }],
]

const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|INVALID_CA|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|EPROTO)/

function isTlsCode(code: string): boolean {
  return TLS_CODE.test(code)
}

/** A proxy that said no: undici has no code of its own for it. */
function isProxyAnswer(error: Error): boolean {
  return (
    error.message.startsWith('Proxy response (') ||
    error.message.startsWith('Proxy Authentication Required') ||
    ['UND_ERR_PRX_TLS', 'UND_ERR_PRX_CONN'].includes(codeOf(error))
  )
}

/** A port of another protocol (9, 25, 6000), where fetch lets nothing be sent; undici has no code of its own for it either. */
function isBarredPort(error: Error): boolean {
  return error.message === 'bad port'
}

/** The error, its causes, and what several attempts (IPv6, then IPv4) each met. */
function causesOf(error: unknown, depth = 0): readonly Error[] {
  if (!(error instanceof Error) || depth > 5) return []
  const several: readonly unknown[] = error instanceof AggregateError ? error.errors : []
  return [error, ...several.flatMap((one) => causesOf(one, depth + 1)), ...causesOf(error.cause, depth + 1)]
}

function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.name
}

import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { EpochMs } from '@latchkey/core/ids'
import { LIMITS, SECOND_MS } from '@latchkey/core/limits'
import { type AddressRules, hostOf, isAllowedAddress, readAddress, resolveAllowed, type Resolve } from './address.ts'

/** One message on its way. */
export interface Outgoing {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** What came back: an answer, or why there was none. */
export interface Posted {
  readonly status: number | null
  /** The beginning of the answer, as text. */
  readonly answer: string | null
  readonly retryAfterMs: number | null
  readonly problem: string | null
}

export interface PostSettings {
  readonly resolve: Resolve
  readonly rules: AddressRules
  readonly timeoutMs: number
  readonly clock: () => EpochMs
  /** Certificates to trust besides the system's: tests. */
  readonly ca?: string
}

/**
 * Posts a message, once. Redirects are answers, not followed; the connection goes to an address that was judged in the same breath, so
 * that a name server that changes its mind in between (rebinding) changes nothing; no proxy of the environment is asked.
 */
export async function post(message: Outgoing, settings: PostSettings): Promise<Posted> {
  const url = readAddress(message.url, settings.rules)
  if (!url.ok) return unanswered(url.error)
  const timeout = AbortSignal.timeout(settings.timeoutMs)
  try {
    const addresses = await addressesOf(url.value, settings, timeout)
    const answer = await send(url.value, message, { ...settings, addresses }, timeout)
    const text = await beginningOf(answer)
    const { statusCode: status = 0, headers } = answer
    return {
      status,
      answer: text,
      retryAfterMs: retryAfterMsOf(headers['retry-after'], settings.clock()),
      problem: problemOf(status),
    }
  } catch (cause) {
    return unanswered(timeout.aborted ? `No answer within ${settings.timeoutMs / SECOND_MS} seconds.` : wordsOf(cause))
  }
}

function send(
  url: URL,
  { body, headers }: Outgoing,
  settings: PostSettings & { readonly addresses: readonly LookupAddress[] },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Latchkey-Webhooks/1',
        ...headers,
      },
      // A connection of its own: none is kept open to a name that may lead elsewhere tomorrow.
      agent: false as const,
      lookup: lookupOf(settings.addresses),
      signal,
      maxHeaderSize: 16 * 1024,
      ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    }
    const request: ClientRequest = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options)
    request.once('response', resolve)
    request.once('error', reject)
    // Literal addresses are never looked up: what the socket says it is connected to must be allowed, whatever led there.
    request.once('socket', (socket) => {
      socket.once('connect', () => {
        if (isAllowedAddress(socket.remoteAddress ?? '', settings.rules)) return
        request.destroy(new AddressError('It leads to an address that is not one of the public internet.'))
      })
    })
    request.end(body)
  })
}

/** The addresses that a connection may go to: those of the name, judged just now. */
async function addressesOf(
  url: URL,
  { resolve, rules }: PostSettings,
  signal: AbortSignal,
): Promise<readonly LookupAddress[]> {
  // A literal was judged as it was read, and is never looked up.
  if (isIP(hostOf(url)) !== 0) return []
  const found = await Promise.race([resolveAllowed(url, resolve, rules), once(signal, 'abort')])
  if (Array.isArray(found)) throw new Error('the name server took too long')
  if (!found.ok) throw new AddressError(found.error)
  return found.value
}

/** Gives a connection the addresses that were judged, and no others, whatever the name leads to by now. */
function lookupOf(addresses: readonly LookupAddress[]): LookupFunction {
  return (host, { all }, callback) => {
    const [first] = addresses
    // `all` is asked for by connections that try both families.
    if (first === undefined) callback(new AddressError(`${host} was not judged`), '', 0)
    else if (all === true) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  }
}

/** Why a connection was not made: words of ours, safe to show. */
class AddressError extends Error {}

/** Reads no more than the limit, and keeps no more than the log shows. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of answer) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    sizeBytes += bytes.length
    if (sizeBytes >= LIMITS.webhookAnswerBytesMax) break
  }
  const text = Buffer.concat(chunks).toString('utf8', 0, LIMITS.webhookAnswerCharsKept * 4)
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, LIMITS.webhookAnswerCharsKept)
}

/** Seconds, or a date (RFC 9110 10.2.3); nothing for what is neither. */
function retryAfterMsOf(header: string | undefined, now: EpochMs): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header)) return Number(header) * SECOND_MS
  const at = /^[A-Z][a-z]{2}, /.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

function problemOf(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return `It answered ${status}; redirects are not followed.`
  return `It answered ${status}.`
}

const CODES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Its name is not known (DNS).',
  EAI_AGAIN: 'The name server does not answer (DNS).',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was cut.',
  EHOSTUNREACH: 'There is no way to it.',
  ENETUNREACH: 'There is no way to it.',
  ETIMEDOUT: 'The connection took too long.',
  EPIPE: 'The connection was cut.',
  HPE_HEADER_OVERFLOW: 'Its answer has too long headers.',
}

/** What an admin needs to know, and nothing of ours. */
function wordsOf(cause: unknown): string {
  if (cause instanceof AddressError) return cause.message
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return CODES[code] ?? (code === '' ? 'The connection failed.' : `The connection failed (${code}).`)
}

function unanswered(problem: string): Posted {
  return { status: null, answer: null, retryAfterMs: null, problem }
}

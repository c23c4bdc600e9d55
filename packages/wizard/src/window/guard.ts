import type { IncomingHttpHeaders } from 'node:http'

/** What every request to the window's server must show before anything is done for it. */
export interface Demand {
  /**
   * `document`: opened by a person, never from a page of somebody else. `static`: the page's own files. `stream` and `message`
   * belong to the session; a message changes something. `focus` comes from a second License Wizard, which is no browser.
   */
  readonly kind: 'document' | 'static' | 'stream' | 'session' | 'message' | 'focus'
  readonly method: 'GET' | 'POST'
}

/** What the server knows its own requests by. */
export interface Known {
  /** `127.0.0.1:<port>`: the only name it answers to. */
  readonly host: string
  /** Whether the cookie's or bearer's text is the session's. */
  isSession(text: string): boolean
  isInstance(text: string): boolean
}

export const SESSION_COOKIE = 'license-wizard'

/** Status to refuse a request with, and why; null for one of our own. Checked before a handler is looked for. */
export function refusalOf(headers: IncomingHttpHeaders, demand: Demand, known: Known): Refused | null {
  const site = headers['sec-fetch-site']
  switch (demand.kind) {
    case 'document':
      // `none`: typed, or handed over by the system. Absent: a browser older than 2023, still held to cookie and Origin below.
      return site === undefined || site === 'none' || site === 'same-origin' ? null : STRANGER
    case 'static':
      return site === undefined || site === 'same-origin' ? null : STRANGER
    case 'stream':
      return site !== 'same-origin' ? STRANGER : refusalOfSession(headers, known)
    case 'session':
      return refusalOfWriter(headers, known)
    case 'message':
      return refusalOfWriter(headers, known) ?? refusalOfSession(headers, known)
    case 'focus':
      return refusalOfInstance(headers, known)
  }
}

export interface Refused {
  readonly status: 401 | 403 | 415 | 421
  readonly why: string
}

const STRANGER: Refused = { status: 403, why: 'asked by another site' }

/** A rebound name or a foreign one reaches this port, but not under this Host (RFC 9110 15.5.20). */
export function refusalOfHost(headers: IncomingHttpHeaders, known: Known): Refused | null {
  return headers.host === known.host ? null : { status: 421, why: 'this server answers to its own address only' }
}

function refusalOfWriter(headers: IncomingHttpHeaders, known: Known): Refused | null {
  if (headers.origin !== `http://${known.host}` || headers['sec-fetch-site'] !== 'same-origin') return STRANGER
  // A form cannot send this type, and a script elsewhere cannot without a preflight, which is refused.
  return headers['content-type'] === 'application/json' ? null : { status: 415, why: 'JSON only' }
}

function refusalOfSession(headers: IncomingHttpHeaders, known: Known): Refused | null {
  const cookie = cookieOf(headers.cookie ?? '')
  return cookie !== null && known.isSession(cookie) ? null : { status: 401, why: 'no session' }
}

function refusalOfInstance(headers: IncomingHttpHeaders, known: Known): Refused | null {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return STRANGER
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
  return bearer !== undefined && known.isInstance(bearer) ? null : { status: 401, why: 'no session' }
}

/** Cookies know no ports: another local server may set one of the same name, so a doubled one counts as none. */
function cookieOf(header: string): string | null {
  const values = header.split(/; */).filter((pair) => pair.startsWith(`${SESSION_COOKIE}=`))
  return values.length === 1 ? (values[0]?.slice(SESSION_COOKIE.length + 1) ?? null) : null
}

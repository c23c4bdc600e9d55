import { type ConnectionChoice, NOTHING_CHOSEN } from './connection.ts'
import { type ArmedFailpoint, parseFailpoint } from './failpoints.ts'
import { NETWORK_LIMITS } from './network-limits.ts'

/** Everything about its surroundings that the engine is told: read once, here, from arguments and environment. */
export interface HostConfig {
  /** Address of the license server; null for the one remembered in the store. */
  readonly server: string | null
  /** Directory of the licenses; null for the machine's or the user's own. */
  readonly store: string | null
  /** PEM file with certificate authorities trusted besides the system's. */
  readonly caFile: string | null
  /** Thumbprint (RFC 7638) of the root key to trust; null for trust on first use. */
  readonly rootKey: string | null
  /** What this PC is called in lists; null for its host name. */
  readonly hostName: string | null
  /** What the environment names. */
  readonly proxy: ProxySettings
  /** What a person has chosen; it wins over the environment's proxy, but not over a CA file that is named. */
  readonly connection: ConnectionChoice
  readonly directories: Directories
  readonly connectTimeoutMs: number
  readonly answerTimeoutMs: number
  /** How long to wait for another wizard that is at work. */
  readonly lockTimeoutMs: number
  readonly failpoint: ArmedFailpoint | null
}

/** Proxies as curl and most tools read them; empty text for none. */
export interface ProxySettings {
  readonly httpProxy: string
  readonly httpsProxy: string
  readonly noProxy: string
}

/** Where the operating system keeps state, as the environment tells. */
export interface Directories {
  readonly programData: string | null
  readonly localAppData: string | null
  readonly xdgStateHome: string | null
  readonly home: string | null
}

/** What was named on the command line; it wins over the environment. */
export interface ExplicitSettings {
  readonly server?: string | undefined
  readonly store?: string | undefined
  readonly ca?: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the settings of a host: explicit ones first, then the environment. */
export function readHostConfig(explicit: ExplicitSettings = {}, env: Environment = process.env): HostConfig {
  const setting = (name: string): string | null => nonEmpty(env[name])
  return {
    server: nonEmpty(explicit.server) ?? setting('LATCHKEY_SERVER'),
    store: nonEmpty(explicit.store) ?? setting('LATCHKEY_STORE'),
    caFile: nonEmpty(explicit.ca) ?? setting('LATCHKEY_CA'),
    rootKey: setting('LATCHKEY_ROOT_KEY'),
    hostName: setting('LATCHKEY_HOST_NAME'),
    proxy: readProxySettings(env),
    connection: NOTHING_CHOSEN,
    directories: {
      programData: setting('ProgramData'),
      localAppData: setting('LOCALAPPDATA'),
      xdgStateHome: setting('XDG_STATE_HOME'),
      home: setting('HOME') ?? setting('USERPROFILE'),
    },
    connectTimeoutMs: milliseconds(env['LATCHKEY_CONNECT_TIMEOUT_MS'], NETWORK_LIMITS.connectTimeoutMs),
    answerTimeoutMs: milliseconds(env['LATCHKEY_ANSWER_TIMEOUT_MS'], NETWORK_LIMITS.answerTimeoutMs),
    lockTimeoutMs: milliseconds(env['LATCHKEY_LOCK_TIMEOUT_MS'], NETWORK_LIMITS.lockTimeoutMs),
    failpoint: readFailpoint(env['LATCHKEY_FAILPOINT']),
  }
}

/** Lower case wins, as in curl: CGI programs get HTTP_PROXY from a request header. */
function readProxySettings(env: Environment): ProxySettings {
  const either = (lower: string) => nonEmpty(env[lower]) ?? nonEmpty(env[lower.toUpperCase()]) ?? ''
  return { httpProxy: either('http_proxy'), httpsProxy: either('https_proxy'), noProxy: either('no_proxy') }
}

/** A misspelled failpoint would make a test pass without testing anything. */
function readFailpoint(text: string | undefined): ArmedFailpoint | null {
  const name = nonEmpty(text)
  if (name === null) return null
  const armed = parseFailpoint(name)
  if (armed === null) throw new Error(`LATCHKEY_FAILPOINT names no failpoint: ${name}`)
  return armed
}

function milliseconds(text: string | undefined, otherwise: number): number {
  const value = Number(nonEmpty(text) ?? otherwise)
  return Number.isInteger(value) && value > 0 ? value : otherwise
}

function nonEmpty(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}

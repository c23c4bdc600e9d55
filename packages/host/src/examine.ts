import { lookup } from 'node:dns/promises'
import { DAY_MS, HOUR_MS, LIMITS, MINUTE_MS } from '@latchkey/core/limits'
import { type Refusal, type RefusalCode, refusal } from '@latchkey/core/refusals'
import type { HostConfig } from './config.ts'
import { type Connection, readServerAddress } from './connection.ts'
import type { Check, Examination, Finding } from './engine.ts'
import { StoreDenied, tryWriting } from './files.ts'
import type { HostStore } from './host-store.ts'
import type { Journal } from './journal.ts'
import type { CheckedLicense } from './local-licenses.ts'
import type { Machine } from './machine.ts'
import { proxyFor } from './proxy.ts'
import { type Contact, type ServerLink } from './server-link.ts'
import type { StoreLocation } from './store-location.ts'
import { noticeSurroundings } from './surroundings.ts'

/** What the examination looks at. */
export interface ExamineParts {
  readonly config: HostConfig
  readonly location: StoreLocation
  readonly store: HostStore
  readonly journal: Journal
  readonly link: ServerLink
  readonly connection: Connection
  readonly local: () => Promise<readonly CheckedLicense[]>
  readonly machine: Machine
}

/** Looks at everything that activating needs, in the order in which things go wrong. Changes nothing that lasts. */
export async function examine(parts: ExamineParts): Promise<Examination> {
  const checks = [
    ...(await withinRights('store', () => checkStore(parts))),
    ...(await withinRights('files', () => checkFiles(parts))),
    ...(await withinRights('journal', () => checkJournal(parts))),
    ...(await withinRights('server', () => checkNetwork(parts))),
  ]
  return { checks, verdict: checks.find(({ status }) => status === 'failed')?.refusal ?? null }
}

/** What the file system refuses is a finding, not the end of the examination. */
async function withinRights(
  name: Check['name'],
  check: () => Promise<Check | readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    return [await check()].flat()
  } catch (error) {
    if (!(error instanceof StoreDenied)) throw error
    return [failed(name, refusal('STORE_DENIED', { path: error.path }))]
  }
}

async function checkStore({ location, store, machine }: ExamineParts): Promise<Check> {
  await tryWriting(store.path)
  const { container } = await noticeSurroundings(machine)
  if (container !== null && location.scope !== 'chosen') {
    return warned('store', { kind: 'in-container', container, path: location.path })
  }
  return passed('store', { kind: 'stored', path: location.path, scope: location.scope })
}

async function checkFiles({ local }: ExamineParts): Promise<Check> {
  const licenses = await local()
  for (const { local: license } of licenses) {
    if (license.state === 'damaged') return failed('files', license.refusal)
    if (license.state === 'wrong-host') return failed('files', refusal('HOST_MISMATCH', { path: license.path }))
  }
  return passed('files', { kind: 'files-sound', count: licenses.length })
}

async function checkJournal({ journal }: ExamineParts): Promise<Check> {
  const [damaged] = await journal.damagedPaths()
  if (damaged !== undefined) return failed('journal', refusal('STORE_DAMAGED', { path: damaged }))
  const count = (await journal.entries()).length
  return (count === 0 ? passed : warned)('journal', { kind: 'unfinished', count })
}

/** DNS, proxy, connection, TLS, server, clock: after the first that fails nothing can be said of the rest. */
async function checkNetwork(parts: ExamineParts): Promise<readonly Check[]> {
  const named = await parts.link.address()
  const address = named === null ? null : readServerAddress(named)
  if (address === null) {
    return [failed('dns', refusal('SERVER_NOT_SET')), ...skipped('proxy', 'connection', 'tls', 'server', 'clock')]
  }
  const proxy = proxyFor(address, (await parts.connection.used()).proxy)
  const dns = await checkDns(address, proxy)
  if (dns.status === 'failed') return [dns, ...skipped('proxy', 'connection', 'tls', 'server', 'clock')]
  const contact = await parts.link.contactAnew()
  if (!contact.ok) return [dns, ...checksOfFailure(contact.error, address, proxy)]
  return [dns, ...checksOfContact(contact.value, address, proxy)]
}

async function checkDns(address: URL, proxy: URL | null): Promise<Check> {
  // Behind a proxy it is the proxy that looks up the server; this PC looks up the proxy.
  const host = (proxy ?? address).hostname.replaceAll(/^\[|\]$/g, '')
  try {
    const { address: found } = await lookup(host)
    return passed('dns', { kind: 'resolved', host, address: found })
  } catch {
    return failed('dns', refusal(proxy === null ? 'NETWORK_DNS' : 'NETWORK_PROXY', { server: address.host }))
  }
}

/** The check that each refusal of a contact belongs to. */
const CHECK_OF: Partial<Record<RefusalCode, Check['name']>> = {
  NETWORK_DNS: 'dns',
  NETWORK_PROXY: 'proxy',
  NETWORK_REFUSED: 'connection',
  NETWORK_TIMEOUT: 'connection',
  NETWORK_TLS: 'tls',
  CA_FILE_UNREADABLE: 'tls',
  CLOCK_SKEW: 'clock',
  STORE_DENIED: 'store',
}

const ORDER = ['proxy', 'connection', 'tls', 'server', 'clock'] as const

function checksOfFailure(refused: Refusal, address: URL, proxy: URL | null): readonly Check[] {
  const at = CHECK_OF[refused.code] ?? 'server'
  const index = Math.max(0, ORDER.indexOf(ORDER.find((name) => name === at) ?? 'server'))
  const before = ORDER.slice(0, index).map((name) => passedCheck(name, address, proxy))
  return [...before, failed(ORDER[index] ?? 'server', refused), ...skipped(...ORDER.slice(index + 1))]
}

function checksOfContact(contact: Contact, address: URL, proxy: URL | null): readonly Check[] {
  const before = (['proxy', 'connection', 'tls'] as const).map((name) => passedCheck(name, address, proxy))
  const { version, keySet } = contact
  const server = passed('server', { kind: 'server-trusted', version, issuer: keySet.iss })
  return [...before, server, checkClock(contact)]
}

function passedCheck(
  name: 'proxy' | 'connection' | 'tls' | 'server' | 'clock',
  address: URL,
  proxy: URL | null,
): Check {
  switch (name) {
    case 'proxy':
      return proxy === null
        ? { ...passed('proxy', { kind: 'no-proxy' }), status: 'skipped' }
        : passed('proxy', { kind: 'proxy-passes', host: proxy.host })
    case 'connection':
      return passed('connection', { kind: 'answers', host: address.host })
    case 'tls':
      return checkTls(address)
    case 'server':
    case 'clock':
      return passed(name, { kind: 'reached' })
  }
}

function checkTls(address: URL): Check {
  if (address.protocol === 'https:') return passed('tls', { kind: 'certificate-trusted' })
  const isLoopback = /^(?:127\.|localhost$|\[::1\]$)/.test(address.hostname)
  return isLoopback
    ? { ...passed('tls', { kind: 'server-here' }), status: 'skipped' }
    : warned('tls', { kind: 'not-https' })
}

/** The server tolerates two hours more; a clock a day off is never a time zone, and leases are counted in days. */
const CLOCK_FAILED_MS = DAY_MS

function checkClock({ serverTimeMs, localTimeMs }: Contact): Check {
  const differenceMs = Math.abs(serverTimeMs - localTimeMs)
  if (differenceMs >= CLOCK_FAILED_MS) {
    return failed('clock', refusal('CLOCK_SKEW', { hours: Math.round(differenceMs / HOUR_MS) }))
  }
  if (differenceMs > LIMITS.clockWarningMs) {
    return warned('clock', { kind: 'clock-off', minutes: Math.round(differenceMs / MINUTE_MS) })
  }
  return passed('clock', { kind: 'clock-agrees' })
}

function passed(name: Check['name'], finding: Finding): Check {
  return { name, status: 'passed', finding, refusal: null }
}

function warned(name: Check['name'], finding: Finding): Check {
  return { name, status: 'warned', finding, refusal: null }
}

function failed(name: Check['name'], why: Refusal): Check {
  return { name, status: 'failed', finding: null, refusal: why }
}

function skipped(...names: readonly Check['name'][]): readonly Check[] {
  return names.map((name) => ({ name, status: 'skipped', finding: { kind: 'not-reached' }, refusal: null }))
}

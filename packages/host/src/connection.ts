import { err, ok, type Result } from '@latchkey/core/result'
import { readCertificates } from './certificates.ts'
import type { HostConfig, ProxySettings } from './config.ts'
import type { Machine } from './machine.ts'
import { systemProxy } from './system-proxy.ts'

/** What a person has chosen for the way to the server. */
export interface ConnectionChoice {
  /** `system`: as the environment or else this PC says. `manual`: the address given, for everything. */
  readonly proxy: 'system' | 'none' | 'manual'
  /** Address of the proxy, when it is chosen by hand. */
  readonly address: string
  /** PEM file with certificate authorities trusted besides the system's; empty for none. */
  readonly caFile: string
  /** Address of the license server; empty for the one this PC has met. */
  readonly server: string
}

export const NOTHING_CHOSEN: ConnectionChoice = { proxy: 'system', address: '', caFile: '', server: '' }

/** Reads a choice that was kept; null for anything else. */
export function readConnectionChoice(kept: unknown): ConnectionChoice | null {
  if (typeof kept !== 'object' || kept === null) return null
  // Files of earlier versions name no server.
  const { proxy, address, caFile, server = '' } = kept as Readonly<Record<string, unknown>>
  if (typeof address !== 'string' || typeof caFile !== 'string' || typeof server !== 'string') return null
  if (proxy !== 'system' && proxy !== 'none' && proxy !== 'manual') return null
  const choice: ConnectionChoice = { proxy, address, caFile, server }
  // A file that has gone since is told where it is needed; an address that is none was never written by us.
  return faultOfAddresses(choice) === null ? choice : null
}

/** What is used for the way to the server. */
export interface ConnectionUsed {
  readonly proxy: ProxySettings
  readonly caFile: string | null
  /** Address of the license server, as named or chosen; null for the one this PC has met. */
  readonly server: string | null
}

/** Why a choice cannot be used. */
export interface ConnectionFault {
  readonly field: 'address' | 'caFile' | 'server'
  readonly why: 'no-address' | 'scheme' | 'no-port' | 'unreadable' | 'no-certificate' | 'no-server'
}

/** The way to the server as it is set up now; changed while the wizard is open. */
export interface Connection {
  chosen(): ConnectionChoice
  used(): Promise<ConnectionUsed>
  /** The proxy that `system` stands for: of the environment, or of this PC's settings. */
  detected(): Promise<ProxySettings>
  choose(choice: ConnectionChoice): void
}

const NO_PROXY: ProxySettings = { httpProxy: '', httpsProxy: '', noProxy: '' }

export function openConnection({ proxy, caFile, server, connection }: HostConfig, machine: Machine): Connection {
  let choice = connection
  let ofSystem: Promise<ProxySettings> | null = null
  const isNamed = proxy.httpProxy !== '' || proxy.httpsProxy !== ''
  const detected = () => {
    if (isNamed) return Promise.resolve(proxy)
    // Asked for once per run: the settings of a PC do not change under a running wizard.
    ofSystem ??= systemProxy(machine)
    return ofSystem
  }
  const proxyOf = async () => {
    switch (choice.proxy) {
      case 'system':
        return detected()
      case 'none':
        return NO_PROXY
      case 'manual':
        return { httpProxy: choice.address, httpsProxy: choice.address, noProxy: 'localhost,127.0.0.1,::1' }
    }
  }
  return {
    chosen: () => choice,
    detected,
    used: async () => ({
      proxy: await proxyOf(),
      caFile: caFile ?? nullIfEmpty(choice.caFile),
      server: server ?? nullIfEmpty(choice.server),
    }),
    choose: (next) => {
      choice = next
    },
  }
}

function nullIfEmpty(text: string): string | null {
  return text === '' ? null : text
}

/** Checks a choice before it is used or kept: an address with its port, and a file that holds certificates. */
export function checkConnection(choice: ConnectionChoice): Result<ConnectionChoice, ConnectionFault> {
  const trimmed: ConnectionChoice = {
    proxy: choice.proxy,
    address: choice.address.trim(),
    caFile: choice.caFile.trim(),
    server: choice.server.trim(),
  }
  const fault = faultOfAddresses(trimmed) ?? faultOfFile(trimmed.caFile)
  return fault === null ? ok(trimmed) : err(fault)
}

function faultOfAddresses({ proxy, address, server }: ConnectionChoice): ConnectionFault | null {
  if (server !== '' && (/\s/.test(server) || readServerAddress(server) === null))
    return { field: 'server', why: 'no-server' }
  return proxy === 'manual' ? faultOfAddress(address) : null
}

/** Reads a server's address as people write it; https where no scheme is named. Null when it is none. */
export function readServerAddress(text: string): URL | null {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : null
}

function faultOfAddress(text: string): ConnectionFault | null {
  const address = text.includes('://') ? text : `http://${text}`
  if (text === '' || /\s/.test(text) || !URL.canParse(address)) return { field: 'address', why: 'no-address' }
  const { protocol, port, pathname, hostname } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return { field: 'address', why: 'scheme' }
  if (hostname === '' || pathname.length > 1) return { field: 'address', why: 'no-address' }
  // The URL parser drops a port that is the scheme's own.
  return port === '' && !/:(?:80|443)\/?$/.test(text) ? { field: 'address', why: 'no-port' } : null
}

function faultOfFile(path: string): ConnectionFault | null {
  const certificates = path === '' ? null : readCertificates(path)
  return certificates === null || certificates.ok ? null : { field: 'caFile', why: certificates.error }
}

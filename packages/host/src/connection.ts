import { readFileSync } from 'node:fs'
import { err, ok, type Result } from '@latchkey/core/result'
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
}

export const NOTHING_CHOSEN: ConnectionChoice = { proxy: 'system', address: '', caFile: '' }

/** Reads a choice that was kept; null for anything else. */
export function readConnectionChoice(kept: unknown): ConnectionChoice | null {
  if (typeof kept !== 'object' || kept === null) return null
  const { proxy, address, caFile } = kept as Readonly<Record<string, unknown>>
  if (typeof address !== 'string' || typeof caFile !== 'string') return null
  return proxy === 'system' || proxy === 'none' || proxy === 'manual' ? { proxy, address, caFile } : null
}

/** What is used for the way to the server. */
export interface ConnectionUsed {
  readonly proxy: ProxySettings
  readonly caFile: string | null
}

/** Why a choice cannot be used. */
export interface ConnectionFault {
  readonly field: 'address' | 'caFile'
  readonly why: 'no-address' | 'scheme' | 'no-port' | 'unreadable' | 'no-certificate'
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

export function openConnection({ proxy, caFile, connection }: HostConfig, machine: Machine): Connection {
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
    used: async () => ({ proxy: await proxyOf(), caFile: caFile ?? (choice.caFile === '' ? null : choice.caFile) }),
    choose: (next) => {
      choice = next
    },
  }
}

/** Checks a choice before it is used or kept: an address with its port, and a file that holds certificates. */
export function checkConnection(choice: ConnectionChoice): Result<ConnectionChoice, ConnectionFault> {
  const address = choice.address.trim()
  const caFile = choice.caFile.trim()
  const fault = (choice.proxy === 'manual' ? faultOfAddress(address) : null) ?? faultOfFile(caFile)
  return fault === null ? ok({ proxy: choice.proxy, address, caFile }) : err(fault)
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
  if (path === '') return null
  try {
    const isPem = readFileSync(path, 'utf8').includes('-----BEGIN CERTIFICATE-----')
    return isPem ? null : { field: 'caFile', why: 'no-certificate' }
  } catch {
    return { field: 'caFile', why: 'unreadable' }
  }
}

import type { ProxySettings } from './config.ts'
import type { Machine } from './machine.ts'

const NONE: ProxySettings = { httpProxy: '', httpsProxy: '', noProxy: '' }

/** The proxy that this PC is set up with, as its settings show it; none where they name none, or only a script (PAC). */
export async function systemProxy(machine: Machine): Promise<ProxySettings> {
  switch (machine.platform) {
    case 'windows':
      return ofWindows((await machine.run('reg', ['query', INTERNET_SETTINGS])) ?? '')
    case 'macos':
      return ofMacos((await machine.run('/usr/sbin/scutil', ['--proxy'])) ?? '')
    case 'linux':
      return ofGnome((await machine.run('gsettings', ['list-recursively', 'org.gnome.system.proxy'])) ?? '')
  }
}

const INTERNET_SETTINGS = String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings`

/** `ProxyServer` is one address for all, or `http=a:1;https=b:2`; `ProxyOverride` lists what goes past it. */
function ofWindows(settings: string): ProxySettings {
  const value = (name: string) => new RegExp(String.raw`^\s*${name}\s+REG_\w+\s+(.*?)\s*$`, 'm').exec(settings)?.[1]
  if (Number(value('ProxyEnable') ?? 0) !== 1) return NONE
  const server = value('ProxyServer') ?? ''
  const byScheme = new Map(
    server.split(';').flatMap((part) => {
      const match = /^(\w+)=(.+)$/.exec(part.trim())
      return match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const]
    }),
  )
  const one = byScheme.size === 0 ? server : ''
  return {
    httpProxy: byScheme.get('http') ?? one,
    httpsProxy: byScheme.get('https') ?? one,
    // "<local>" are names without a dot; of them only this PC's own is ever a license server's.
    noProxy: (value('ProxyOverride') ?? '').split(';').join(',').replaceAll('<local>', 'localhost'),
  }
}

function ofMacos(settings: string): ProxySettings {
  const value = (name: string) => new RegExp(String.raw`^\s*${name}\s*:\s*(\S+)\s*$`, 'm').exec(settings)?.[1]
  const proxy = (kind: 'HTTP' | 'HTTPS') =>
    value(`${kind}Enable`) === '1' ? addressOf(value(`${kind}Proxy`), value(`${kind}Port`)) : ''
  const exceptions = /ExceptionsList\s*:\s*<array>\s*\{([^}]*)\}/.exec(settings)?.[1] ?? ''
  const hosts = Array.from(exceptions.matchAll(/^\s*\d+\s*:\s*(\S+)\s*$/gm), ([, host]) => host)
  return { httpProxy: proxy('HTTP'), httpsProxy: proxy('HTTPS'), noProxy: hosts.join(',') }
}

function ofGnome(settings: string): ProxySettings {
  const value = (path: string, key: string) =>
    new RegExp(String.raw`^org\.gnome\.system\.proxy${path} ${key} '?([^'\n]*)'?$`, 'm').exec(settings)?.[1]
  if (value('', 'mode') !== 'manual') return NONE
  const proxy = (kind: 'http' | 'https') =>
    addressOf(value(String.raw`\.${kind}`, 'host'), value(String.raw`\.${kind}`, 'port'))
  const ignored = /^org\.gnome\.system\.proxy ignore-hosts \[(.*)\]$/m.exec(settings)?.[1] ?? ''
  return {
    httpProxy: proxy('http'),
    httpsProxy: proxy('https'),
    noProxy: ignored.replaceAll(/['\s]/g, ''),
  }
}

function addressOf(host: string | undefined, port: string | undefined): string {
  return host === undefined || host === '' || port === undefined || port === '0' ? '' : `${host}:${port}`
}

import { describe, expect, test } from 'vitest'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NOTHING_CHOSEN, readConnectionChoice } from '../src/connection.ts'
import { systemProxy } from '../src/system-proxy.ts'
import { type Machine, thisMachine } from '../src/machine.ts'
import { startPeer } from './support/peer.ts'
import { codeOf, makeFolder, settings, startEngine, valueOf } from './support/pc.ts'

/** A PC that is set up as recorded. */
function pc(platform: Machine['platform'], prints: string | null): Machine {
  return { ...thisMachine(), platform, run: () => Promise.resolve(prints) }
}

const NONE = { httpProxy: '', httpsProxy: '', noProxy: '' }

/** Settings of Windows that name a proxy per scheme. */
function perScheme(enabled: string): string {
  return `    ProxyEnable    REG_DWORD    ${enabled}\r\n    ProxyServer    REG_SZ    http=a.example:1;https=b.example:2\r\n`
}

/** What gsettings prints. */
function gnome(mode: string): string {
  return `org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']
org.gnome.system.proxy mode '${mode}'
org.gnome.system.proxy.http host 'proxy.corp.example'
org.gnome.system.proxy.http port 3128
org.gnome.system.proxy.https host ''
org.gnome.system.proxy.https port 0
`
}

describe('the proxy that a PC is set up with', () => {
  test('Windows: one for everything, with exceptions', async () => {
    const prints = `
HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings
    ProxyEnable    REG_DWORD    0x1
    ProxyServer    REG_SZ    proxy.corp.example:8080
    ProxyOverride    REG_SZ    *.corp.example;10.0.0.1;<local>
`.replaceAll('\n', '\r\n')
    expect(await systemProxy(pc('windows', prints))).toEqual({
      httpProxy: 'proxy.corp.example:8080',
      httpsProxy: 'proxy.corp.example:8080',
      noProxy: '*.corp.example,10.0.0.1,localhost',
    })
  })

  test('Windows: one per scheme; switched off counts as none', async () => {
    expect(await systemProxy(pc('windows', perScheme('0x1')))).toEqual({
      httpProxy: 'a.example:1',
      httpsProxy: 'b.example:2',
      noProxy: '',
    })
    expect(await systemProxy(pc('windows', perScheme('0x0')))).toEqual(NONE)
  })

  test('macOS', async () => {
    const prints = `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  HTTPEnable : 0
  HTTPSEnable : 1
  HTTPSPort : 3128
  HTTPSProxy : proxy.corp.example
}
`
    expect(await systemProxy(pc('macos', prints))).toEqual({
      httpProxy: '',
      httpsProxy: 'proxy.corp.example:3128',
      noProxy: '*.local,169.254/16',
    })
  })

  test('GNOME: set by hand, and not', async () => {
    expect(await systemProxy(pc('linux', gnome('manual')))).toEqual({
      httpProxy: 'proxy.corp.example:3128',
      httpsProxy: '',
      noProxy: 'localhost,127.0.0.0/8,::1',
    })
    expect(await systemProxy(pc('linux', gnome('none')))).toEqual(NONE)
  })

  test.each(['windows', 'macos', 'linux'] as const)('%s that says nothing has none', async (platform) => {
    expect(await systemProxy(pc(platform, null))).toEqual(NONE)
    expect(await systemProxy(pc(platform, 'ERROR: \u0000 nonsense'))).toEqual(NONE)
  })
})

describe('a choice', () => {
  test('changes the way at once, in the same run, and back', async () => {
    const peer = await startPeer()
    const folder = makeFolder()
    const engine = await startEngine(
      settings(folder.path, { server: peer.url.replace('127.0.0.1', 'license-server.invalid') }),
    )
    try {
      expect(codeOf(await engine.lookUp({}))).toBe('NETWORK_DNS')
      // The peer answers any host: a proxy that takes the whole address is one as well.
      valueOf(await engine.useConnection({ ...NOTHING_CHOSEN, proxy: 'manual', address: peer.url }))
      const through = codeOf(await engine.lookUp({}))
      expect(through).not.toBe('NETWORK_DNS')
      valueOf(await engine.useConnection({ ...NOTHING_CHOSEN, proxy: 'none' }))
      expect(codeOf(await engine.lookUp({}))).toBe('NETWORK_DNS')
    } finally {
      await engine.close()
      await peer.close()
      folder.forget()
    }
  })

  test('with a file of certificates that is none is refused, and the one before stays', async () => {
    const folder = makeFolder()
    const engine = await startEngine(settings(folder.path))
    try {
      const file = join(folder.path, 'ca.pem')
      const before = (await engine.connection()).choice
      const cut = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
      for (const content of ['not a certificate', cut, '-----BEGIN CERTIFICATE-----']) {
        writeFileSync(file, content)
        expect(await engine.useConnection({ ...NOTHING_CHOSEN, proxy: 'none', caFile: file })).toEqual({
          ok: false,
          error: { field: 'caFile', why: 'no-certificate' },
        })
      }
      expect((await engine.connection()).choice).toEqual(before)
    } finally {
      await engine.close()
      folder.forget()
    }
  })

  test('to a server that is named by hand is used where none is named otherwise; what is no address is refused', async () => {
    const peer = await startPeer()
    const folder = makeFolder()
    const engine = await startEngine(settings(folder.path))
    try {
      expect(codeOf(await engine.lookUp({}))).toBe('SERVER_NOT_SET')
      for (const server of ['ftp://licenses.example', 'two words', 'http://']) {
        expect(await engine.useConnection({ ...NOTHING_CHOSEN, server })).toEqual({
          ok: false,
          error: { field: 'server', why: 'no-server' },
        })
      }
      valueOf(await engine.useConnection({ ...NOTHING_CHOSEN, server: ` ${peer.url} ` }))
      expect((await engine.lookUp({ key: peer.keyText })).ok).toBe(true)
      expect(await engine.connection()).toMatchObject({ choice: { server: peer.url }, serverNamed: null })
      expect((await engine.connection()).serverKnown).toContain(peer.url)
    } finally {
      await engine.close()
      await peer.close()
      folder.forget()
    }
  })

  test.each([
    null,
    'x',
    {},
    { proxy: 'other', address: '', caFile: '' },
    { proxy: 'none', address: 1, caFile: '' },
    { proxy: 'manual', address: 'no address', caFile: '' },
    { proxy: 'none', address: '', caFile: '', server: 'ftp://x' },
  ])('kept as %j counts as none', (kept) => {
    expect(readConnectionChoice(kept)).toBeNull()
  })

  test('kept by an earlier version, which knew no server, is still used', () => {
    expect(readConnectionChoice({ proxy: 'none', address: '', caFile: 'ca.pem' })).toEqual({
      proxy: 'none',
      address: '',
      caFile: 'ca.pem',
      server: '',
    })
  })
})

import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HostConfig } from '../src/config.ts'
import { proxyFor } from '../src/proxy.ts'
import { listen, type Peer, startPeer } from './support/peer.ts'
import { codeOf, makeFolder, settings, startEngine, valueOf } from './support/pc.ts'

let folder: ReturnType<typeof makeFolder>
const closing: (() => Promise<unknown> | void)[] = []

beforeEach(() => {
  folder = makeFolder()
})

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  folder.forget()
})

/** Something that listens and is no license server. */
async function listenRaw(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    onConnection(socket)
  })
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return shut(server)
  })
  return `127.0.0.1:${await listen(server)}`
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

async function peerOf(options: Parameters<typeof startPeer>[0] = {}): Promise<Peer> {
  const peer = await startPeer(options)
  closing.push(() => peer.close())
  return peer
}

async function refusalAt(server: string, changes: Partial<HostConfig> = {}) {
  const engine = await startEngine(
    settings(folder.path, { server, connectTimeoutMs: 1_000, answerTimeoutMs: 1_000, ...changes }),
  )
  const seen = await engine.lookUp({ key: 'LEGACY-KEY' })
  const examination = await engine.examine()
  await engine.close()
  const failed = examination.checks.find(({ status }) => status === 'failed')
  return {
    code: codeOf(seen),
    server: seen.ok ? null : seen.error.facts.server,
    failed: failed?.name,
    verdict: examination.verdict?.code,
  }
}

const noProxy = { httpProxy: '', httpsProxy: '', noProxy: '' }

describe('a server that cannot be reached is named, with the reason', () => {
  test('a name that does not exist', async () => {
    const found = await refusalAt('https://licenses.invalid')
    expect(found).toEqual({ code: 'NETWORK_DNS', server: 'licenses.invalid', failed: 'dns', verdict: 'NETWORK_DNS' })
  })

  test('a port where nothing listens', async () => {
    const server = createServer()
    const address = `127.0.0.1:${await listen(server)}`
    await shut(server)
    const found = await refusalAt(`http://${address}`)
    expect(found).toEqual({
      code: 'NETWORK_REFUSED',
      server: address,
      failed: 'connection',
      verdict: 'NETWORK_REFUSED',
    })
  })

  test.each([1, 9, 6000])('port %i, which belongs to another protocol', async (port) => {
    const found = await refusalAt(`http://127.0.0.1:${port}`)
    expect(found).toEqual({
      code: 'NETWORK_REFUSED',
      server: `127.0.0.1:${port}`,
      failed: 'connection',
      verdict: 'NETWORK_REFUSED',
    })
  })

  test('a server that never answers', async () => {
    const address = await listenRaw(() => undefined)
    const found = await refusalAt(`http://${address}`)
    expect(found).toMatchObject({ code: 'NETWORK_TIMEOUT', server: address, failed: 'connection' })
  })

  test('a server that never finishes its greeting', async () => {
    const address = await listenRaw(() => undefined)
    expect(await refusalAt(`https://${address}`)).toMatchObject({ code: 'NETWORK_TIMEOUT', failed: 'connection' })
  })

  test('an answer cut short', async () => {
    const address = await listenRaw((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{')),
    )
    expect(await refusalAt(`http://${address}`)).toMatchObject({ code: 'NETWORK_REFUSED' })
  })

  test('something that speaks another language', async () => {
    const address = await listenRaw((socket) => socket.on('data', () => socket.end('SSH-2.0-OpenSSH_9\r\n')))
    expect(await refusalAt(`http://${address}`)).toMatchObject({ code: 'SERVER_ERROR', failed: 'server' })
    expect(await refusalAt(`https://${address}`)).toMatchObject({ code: 'NETWORK_TLS', failed: 'tls' })
  })

  test('a web page instead of the API', async () => {
    const server = createHttpServer((_, reply) => void reply.end('<h1>Welcome to the hotel</h1>'))
    closing.push(() => shut(server))
    expect(await refusalAt(`http://127.0.0.1:${await listen(server)}`)).toMatchObject({ code: 'SERVER_ERROR' })
  })

  test('no address at all', async () => {
    const engine = await startEngine(settings(folder.path))
    expect(codeOf(await engine.lookUp({ key: 'LEGACY-KEY' }))).toBe('SERVER_NOT_SET')
    expect((await engine.examine()).verdict?.code).toBe('SERVER_NOT_SET')
    await engine.close()
  })
})

const certificate = () =>
  generate([{ name: 'commonName', value: '127.0.0.1' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })

describe('certificates', () => {
  test('one that nobody vouches for is refused, and trusted with the company CA named', async () => {
    const { private: key, cert } = await certificate()
    const peer = await peerOf({ tls: { key, cert } })
    expect(await refusalAt(peer.url)).toMatchObject({ code: 'NETWORK_TLS', failed: 'tls', verdict: 'NETWORK_TLS' })
    const caFile = join(folder.path, 'company-ca.pem')
    writeFileSync(caFile, cert)
    expect(await refusalAt(peer.url, { caFile })).toMatchObject({ code: 'KEY_UNKNOWN', verdict: undefined })
  })

  test('one for another name is refused', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'elsewhere' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'elsewhere.test' }] }],
    })
    const peer = await peerOf({ tls: { key, cert } })
    const caFile = join(folder.path, 'company-ca.pem')
    writeFileSync(caFile, cert)
    expect(await refusalAt(peer.url, { caFile })).toMatchObject({ code: 'NETWORK_TLS' })
  })

  test('a CA file that cannot be read is told before anything is sent', async () => {
    const caFile = join(folder.path, 'missing.pem')
    expect(await refusalAt('https://127.0.0.1:9', { caFile })).toMatchObject({ code: 'CA_FILE_UNREADABLE' })
  })
})

const through = (address: string): Partial<HostConfig> => ({
  proxy: { ...noProxy, httpProxy: `http://${address}`, httpsProxy: `http://${address}` },
})

describe('proxies', () => {
  test('one that wants a sign-in is named', async () => {
    const proxy = createHttpServer((_, reply) => void reply.writeHead(407).end())
    proxy.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
    closing.push(() => {
      proxy.closeAllConnections()
      return shut(proxy)
    })
    const address = `127.0.0.1:${await listen(proxy)}`
    for (const server of ['http://licenses.invalid', 'https://licenses.invalid']) {
      expect(await refusalAt(server, through(address))).toMatchObject({ code: 'NETWORK_PROXY', failed: 'proxy' })
    }
  })

  test('one that is not there is named', async () => {
    const server = createServer()
    const address = `127.0.0.1:${await listen(server)}`
    await shut(server)
    expect(await refusalAt('http://licenses.invalid', through(address))).toMatchObject({ code: 'NETWORK_PROXY' })
    expect(await refusalAt('https://licenses.invalid', through(address))).toMatchObject({ code: 'NETWORK_PROXY' })
  })

  test('requests go through it, except to hosts that NO_PROXY names', async () => {
    const peer = await peerOf()
    let seen = 0
    const proxy = createHttpServer((_, reply) => {
      seen += 1
      reply.writeHead(502).end()
    })
    closing.push(() => {
      proxy.closeAllConnections()
      return shut(proxy)
    })
    const httpProxy = `http://127.0.0.1:${await listen(proxy)}`
    expect(await refusalAt(peer.url, { proxy: { ...noProxy, httpProxy } })).toMatchObject({ code: 'NETWORK_PROXY' })
    expect(seen).toBeGreaterThan(0)
    const exempt = { ...noProxy, httpProxy, noProxy: '127.0.0.1' }
    expect(await refusalAt(peer.url, { proxy: exempt })).toMatchObject({ code: 'KEY_UNKNOWN' })
  })

  test.each([
    ['https://licenses.example.com', '', true],
    ['https://licenses.example.com', 'example.com', false],
    ['https://licenses.example.com', '.example.com', false],
    ['https://licenses.example.com', '*.example.com', false],
    ['https://licenses.example.com', 'other.com, licenses.example.com:443', false],
    ['https://licenses.example.com:8443', 'licenses.example.com:443', true],
    ['https://notexample.com', 'example.com', true],
    ['https://licenses.example.com', '*', false],
    ['https://[::1]:8443', '::1', false],
  ])('%s with NO_PROXY "%s" goes through the proxy: %s', (url, list, proxied) => {
    const settings = { httpProxy: '', httpsProxy: 'proxy.example.com:3128', noProxy: list }
    expect(proxyFor(new URL(url), settings)?.host ?? null).toBe(proxied ? 'proxy.example.com:3128' : null)
  })
})

describe('trust', () => {
  test('the first server met is remembered; another one is not believed', async () => {
    const first = await peerOf()
    const second = await peerOf()
    expect(await refusalAt(first.url)).toMatchObject({ code: 'KEY_UNKNOWN' })
    expect(await refusalAt(second.url)).toMatchObject({ code: 'RESPONSE_UNTRUSTED', failed: 'server' })
    expect(second.requests).toEqual([])
  })

  test('a forgotten server may be another one', async () => {
    const first = await peerOf()
    const second = await peerOf()
    await refusalAt(first.url)
    const engine = await startEngine(settings(folder.path, { server: second.url }))
    await engine.forgetServer()
    expect(codeOf(await engine.lookUp({ key: 'LEGACY-KEY' }))).toBe('KEY_UNKNOWN')
    await engine.close()
  })

  test('a root key named beforehand is the only one believed', async () => {
    const peer = await peerOf()
    const other = await peerOf()
    expect(await refusalAt(peer.url, { rootKey: other.rootKey })).toMatchObject({ code: 'RESPONSE_UNTRUSTED' })
    expect(await refusalAt(peer.url, { rootKey: peer.rootKey })).toMatchObject({ code: 'KEY_UNKNOWN' })
  })

  test('the address is remembered, and one named later wins', async () => {
    const peer = await peerOf()
    await refusalAt(peer.url)
    const remembering = await startEngine(settings(folder.path))
    expect(codeOf(await remembering.lookUp({ key: 'LEGACY-KEY' }))).toBe('KEY_UNKNOWN')
    await remembering.close()
    expect(await refusalAt('http://licenses.invalid')).toMatchObject({ code: 'NETWORK_DNS' })
    expect(JSON.parse(readFileSync(join(folder.path, 'server.json'), 'utf8'))).toMatchObject({
      address: `${peer.url}/`,
    })
  })

  test('new keys under the same root are taken without a word', async () => {
    const peer = await peerOf()
    const engine = await startEngine(settings(folder.path, { server: peer.url }))
    const { licenses } = valueOf(await engine.lookUp({ key: peer.keyText }))
    await peer.rotateKeys()
    const answer = valueOf(await engine.activate({ key: peer.keyText }, licenses))
    expect(answer.rows.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
    expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
    await engine.close()
  })
})

describe('the clock', () => {
  test.each([
    [5 * 60_000, 'passed', undefined],
    [20 * 60_000, 'warned', undefined],
    [-25 * 3_600_000, 'failed', 'CLOCK_SKEW'],
  ])('a server %d ms ahead: %s', async (offsetMs, status, verdict) => {
    const peer = await peerOf()
    peer.clockOffsetMs = offsetMs
    const engine = await startEngine(settings(folder.path, { server: peer.url }))
    const examination = await engine.examine()
    expect(examination.checks.find(({ name }) => name === 'clock')?.status).toBe(status)
    expect(examination.verdict?.code).toBe(verdict)
    await engine.close()
  })
})

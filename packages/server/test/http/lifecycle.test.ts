import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, test } from 'vitest'
import { createLogger } from '../../src/http/logger.ts'
import { createServer } from '../../src/http/server.ts'
import { random, START, startServer, type TestServer } from './fixture.ts'

let server: TestServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

async function start(changes: Parameters<typeof startServer>[0] = {}): Promise<TestServer> {
  server = await startServer(changes)
  return server
}

describe('a server', () => {
  test('that closes answers what it has begun, and takes nothing new', async () => {
    const { app, url } = await start()
    const port = (app.server.address() as AddressInfo).port
    const slow = connect(port, '127.0.0.1')
    const answer = new Promise<string>((resolve) => {
      let text = ''
      slow.on('data', (chunk) => (text += chunk.toString()))
      slow.on('close', () => resolve(text))
    })
    slow.write('POST /v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{')
    // The server has it once it has answered somebody who came later.
    await fetch(`${url}/healthz`)
    const closed = app.close()
    slow.write('}')
    expect(await answer).toContain('REQUEST_MALFORMED')
    await closed
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed')
  })

  test('answers bytes that are no HTTP, and headers beyond all limits, by a problem of its own', async () => {
    const { app } = await start()
    const port = (app.server.address() as AddressInfo).port
    for (const bytes of [
      '\x16\x03\x01\x02\x00\x01\x00',
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(100_000)}\r\n\r\n`,
    ]) {
      const socket = connect(port, '127.0.0.1')
      const answer = new Promise<string>((resolve) => {
        let text = ''
        socket.on('data', (chunk) => (text += chunk.toString()))
        socket.on('error', () => undefined)
        socket.on('close', () => resolve(text))
      })
      socket.write(bytes)
      const [head = '', body = ''] = (await answer).split('\r\n\r\n')
      expect(head).toMatch(/^HTTP\/1.1 400 [^]*content-type: application\/problem\+json/)
      expect(JSON.parse(body)).toMatchObject({
        status: 400,
        code: 'REQUEST_MALFORMED',
        requestId: expect.stringMatching(/^req_/),
      })
    }
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
  })

  test('is ready while its store answers', async () => {
    const { url, store, log } = await start()
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' })
    await store.close()
    const unready = await fetch(`${url}/readyz`)
    expect(unready.status).toBe(503)
    expect(await unready.json()).toEqual({ status: 'not ready' })
    expect(log.join('')).toContain('the store does not answer')
  })

  test('logs one line per request if asked, without what the request held', async () => {
    const { url, log } = await start({ logRequests: true })
    await fetch(`${url}/v1/keys/look-up?x=query-secret`, {
      method: 'POST',
      headers: { authorization: 'Bearer header-secret', 'content-type': 'application/json' },
      body: '{"key":"body-secret"}',
    })
    const line = log.find((text) => text.includes('answered') && text.includes('look-up')) ?? '{}'
    expect(JSON.parse(line)).toMatchObject({ method: 'POST', route: '/v1/keys/look-up', status: 401 })
    expect(log.join('')).not.toContain('secret')
  })

  test('speaks HTTPS with a certificate of its own', async () => {
    const pems = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 })
    const { store, accounts, keys } = await start()
    const tls = { cert: pems.cert, key: pems.private }
    const app = createServer({
      store,
      accounts,
      keys,
      clock: () => START,
      random,
      version: '1',
      logger: createLogger('silent'),
      tls,
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const port = (app.server.address() as AddressInfo).port
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = httpsRequest({ port, host: '127.0.0.1', path: '/healthz', ca: pems.cert, servername: 'localhost' })
      asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
      asked.end()
    })
    expect(status).toBe(200)
    await app.close()
  })

  test.each([
    [false, 'one address', 2],
    [true, 'each its own', 20],
  ])('that believes its proxy: %s, counts sign-ins by %s', async (trustProxy, _by, allowed) => {
    const { url } = await start({ trustProxy, limits: { signInsPerIpPerMinuteMax: 2, signInsPerAccountMax: 1_000 } })
    const statuses: number[] = []
    for (let i = 0; i < 4; i += 1) {
      const answer = await fetch(`${url}/v1/staff/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `192.0.2.${i}` },
        body: JSON.stringify({ login: `nobody${i}`, password: 'x' }),
      })
      statuses.push(answer.status)
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(Math.min(4, allowed))
  })
})

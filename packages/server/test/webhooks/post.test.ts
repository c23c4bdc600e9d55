import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, test } from 'vitest'
import { LIMITS } from '@latchkey/core/limits'
import { post, type PostSettings } from '../../src/webhooks/post.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const open: { close(): Promise<void> | void }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function receiver(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...args)
  open.push(started)
  return started
}

const SETTINGS: PostSettings = {
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  rules: { loopback: true },
  timeoutMs: 2_000,
  clock: () => Date.UTC(2026, 10, 24, 12),
}
const message = (url: string) => ({ url, body: '{"type":"x"}', headers: { 'webhook-id': 'dlv_1' } })

describe('a message', () => {
  test('is one POST of JSON, to the byte', async () => {
    const { url, received } = await receiver((_, response) => void response.writeHead(200).end('thank you'))
    const posted = await post(message(`${url}/in?x=1`), SETTINGS)
    expect(posted).toEqual({ status: 200, answer: 'thank you', retryAfterMs: null, problem: null })
    expect(received).toMatchObject([{ path: '/in?x=1', body: '{"type":"x"}', id: 'dlv_1' }])
    expect(received[0]?.headers['content-type']).toBe('application/json')
  })

  test('follows no redirect, wherever it leads', async () => {
    const target = await receiver()
    const { url } = await receiver((_, response) => void response.writeHead(307, { location: target.url }).end())
    const posted = await post(message(url), SETTINGS)
    expect(posted).toMatchObject({ status: 307, problem: 'It answered 307; redirects are not followed.' })
    expect(target.received).toEqual([])
  })

  test.each([
    ['7', 7_000],
    ['Tue, 24 Nov 2026 12:02:00 GMT', 120_000],
    ['Tue, 24 Nov 2020 12:02:00 GMT', 0],
    ['soon', null],
    ['-1', null],
  ])('hears "Retry-After: %s"', async (header, retryAfterMs) => {
    const { url } = await receiver((_, response) => void response.writeHead(429, { 'retry-after': header }).end())
    expect(await post(message(url), SETTINGS)).toMatchObject({ status: 429, retryAfterMs, problem: 'It answered 429.' })
  })

  test('waits no longer than its time, for the first byte and for the last', async () => {
    const silent = await receiver(() => undefined)
    const dripping = await receiver((_, response) => void response.writeHead(200).write('a'))
    for (const { url } of [silent, dripping]) {
      const posted = await post(message(url), { ...SETTINGS, timeoutMs: 150 })
      expect(posted).toMatchObject({ status: null, problem: 'No answer within 0.15 seconds.' })
    }
  })

  test('reads no more of an answer than the limit, and keeps only its beginning as plain text', async () => {
    let sentBytes = 0
    const { url } = await receiver((_, response) => {
      const chunk = Buffer.alloc(16 * 1024, 'a\u0000\u001b[31m')
      const write = () => {
        while (sentBytes < 64 * 1024 * 1024 && !response.destroyed) {
          sentBytes += chunk.length
          if (!response.write(chunk)) return response.once('drain', write)
        }
        return response.end()
      }
      response.writeHead(200)
      write()
    })
    const { answer, status } = await post(message(url), SETTINGS)
    expect(status).toBe(200)
    expect(answer?.length).toBe(LIMITS.webhookAnswerCharsKept)
    expect(answer).not.toMatch(/\p{Cc}/u)
    expect(sentBytes).toBeLessThan(16 * 1024 * 1024)
  })

  test('says why it did not arrive', async () => {
    const dead = await receiver()
    await dead.close()
    expect((await post(message(dead.url), SETTINGS)).problem).toBe('The connection was refused.')
    const noHttp = createServer((socket) => void socket.end('SSH-2.0-OpenSSH\r\n'))
    await new Promise<void>((resolve) => noHttp.listen(0, '127.0.0.1', resolve))
    open.push({ close: () => void noHttp.close() })
    const answered = await post(message(`http://127.0.0.1:${(noHttp.address() as AddressInfo).port}/`), SETTINGS)
    expect(answered).toMatchObject({ status: null, problem: expect.stringContaining('The connection failed') })
    const unknown = {
      ...SETTINGS,
      resolve: async () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })),
    }
    expect((await post(message('https://hooks.example.com/'), unknown)).problem).toBe('Its name is not known (DNS).')
  })
})

describe('a name that leads somewhere else tomorrow (rebinding)', () => {
  test('is judged again at each message, and nothing reaches the address it then leads to', async () => {
    const inside = await receiver()
    const port = new URL(inside.url).port
    const asked: string[] = []
    const settings: PostSettings = {
      ...SETTINGS,
      rules: { loopback: false },
      async resolve(host) {
        asked.push(host)
        return [{ address: '127.0.0.1', family: 4 }]
      },
    }
    const posted = await post(message(`https://hooks.example.com:${port}/`), settings)
    expect(posted).toMatchObject({ status: null, problem: expect.stringContaining('public internet') })
    expect(asked).toEqual(['hooks.example.com'])
    expect(inside.received).toEqual([])
  })

  test('is connected to at the very address that was judged, not at one that is looked up again', async () => {
    const inside = await receiver()
    const port = new URL(inside.url).port
    let count = 0
    const turning: PostSettings = {
      ...SETTINGS,
      // Of this machine the first time; from then on nowhere.
      resolve: async () => (count++ === 0 ? [{ address: '127.0.0.1', family: 4 }] : []),
    }
    expect(await post(message(`http://localhost:${port}/`), turning)).toMatchObject({ status: 204 })
    expect(count).toBe(1)
    expect(inside.received.length).toBe(1)
  })
})

describe('an https endpoint', () => {
  test('must show a certificate for its own name that is trusted', async () => {
    const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    })
    const server = createTlsServer({ key: pems.private, cert: pems.cert }, (_, response) => void response.end('ok'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open.push({ close: () => void server.close() })
    const { port } = server.address() as AddressInfo
    const trusting = { ...SETTINGS, ca: pems.cert }
    expect(await post(message(`https://localhost:${port}/`), trusting)).toMatchObject({ status: 200, answer: 'ok' })
    const untrusted = await post(message(`https://localhost:${port}/`), SETTINGS)
    expect(untrusted).toMatchObject({ status: null, problem: expect.stringContaining('CERT') })
    const otherName = await post(message(`https://hooks.localhost:${port}/`), trusting)
    expect(otherName).toMatchObject({ status: null, problem: expect.stringContaining('ALTNAME') })
  })
})

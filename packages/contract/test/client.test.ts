import { afterEach, describe, expect, test } from 'vitest'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Client, createClient } from '../src/client.ts'

let server: Server | null = null
afterEach(async () => {
  const closing = server
  server = null
  if (closing !== null) await new Promise((resolve) => closing.close(resolve))
})

/** A client of a server that answers as told. */
async function clientOf(answer: RequestListener, path = ''): Promise<Client> {
  const listening = createServer(answer)
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return createClient({
    baseUrl: `http://127.0.0.1:${(listening.address() as AddressInfo).port}${path}`,
    token: 'secret',
  })
}

function answering(status: number, body: string, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { connection: 'close', ...headers })
    response.end(body)
  }
}

const HOST = {
  id: 'h',
  name: 'PC',
  os: 'linux',
  firstSeenAt: '2026-01-01T00:00:00Z',
  lastSeenAt: '2026-01-01T00:00:00Z',
  licenses: [],
}
const PROBLEM = { type: 'x', title: 't', status: 404, code: 'NOT_FOUND', detail: 'd', wayOut: 'w', requestId: 'req_1' }

describe('the client', () => {
  test('writes path, query, token, key and body where they belong', async () => {
    const seen: unknown[] = []
    const client = await clientOf((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { authorization, 'idempotency-key': key } = request.headers
        seen.push([request.method, request.url, authorization, key, Buffer.concat(chunks).toString()])
        answering(200, '{}')(request, response)
      })
    }, '/sub/')
    await client.call('setExpiry', { params: { id: 'a/b c' }, body: { expiresAt: null }, idempotencyKey: 'k' })
    await client.call('listKeys', { query: { order: 'ä&b', last5: undefined, limit: 5 } })
    expect(seen).toEqual([
      ['POST', '/sub/v1/licenses/a%2Fb%20c/expiry', 'Bearer secret', 'k', '{"expiresAt":null}'],
      ['GET', '/sub/v1/keys?order=%C3%A4%26b&limit=5', 'Bearer secret', undefined, ''],
    ])
  })

  test('gives the answer, without what a newer server adds', async () => {
    const client = await clientOf(answering(200, JSON.stringify({ ...HOST, colour: 'red' })))
    expect(await client.call('getHost', { params: { id: 'h' } })).toEqual({ ok: true, value: HOST })
  })

  test('gives a refusal as it came', async () => {
    const client = await clientOf(answering(404, JSON.stringify(PROBLEM)))
    expect(await client.call('getHost', { params: { id: 'h' } })).toEqual({ ok: false, error: PROBLEM })
  })

  test('keeps the words of a refusal whose code it does not know', async () => {
    const client = await clientOf(answering(409, JSON.stringify({ ...PROBLEM, status: 409, code: 'FROM_THE_FUTURE' })))
    expect(await client.call('getHost', { params: { id: 'h' } })).toEqual({
      ok: false,
      error: { ...PROBLEM, status: 409, code: 'SERVER_ERROR' },
    })
  })

  test.each([
    ['a page of a proxy', 200, '<html>sign in</html>', {}],
    ['an answer of another shape', 200, '{"id":1}', {}],
    ['a gateway that gave up', 502, 'Bad Gateway', {}],
    ['a redirect, which is not followed', 302, '', { location: 'http://127.0.0.1:9/' }],
    ['nothing', 200, '', {}],
  ])('says of %s that it is none of this API, with its status', async (_what, status, body, headers) => {
    const client = await clientOf(answering(status, body, headers))
    const answer = await client.call('getHost', { params: { id: 'h' } })
    expect(answer).toMatchObject({ ok: false, error: { code: 'SERVER_ERROR', status, requestId: '' } })
  })

  test('throws on what kept an answer from coming', async () => {
    const client = await clientOf((request) => request.socket.destroy())
    await expect(client.call('getServer')).rejects.toThrow('fetch failed')
  })
})

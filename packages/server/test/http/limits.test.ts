import { LIMITS, MINUTE_MS } from '@latchkey/core/limits'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, PASSWORD, START, startServer, type TestHost, type TestServer, WIDE } from './fixture.ts'

const servers: TestServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

/** A server on which only the limits given are narrow. */
async function serverWith(limits: Readonly<Record<string, number>>): Promise<TestServer> {
  const server = await startServer({ limits: { ...WIDE, ...limits } })
  servers.push(server)
  return server
}

async function serverWithPeople(limits: Readonly<Record<string, number>>): Promise<TestServer> {
  const server = await serverWith(limits)
  await server.customer('ada')
  await server.staffSession('admin')
  return server
}

async function post(server: TestServer, path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** Status, code and what the headers say about waiting. */
async function waitOf(answer: Response) {
  const { code } = (await answer.json()) as { readonly code?: string }
  return { status: answer.status, code, seconds: Number(answer.headers.get('retry-after')) }
}

describe.each([
  ['/v1/sign-in', { hostId: 'A'.repeat(43) }],
  ['/v1/staff/sign-in', {}],
])('%s', (path, rest) => {
  const attempt = (server: TestServer, login: string, password: string) =>
    post(server, path, { login, password, ...rest })

  const known = path.includes('staff') ? 'admin' : 'ada'

  test('lets a login fail five times, then not even the right password in, for longer each time', async () => {
    const server = await serverWithPeople({ signInsPerAccountMax: LIMITS.signInsPerAccountMax })
    const fail = async () => {
      for (let count = 0; count < 5; count += 1) expect((await attempt(server, known, 'wrong')).status).toBe(401)
    }
    await fail()
    const first = await waitOf(await attempt(server, known, PASSWORD))
    expect(first).toEqual({ status: 429, code: 'RATE_LIMITED', seconds: 15 * 60 })
    server.clock.at += first.seconds * 1_000
    await fail()
    const second = await waitOf(await attempt(server, known.toUpperCase(), PASSWORD))
    expect(second.seconds).toBe(2 * first.seconds)
    server.clock.at += second.seconds * 1_000
    expect((await attempt(server, known, PASSWORD)).status).toBe(200)
  })

  test('forgets the failures of a login whose owner got in', async () => {
    const server = await serverWithPeople({ signInsPerAccountMax: 2 })
    for (let count = 0; count < 5; count += 1) {
      expect((await attempt(server, known, 'wrong')).status).toBe(401)
      expect((await attempt(server, known, PASSWORD)).status).toBe(200)
    }
  })

  test('limits a login that nobody has as one that somebody has, in the same bytes', async () => {
    const server = await serverWithPeople({ signInsPerAccountMax: 2 })
    const other = path.includes('staff') ? 'ada' : 'admin'
    const histories = await Promise.all(
      [known, 'nobody', other].map(async (login) => {
        const answers = []
        for (let count = 0; count < 3; count += 1) {
          const answer = await attempt(server, login, 'wrong')
          const { date: _, 'x-request-id': _id, ratelimit: _left, ...headers } = Object.fromEntries(answer.headers)
          answers.push([answer.status, headers, (await answer.text()).replace(/"req_[^"]*"/, '')])
        }
        return JSON.stringify(answers)
      }),
    )
    expect(new Set(histories).size).toBe(1)
  })

  test('limits the attempts of one address on all logins together', async () => {
    const server = await serverWithPeople({ signInsPerIpPerMinuteMax: 3 })
    const [first] = [await attempt(server, 'a1', 'x')]
    expect(first.headers.get('ratelimit-policy')).toBe('"sign-ins";q=3;w=60')
    for (const login of ['a2', 'a3']) expect((await attempt(server, login, 'x')).status).toBe(401)
    const last = await attempt(server, 'a4', 'x')
    expect(last.headers.get('ratelimit')).toBe('"sign-ins";r=0;t=60')
    expect(await waitOf(last)).toEqual({ status: 429, code: 'RATE_LIMITED', seconds: 60 })
    server.clock.at += MINUTE_MS
    expect((await attempt(server, 'a4', 'x')).status).toBe(401)
  })
})

async function lookUp(host: TestHost, key: string): Promise<string> {
  const asked = await host.ask({ type: 'look-up' }, { key })
  return 'code' in asked ? codeOf(asked) : 'answered'
}

describe('unknown keys', () => {
  test('from one address are counted, and beyond the limit a known one is not told from them', async () => {
    const server = await serverWith({ unknownKeysPerIpPerMinuteMax: 2 })
    const host = await server.host()
    const { key } = await server.issue()
    expect(await lookUp(host, key)).toBe('answered')
    for (const unknown of ['UNKNOWN-1', 'UNKNOWN-2']) expect(await lookUp(host, unknown)).toBe('KEY_UNKNOWN')
    for (const text of ['UNKNOWN-3', key]) expect(await lookUp(host, text)).toBe('RATE_LIMITED')
    server.clock.at += MINUTE_MS
    expect(await lookUp(host, key)).toBe('answered')
  })

  test('from everywhere stop those who have not signed in, and nobody else', async () => {
    const server = await serverWith({ unknownKeysPerSecondMax: 1 })
    await server.customer('ada')
    const host = await server.host()
    const { key } = await server.issue()
    expect(await lookUp(host, 'UNKNOWN-1')).toBe('KEY_UNKNOWN')
    expect(await lookUp(host, key)).toBe('RATE_LIMITED')
    const asked = await host.ask({ type: 'look-up' }, { key, accountToken: await host.signIn('ada') })
    expect(asked.status).toBe(200)
  })
})

describe('activations of one key', () => {
  test('are limited by the hour, and a repeated request costs nothing', async () => {
    const server = await serverWith({ activationsPerKeyPerHourMax: 2 })
    const { key, id } = await server.issue()
    const host = await server.host()
    const { request } = await host.activate(key)
    for (let count = 0; count < 5; count += 1) expect((await host.post(request)).status).toBe(200)
    const rows = [{ keyId: id, product: 'ct' }]
    const again = async () => host.post(await host.request({ type: 'activate', rows } as never, { key }))
    expect((await again()).status).toBe(200)
    const limited = await again()
    expect(limited.headers.get('ratelimit-policy')).toBe('"activations";q=2;w=3600')
    expect(await waitOf(limited)).toEqual({ status: 429, code: 'RATE_LIMITED', seconds: 3600 })
    expect((await host.post(request)).status).toBe(200)
    server.clock.at = START + 3_600_000
    expect((await again()).status).toBe(200)
  })
})

describe('a body', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(async () => server.close())
  const send = (body: string, type: string) =>
    fetch(`${server.url}/v1/host-requests`, { method: 'POST', headers: { 'content-type': type }, body })

  test.each([
    ['too large', 413, JSON.stringify({ request: 'x'.repeat(LIMITS.bodyBytesMax) }), 'application/json'],
    ['a form', 415, 'request=x', 'application/x-www-form-urlencoded'],
    ['text', 415, '{"request":"x"}', 'text/plain'],
    ['broken JSON', 400, '{"request":', 'application/json'],
    ['empty', 400, '', 'application/json'],
    ['for a prototype', 400, '{"__proto__":{"request":"x"}}', 'application/json'],
    ['with an unknown field', 400, '{"request":"x","more":1}', 'application/json'],
    ['an array', 400, '[]', 'application/json'],
    ['deep', 400, `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'application/json'],
  ])('that is %s is refused', async (_, status, body, type) => {
    const answer = await send(body, type)
    const { code } = (await answer.json()) as { readonly code: string }
    expect([answer.status, code]).toEqual([status, 'REQUEST_MALFORMED'])
  })
})

import { type OperationName, operationOf } from '@latchkey/contract/operations'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HANDLERS } from '../../src/http/handlers.ts'
import { openSession, startServer, type TestServer } from './fixture.ts'

/** A browser sends its cookie whoever made the page: whatever changes something is refused unless the page is ours. */

const UNSAFE = (Object.keys(HANDLERS) as OperationName[]).filter((name) => operationOf(name).method !== 'GET')
const SIGNED_IN = UNSAFE.filter((name) => operationOf(name).access !== 'anybody')
/** Not signed in by a cookie, so that another site's page gains nothing by them that its server could not do by itself. */
const HARMLESS: ReadonlySet<OperationName> = new Set([
  'answerHostRequest',
  'signIn',
  'staffSignIn',
  'lookUpLink',
  'sendReturnRequestForm',
])

let server: TestServer
let cookies: Readonly<Record<'admin' | 'customer', string>>
beforeAll(async () => {
  server = await startServer()
  const id = await server.customer('cross')
  cookies = {
    admin: `latchkey=${await server.staffSession('admin')}`,
    customer: `latchkey=${await openSession(server.accounts, { id: id as never, role: 'customer' }, server.clock.at)}`,
  }
})
afterAll(async () => server.close())

async function send(name: OperationName, headers: Readonly<Record<string, string>>): Promise<string> {
  const { method, path, body } = operationOf(name)
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}${path.replaceAll(/:\w+/g, 'x')}`, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: '{"unknown":1}' }),
  })
  const text = await answer.text()
  return text === '' ? String(answer.status) : ((JSON.parse(text) as { readonly code?: string }).code ?? 'answered')
}

const ELSEWHERE = [
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['a neighbor of this one', { 'sec-fetch-site': 'same-site', origin: 'https://evil.vendor.example' }],
  ['another origin, as an older browser says it', { origin: 'https://evil.example' }],
  ['nowhere it tells', { origin: 'null' }],
  ['no page at all', {}],
] as const

describe.each(SIGNED_IN)('%s', (name) => {
  test.each(ELSEWHERE)('is refused to a session that comes from %s', async (_, headers) => {
    for (const cookie of [cookies.admin, cookies.customer]) {
      expect(await send(name, { ...headers, cookie })).toBe('CROSS_SITE')
    }
  })
})

test.each(UNSAFE.filter((name) => operationOf(name).access === 'anybody' && !HARMLESS.has(name)))(
  '%s, which anybody may call, is refused to pages of other sites: nobody is signed in by somebody else',
  async (name) => {
    expect(await send(name, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })).toBe('CROSS_SITE')
    expect(await send(name, { 'sec-fetch-site': 'same-origin', origin: server.url })).not.toBe('CROSS_SITE')
  },
)

test('what is called without a session is named here, so that a new operation is looked at', () => {
  const open = UNSAFE.filter((name) => operationOf(name).access === 'anybody' && HARMLESS.has(name))
  expect(open.toSorted()).toEqual([...HARMLESS].toSorted())
})

test('a form, which any page could send without asking, is not taken even from ours', async () => {
  const headers = { cookie: cookies.admin, 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await fetch(`${server.url}/v1/session/step-up`, {
    method: 'POST',
    headers: { ...headers, 'sec-fetch-site': 'same-origin', origin: server.url },
    body: 'type=password&password=x',
  })
  expect([answer.status, (await answer.json()) as unknown]).toMatchObject([415, { code: 'REQUEST_MALFORMED' }])
})

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { LIMITS } from '@latchkey/core/limits'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RepeatedJob } from '../../src/jobs/repeat.ts'
import { startWebhookJob } from '../../src/jobs/webhooks.ts'
import { checkAddress } from '../../src/webhooks/address.ts'
import { post } from '../../src/webhooks/post.ts'
import { startServer, type TestServer } from '../http/fixture.ts'
import { good } from '../http/people.ts'

/** docs/help-desk.md word for word: its script receives, its bodies call; only Zendesk and Jira are stand-ins. */

const root = resolve(import.meta.dirname, '../../../..')
const page = readFileSync(join(root, 'docs/help-desk.md'), 'utf8')
const script = /```js\n([\s\S]+?)```/.exec(page)?.[1] ?? ''
const topics = /--topic ((?:return-request\.[a-z-]+ ?)+)/.exec(page)?.[1]?.trim().split(' ') ?? []

/** The bodies of a recipe in their order: open, comment, close. */
function bodiesOf(heading: string): readonly string[] {
  const section = page.split(`\n## ${heading}`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/`(\{"action":.+?\})`/g)].map(([, body = '']) => body)
}

/** As the help desk fills it in: within quotes escaped, `asJsonString` with its own quotes. */
function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(.+?)\}\}/g, (_, name: string) => {
    const isWhole = name.endsWith('.asJsonString')
    const json = JSON.stringify(values[name.replace('.asJsonString', '')] ?? `no ${name}`)
    return isWhole ? json : json.slice(1, -1)
  })
}

interface Heard {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Readonly<Record<string, unknown>> | null
}

/** Zendesk's and Jira's side, as far as the script speaks with them. */
class StandIn {
  readonly heard: Heard[] = []
  status = 200
  readonly #server: Server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      this.heard.push({ method, path, headers, body: text === '' ? null : JSON.parse(text) })
      const transitions = ['Done', 'Reopen'].map((name, index) => ({ id: String(index + 31), name }))
      const isAsked = method === 'GET' && path.endsWith('/transitions')
      response.writeHead(this.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isAsked ? { transitions } : {}))
    })
  })

  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
  }
}

const RESOLVE = async () => [{ address: '127.0.0.1', family: 4 }]
const RULES = { loopback: true }
const folder = mkdtempSync(join(tmpdir(), 'latchkey-receiver-'))
const scripts: ChildProcess[] = []
const zendesk = new StandIn()
const jira = new StandIn()
const receivers: { readonly url: string; readonly secret: string }[] = []

let server: TestServer
let job: RepeatedJob
let token = ''

beforeAll(async () => {
  server = await startServer({ checkWebhookAddress: (url) => checkAddress(url, RESOLVE, RULES) })
  server.clock.at = Date.now()
  const log = server.app.log as unknown as Parameters<typeof startWebhookJob>[0]['log']
  const settings = { resolve: RESOLVE, rules: RULES, timeoutMs: 4_000, clock: Date.now }
  const clock = () => server.clock.at
  const parts = { store: server.store, secrets: server.keys.secrets, clock, jitter: () => 0, log, pauseMs: 20 }
  job = startWebhookJob({ ...parts, post: (message) => post(message, settings), failpoint: () => undefined })
  token = await server.token(['return-requests:write'])
  writeFileSync(join(folder, 'receiver.mjs'), script)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  await receive({ ZENDESK_URL: await zendesk.listen(), ZENDESK_AUTH: 'bridge@example.com/token:abc' })
  await receive({ JIRA_URL: await jira.listen(), JIRA_AUTH: 'bridge@example.com:abc' })
})
afterAll(async () => {
  await job.stop()
  for (const child of scripts) child.kill()
  zendesk.close()
  jira.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the page's script, told of by a webhook with the page's topics. */
async function receive(env: Readonly<Record<string, string>>): Promise<void> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/latchkey`
  const body = { url, topics: topics as 'return-request.opened'[] }
  const { secret } = await good(server.admin.call('createWebhook', { body }))
  const child = spawn(process.execPath, [join(folder, 'receiver.mjs')], {
    env: { ...env, LATCHKEY_SECRET: secret, PORT: String(port) },
    stdio: 'ignore',
  })
  scripts.push(child)
  receivers.push({ url, secret })
  while (!(await isListening(url))) await new Promise((wait) => setTimeout(wait, 50))
}

async function isListening(url: string): Promise<boolean> {
  try {
    await fetch(url)
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening))
  const { port } = probe.address() as AddressInfo
  await new Promise((closed) => probe.close(closed))
  return port
}

async function calls(ticket: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(`${server.url}/v1/help-desk/tickets/${encodeURIComponent(ticket)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body,
  })
  const json = (await answer.json()) as Readonly<Record<string, unknown>>
  return { status: answer.status, json, code: json['code'], id: String(json['id']) }
}

async function activatedKey(): Promise<string> {
  const { key } = await server.issue()
  await (await server.host()).activate(key)
  return key
}

const until = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 20 })
const reply = 'Activate it on the new PC: "Step 1".\nBest regards'

/** What happens to a case after it was opened from a ticket: everything that Support can do with it, and an undo. */
async function livesThrough(id: string, settled: () => Promise<void>): Promise<void> {
  const params = { id }
  await settled()
  const proof = { decision: 'ask-for-proof', reply: 'Which order was it?' } as const
  await good(server.admin.call('decideReturnRequest', { params, body: proof }))
  await settled()
  await good(server.admin.call('commentReturnRequest', { params, body: { text: 'It is theirs.', internal: true } }))
  await settled()
  await good(server.admin.call('decideReturnRequest', { params, body: { decision: 'return', reply } }))
  await settled()
  await good(server.admin.call('undoReturnRequest', { params, body: { note: 'by mistake' } }))
  await settled()
}

test('the page tells of every topic of cases, and how to call for each action', () => {
  expect(topics).toHaveLength(7)
  for (const heading of ['Zendesk', 'Jira Service Management']) {
    const actions = bodiesOf(heading).map((body) => /"action":"([a-z]+)"/.exec(body)?.[1])
    expect(actions).toEqual(['open', 'comment', 'close'])
  }
})

test('Zendesk: triggers open, comment and close; the ticket hears of each change', async () => {
  const [open = '', comment = '', close = ''] = bodiesOf('Zendesk')
  const key = await activatedKey()
  const values = {
    'ticket.ticket_field_360001': ` ${key.toLowerCase()}\n`,
    'ticket.requester.email': 'ann@example.com',
    'ticket.description': 'My PC was "stolen".\n\nAnn',
    'ticket.latest_comment': '----\nOrder SO-1\t<b>',
  }
  const opened = await calls('48213', filled(open, values))
  expect(opened).toMatchObject({ status: 200, json: { message: values['ticket.description'], state: 'open' } })
  let heard = 0
  const settled = async () => until(() => zendesk.heard.length).toBe((heard += 1))
  await livesThrough(opened.id, settled)
  const told = zendesk.heard.map(({ body }) => body?.['ticket'] as { comment: object; status?: string })
  expect(told).toEqual([
    { comment: { body: `return-request.opened: ${opened.id}`, public: false } },
    { comment: { body: 'Support asks for proof.', public: false } },
    { comment: { body: 'It is theirs.', public: false } },
    { comment: { body: reply, public: true }, status: 'solved' },
    { comment: { body: 'The return was undone; the case is open again.', public: false }, status: 'open' },
  ])
  expect(new Set(zendesk.heard.map(({ method, path }) => `${method} ${path}`))).toEqual(
    new Set(['PUT /api/v2/tickets/48213.json']),
  )
  expect(zendesk.heard[0]?.headers.authorization).toBe(`Basic ${btoa('bridge@example.com/token:abc')}`)
  expect(await calls('48213', filled(comment, values))).toMatchObject({ status: 200 })
  const { json } = await calls('48213', filled(close, values))
  expect(json).toMatchObject({ state: 'withdrawn', answer: 'Solved in Zendesk.' })
  await settled()
})

test('Jira: rules open, comment and close; a help desk that is down for a while hears of it afterwards, once', async () => {
  const [open = '', comment = '', close = ''] = bodiesOf('Jira Service Management')
  // Its webhook hears of Zendesk's tickets too.
  const heardOfTicket = () => jira.heard.filter(({ path }) => path.includes('SUP-7'))
  const values = {
    'issue.Activation Key': await activatedKey(),
    'issue.reporter.emailAddress': 'bob@example.com',
    'issue.description': 'It "burned".\nBob',
    'comment.body': 'Order SO-2',
  }
  jira.status = 503
  const { id } = await calls('SUP-7', filled(open, values))
  await until(() => heardOfTicket().length).toBe(1)
  jira.status = 200
  await until(async () => {
    server.clock.at += 60_000
    return heardOfTicket().length
  }).toBe(2)
  const heard = () =>
    heardOfTicket()
      .slice(1)
      .map(({ method, path, body }) => [method, path, body] as const)
  let comments = 0
  const settled = async () =>
    until(() => heard().filter(([, path]) => path.endsWith('/comment')).length).toBe((comments += 1))
  await livesThrough(id, settled)
  await until(() => heard().length).toBe(9)
  expect(heard().filter(([method, path]) => method === 'POST' && path.endsWith('/transitions'))).toEqual([
    ['POST', '/rest/api/3/issue/SUP-7/transitions', { transition: { id: '31' } }],
    ['POST', '/rest/api/3/issue/SUP-7/transitions', { transition: { id: '32' } }],
  ])
  expect(heard()[0]).toEqual([
    'POST',
    '/rest/servicedeskapi/request/SUP-7/comment',
    { body: `return-request.opened: ${id}`, public: false },
  ])
  expect((await calls('SUP-7', filled(comment, values))).json).toMatchObject({ id })
  expect((await calls('SUP-7', filled(close, values))).json).toMatchObject({ state: 'withdrawn' })
  await settled()
})

const toldOfIt = () => zendesk.heard.filter(({ path }) => path.includes('ZD-1')).length
const secret = () => receivers[0]?.secret ?? ''

const send = async (at: Date, { id = 'dlv_1', with: by = secret(), signed = '' } = {}) => {
  const body = JSON.stringify({ type: 'return-request.closed', data: { returnRequest: { externalId: 'ZD-1' } } })
  const signature = new Webhook(by).sign(id, at, signed === '' ? body : signed)
  const stamp = String(Math.floor(at.getTime() / 1000))
  const headers = { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature }
  return (await fetch(receivers[0]?.url ?? '', { method: 'POST', headers, body })).status
}

describe('the script', () => {
  const forged = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

  test.each([
    ['another secret', async () => send(new Date(), { with: forged })],
    ['another body', async () => send(new Date(), { signed: '{}' })],
    ['a time of six minutes ago', async () => send(new Date(Date.now() - 360_000))],
    ['a time in six minutes', async () => send(new Date(Date.now() + 360_000))],
    ['no signature', async () => (await fetch(receivers[0]?.url ?? '', { method: 'POST', body: '{}' })).status],
  ])('refuses a message with %s, and tells the ticket nothing', async (_, sent) => {
    const before = toldOfIt()
    expect(await sent()).toBe(401)
    expect(toldOfIt()).toBe(before)
  })

  test('takes a repeated message, and does it once', async () => {
    const before = toldOfIt()
    const at = new Date()
    expect([await send(at, { id: 'dlv_twice' }), await send(at, { id: 'dlv_twice' })]).toEqual([204, 204])
    expect(toldOfIt()).toBe(before + 1)
  })
})

const opening = (key: string, changes: object = {}) =>
  JSON.stringify({ action: 'open', key, email: 'ann@example.com', text: 'gone', ...changes })

describe('a call of the help desk', () => {
  test('under one Idempotency-Key has one effect and one answer; with another body it is refused', async () => {
    const body = opening(await activatedKey())
    const key = { 'idempotency-key': 'zendesk-event-1' }
    const answers = await Promise.all([calls('ID-1', body, key), calls('ID-1', body, key), calls('ID-1', body, key)])
    expect(new Set(answers.filter(({ status }) => status === 200).map(({ id }) => id)).size).toBe(1)
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
    expect((await calls('ID-1', opening(await activatedKey()), key)).code).toBe('OPERATION_REUSED')
    expect((await calls('ID-1', body)).code).toBe('ALREADY_EXISTS')
  })

  test('about a ticket that is closed: a comment is kept, closing again changes nothing, it is not opened again', async () => {
    const key = await activatedKey()
    const { id } = await calls('CL-1', opening(key))
    await good(
      server.admin.call('decideReturnRequest', { params: { id }, body: { decision: 'return', reply: 'Done.' } }),
    )
    const commented = await calls('CL-1', JSON.stringify({ action: 'comment', text: 'Thanks', author: 'customer' }))
    expect(commented.json).toMatchObject({ state: 'returned' })
    const { comments } = await good(server.admin.call('getReturnRequest', { params: { id } }))
    expect(comments).toMatchObject([{ by: 'customer', text: 'Thanks' }])
    const closed = await calls('CL-1', JSON.stringify({ action: 'close', text: 'solved' }))
    expect(closed.json).toMatchObject({ state: 'returned', answer: 'Done.' })
    expect((await calls('CL-1', opening(key))).code).toBe('ALREADY_EXISTS')
  })

  test.each([
    ['no token', { authorization: '' }, '{}', 401, 'NOT_SIGNED_IN'],
    ['a token that is none', { authorization: 'Bearer lk_live_x' }, '{}', 401, 'NOT_SIGNED_IN'],
    ['a body that is no JSON', {}, '{"action":"open","text":"line\nbreak"}', 400, 'REQUEST_MALFORMED'],
    ['an action that is none', {}, '{"action":"delete"}', 400, 'REQUEST_MALFORMED'],
    ['two addresses', {}, opening('X', { email: 'a@example.com, b@example.com' }), 400, 'REQUEST_MALFORMED'],
    ['a ticket that is not known', {}, '{"action":"comment","text":"x"}', 404, 'NOT_FOUND'],
    ['10 MB', {}, opening('X', { text: 'x'.repeat(10_000_000) }), 413, 'REQUEST_MALFORMED'],
  ])('with %s is refused', async (_, headers, body, status, code) => {
    expect(await calls('NO-1', body, headers)).toMatchObject({ status, code })
  })

  test('with the text of a whole correspondence keeps its beginning', async () => {
    const text = `${'x'.repeat(LIMITS.noteCharsMax - 2)}🔑${'y'.repeat(50_000)}`
    const { json } = await calls('LONG-1', opening(await activatedKey(), { text }))
    expect(json['message']).toBe(`${'x'.repeat(LIMITS.noteCharsMax - 2)}…`)
  })

  test('whose ticket is called anything stays that ticket: no path, no other one', async () => {
    for (const ticket of ['../../keys', 'a/b', "' OR 1=1 --", '%2e%2e', 'é🔑', '<img src=x onerror=alert(1)>']) {
      const { json } = await calls(ticket, opening(await activatedKey()))
      expect(json['externalId']).toBe(ticket)
    }
    expect((await calls('x'.repeat(201), opening('X'))).code).toBe('NOT_FOUND')
  })
})

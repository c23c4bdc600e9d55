import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RepeatedJob } from '../../src/jobs/repeat.ts'
import { startWebhookJob } from '../../src/jobs/webhooks.ts'
import { checkAddress } from '../../src/webhooks/address.ts'
import { post } from '../../src/webhooks/post.ts'
import { startServer, type TestServer } from '../http/fixture.ts'

/** A help desk of the vendor's own, as docs/help-desk.md tells to set one up: tickets, a webhook in, calls out. It knows nothing else of us. */
class HelpDesk {
  readonly tickets = new Map<string, { status: 'open' | 'solved'; readonly notes: string[] }>()
  readonly refused: string[] = []
  secret = ''
  token = ''
  latchkey = ''
  readonly #seen = new Set<string>()
  readonly #server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      try {
        new Webhook(this.secret).verify(body, request.headers as Record<string, string>)
      } catch (error) {
        this.refused.push(String(error))
        response.writeHead(401).end()
        return
      }
      const id = String(request.headers['webhook-id'])
      // At least once: what came before is taken and not done again.
      if (!this.#seen.has(id)) this.#hear(JSON.parse(body))
      this.#seen.add(id)
      response.writeHead(204).end()
    })
  })

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/latchkey`
  }

  close(): void {
    this.#server.close()
  }

  /** A customer writes; the trigger of docs/help-desk.md calls Latchkey. */
  async open(id: string, body: object): Promise<Response> {
    this.tickets.set(id, { status: 'open', notes: [] })
    return this.#call(id, { action: 'open', ...body }, `open-${id}`)
  }

  async comment(id: string, text: string, author: 'customer' | 'agent'): Promise<Response> {
    return this.#call(id, { action: 'comment', text, author }, `comment-${id}-${text}`)
  }

  async solve(id: string, text: string): Promise<Response> {
    return this.#call(id, { action: 'close', text }, `close-${id}`)
  }

  #call(id: string, body: object, key: string): Promise<Response> {
    return fetch(`${this.latchkey}/v1/help-desk/tickets/${id}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    })
  }

  #hear({
    type,
    data,
  }: {
    type: string
    data: { returnRequest: Record<string, unknown>; comment: Record<string, unknown> }
  }): void {
    const { returnRequest, comment } = data
    const ticket = this.tickets.get(String(returnRequest['externalId']))
    if (ticket === undefined) return
    // Its own words come back to it as well: they are told apart by who wrote them.
    if (type === 'return-request.commented') {
      if (comment['by'] === 'support')
        ticket.notes.push(`${comment['internal'] === true ? 'internal' : 'public'}: ${String(comment['text'])}`)
      return
    }
    ticket.notes.push(type)
    if (type !== 'return-request.closed') return
    ticket.status = 'solved'
    ticket.notes.push(`public: ${String(returnRequest['answer'])}`)
  }
}

const RESOLVE = async () => [{ address: '127.0.0.1', family: 4 }]
const RULES = { loopback: true }
const TOPICS = [
  'return-request.opened',
  'return-request.commented',
  'return-request.decided',
  'return-request.closed',
  'return-request.reopened',
] as const

let server: TestServer
let job: RepeatedJob
const desk = new HelpDesk()

beforeAll(async () => {
  server = await startServer({ checkWebhookAddress: (url) => checkAddress(url, RESOLVE, RULES) })
  const log = server.app.log as unknown as Parameters<typeof startWebhookJob>[0]['log']
  const settings = { resolve: RESOLVE, rules: RULES, timeoutMs: 2_000, clock: Date.now }
  const parts = {
    store: server.store,
    secrets: server.keys.secrets,
    clock: Date.now,
    jitter: () => 0,
    log,
    pauseMs: 20,
  }
  job = startWebhookJob({ ...parts, post: (message) => post(message, settings), failpoint: () => undefined })
  const made = await server.admin.call('createWebhook', { body: { url: await desk.listen(), topics: [...TOPICS] } })
  if (!made.ok) throw new Error(made.error.code)
  desk.secret = made.value.secret
  desk.token = await server.token(['return-requests:write'])
  desk.latchkey = server.url
})
afterAll(async () => {
  await job.stop()
  desk.close()
  await server.close()
})

const until = <T>(read: () => T) => expect.poll(read, { timeout: 10_000, interval: 20 })

async function activatedKey(): Promise<string> {
  const { key } = await server.issue()
  await (await server.host()).activate(key)
  return key
}

test('KB1023 2.B in a help desk: a ticket is opened, asked for proof, answered, decided by Support and solved, and both sides know', async () => {
  const key = await activatedKey()
  const asked = {
    key: ` ${key.toLowerCase()} `,
    email: 'ann@example.com',
    reason: 'lost-pc',
    text: 'My PC was stolen.',
  }
  const opened = await desk.open('ZD-48213', asked)
  expect(opened.status).toBe(200)
  const { id } = (await opened.json()) as { readonly id: string }
  // The trigger runs twice: the same key gives the same answer, and no second case.
  expect(await (await desk.open('ZD-48213', asked)).json()).toMatchObject({ id })
  await until(() => desk.tickets.get('ZD-48213')?.notes).toContain('return-request.opened')

  const support = server.client(
    await server.token(['return-requests:read', 'return-requests:write', 'return-requests:decide']),
  )
  const params = { id }
  expect(
    (
      await support.call('decideReturnRequest', {
        params,
        body: { decision: 'ask-for-proof', reply: 'Which order was it?' },
      })
    ).ok,
  ).toBe(true)
  await until(() => desk.tickets.get('ZD-48213')?.notes.at(-1)).toBe('return-request.decided')
  expect((await support.call('getReturnRequest', { params })).ok && 'ok').toBe('ok')
  server.clock.at += 1
  expect((await desk.comment('ZD-48213', 'Order SO-1.', 'customer')).status).toBe(200)
  const back = await support.call('getReturnRequest', { params })
  expect(back).toMatchObject({
    value: { stage: 'new', comments: [{ by: 'support' }, { by: 'customer', text: 'Order SO-1.' }] },
  })

  await support.call('commentReturnRequest', { params, body: { text: 'Order is theirs.', internal: true } })
  await until(() => desk.tickets.get('ZD-48213')?.notes.at(-1)).toBe('internal: Order is theirs.')
  const decided = await support.call('decideReturnRequest', {
    params,
    body: { decision: 'return', reply: 'Activate it on the new PC.' },
  })
  expect(decided).toMatchObject({ value: { outcome: 'done' } })
  await until(() => desk.tickets.get('ZD-48213')?.status).toBe('solved')
  expect(desk.tickets.get('ZD-48213')?.notes).toEqual([
    'return-request.opened',
    'return-request.decided',
    'internal: Order is theirs.',
    'return-request.closed',
    'public: Activate it on the new PC.',
  ])
  // The desk's own rule closes the ticket, and tells us: the case stays as it was decided.
  expect(await (await desk.solve('ZD-48213', 'Solved')).json()).toMatchObject({ id, state: 'returned' })
  expect(desk.refused).toEqual([])
})

test('a ticket that is solved in the help desk withdraws the case, and the license stays where it is', async () => {
  const key = await activatedKey()
  const asked = { key, email: 'bob@example.com', reason: 'dead-pc', text: 'It burned.' }
  const { id } = (await (await desk.open('JSM-7', asked)).json()) as { readonly id: string }
  expect(await (await desk.solve('JSM-7', 'The PC works again.')).json()).toMatchObject({ id, state: 'withdrawn' })
  await until(() => desk.tickets.get('JSM-7')?.status).toBe('solved')
  expect(desk.tickets.get('JSM-7')?.notes).toContain('public: The PC works again.')
  const found = await server.admin.call('getReturnRequest', { params: { id } })
  expect(found).toMatchObject({ value: { licenses: [{ activatedOn: { hostName: 'PC-1' } }] } })
})

test.each([
  [
    'a key that is not known',
    { key: 'XXXXX', email: 'a@example.com', reason: 'lost-pc', text: 'x' },
    404,
    'KEY_UNKNOWN',
  ],
  ['no e-mail address', { key: 'x', email: 'nobody', reason: 'lost-pc', text: 'x' }, 400, 'REQUEST_MALFORMED'],
  ['a reason that is none', { key: 'x', email: 'a@example.com', reason: 'bored', text: 'x' }, 400, 'REQUEST_MALFORMED'],
])('a ticket with %s is refused with its reason', async (_, body, status, code) => {
  const answer = await desk.open('ZD-1', body)
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code])
})

test('what is said of a ticket that opened no case is refused', async () => {
  const answers = [await desk.comment('ZD-404', 'hello', 'agent'), await desk.solve('ZD-404', 'bye')]
  expect(await Promise.all(answers.map(async (answer) => ((await answer.json()) as { code: string }).code))).toEqual([
    'NOT_FOUND',
    'NOT_FOUND',
  ])
})

test('a message that somebody else has made is refused by the help desk', async () => {
  const forged = new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`)
  const body = JSON.stringify({ type: 'return-request.closed', data: { returnRequest: { externalId: 'ZD-48213' } } })
  const at = new Date()
  const listed = await server.admin.call('listWebhooks', {})
  const url = listed.ok ? (listed.value.items[0]?.url ?? '') : ''
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'webhook-id': 'dlv_forged',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': forged.sign('dlv_forged', at, body),
    },
    body,
  })
  expect(answer.status).toBe(401)
})

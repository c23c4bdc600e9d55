import { makeId } from '@latchkey/core/ids'
import { DAY_MS, LIMITS, MINUTE_MS, SECOND_MS } from '@latchkey/core/limits'
import { WEBHOOK_TOPICS } from '@latchkey/core/webhook'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RepeatedJob } from '../../src/jobs/repeat.ts'
import { startWebhookJob } from '../../src/jobs/webhooks.ts'
import { checkAddress } from '../../src/webhooks/address.ts'
import { post } from '../../src/webhooks/post.ts'
import { PASSWORD, random, startServer, type TestServer } from '../http/fixture.ts'
import { carryOutDue } from '../../src/jobs/holds.ts'
import { good, openPerson } from '../http/people.ts'
import { type Received, type Receiver, startReceiver } from './receiver.ts'

const RESOLVE = async () => [{ address: '127.0.0.1', family: 4 }]
const RULES = { loopback: true }

let server: TestServer
let job: RepeatedJob
const receivers: Receiver[] = []

beforeEach(async () => {
  server = await startServer({ checkWebhookAddress: (url) => checkAddress(url, RESOLVE, RULES) })
  job = startJob()
})
afterEach(async () => {
  await job.stop()
  for (const receiver of receivers.splice(0)) await receiver.close()
  await server.close()
})

/** The real job on the real store; time stands still until a test moves it, so that retries come when it says. */
function startJob(timeoutMs = 2_000): RepeatedJob {
  const clock = () => server.clock.at
  const settings = { resolve: RESOLVE, rules: RULES, timeoutMs, clock }
  const log = server.app.log as unknown as Parameters<typeof startWebhookJob>[0]['log']
  const parts = { store: server.store, secrets: server.keys.secrets, clock, jitter: () => 0, log }
  return startWebhookJob({
    ...parts,
    post: (message) => post(message, settings),
    failpoint: () => undefined,
    pauseMs: 20,
  })
}

const until = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 10_000, interval: 20 })

async function receiver(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...args)
  receivers.push(started)
  return started
}

async function hook(url: string, topics: readonly (typeof WEBHOOK_TOPICS)[number][] = WEBHOOK_TOPICS) {
  const made = await server.admin.call('createWebhook', { body: { url, topics: [...topics] } })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value
}

async function logOf(id: string) {
  const listed = await server.admin.call('listDeliveries', { params: { id } })
  if (!listed.ok) throw new Error(listed.error.code)
  return listed.value.items
}

const viewOf = async (id: string) => {
  const listed = await server.admin.call('listWebhooks', {})
  return listed.ok ? listed.value.items.find((item) => item.id === id) : undefined
}

/** An endpoint as a vendor writes it, with the library that Standard Webhooks gives out. */
const verify = (secret: string, { body, headers }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>)

describe('a message', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: server.clock.at }))
  afterEach(() => void vi.useRealTimers())

  test('is verified by the library of Standard Webhooks, and by no other secret', async () => {
    const { url, waitFor } = await receiver()
    const { secret, id } = await hook(url)
    await server.admin.call('testWebhook', { params: { id } })
    const [message] = await waitFor(1)
    if (message === undefined) throw new Error('nothing came')
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(verify(secret, message)).toEqual(message.json)
    expect(message.json).toMatchObject({ type: 'webhook.test', timestamp: new Date(server.clock.at).toISOString() })
    const other = `whsec_${Buffer.from(random(32)).toString('base64')}`
    expect(() => verify(other, message)).toThrow('No matching signature found')
    expect(() => verify(secret, { ...message, body: `${message.body} ` })).toThrow('No matching signature found')
    expect(() => verify(secret, { ...message, headers: { ...message.headers, 'webhook-id': 'dlv_x' } })).toThrow(
      'No matching signature found',
    )
  })

  test('is signed by both secrets for a day after a rotation, then by the new one alone', async () => {
    const { url, waitFor } = await receiver()
    const { secret, id } = await hook(url)
    const rotated = await server.admin.call('rotateWebhookSecret', { params: { id } })
    if (!rotated.ok) throw new Error(rotated.error.code)
    expect(rotated.value.secret).not.toBe(secret)
    await server.admin.call('testWebhook', { params: { id } })
    const [both] = await waitFor(1)
    if (both === undefined) throw new Error('nothing came')
    expect(verify(secret, both)).toEqual(verify(rotated.value.secret, both))
    server.clock.at += LIMITS.webhookSecretOverlapMs
    vi.setSystemTime(server.clock.at)
    await server.admin.call('testWebhook', { params: { id } })
    const [, alone] = await waitFor(2)
    if (alone === undefined) throw new Error('nothing came')
    expect(verify(rotated.value.secret, alone)).toEqual(alone.json)
    expect(() => verify(secret, alone)).toThrow('No matching signature found')
  })
})

describe('what happens', () => {
  test('is told with the thing as it is afterwards, once for each, and only what the webhook is told of', async () => {
    const all = await receiver()
    const returns = await receiver()
    await hook(all.url)
    await hook(returns.url, ['license.returned'])
    const { key, licenses } = await server.issue()
    const pc = await server.host()
    await pc.activate(key)
    const [license] = licenses
    const returned = { params: { id: license?.id ?? '' }, body: { reason: 'lost-pc' as const } }
    expect((await server.admin.call('supportReturnLicense', returned)).ok).toBe(true)
    await all.waitFor(3)
    const [last] = await returns.waitFor(1)
    expect(all.received.map(({ json }) => json.type).toSorted()).toEqual([
      'key.issued',
      'license.activated',
      'license.returned',
    ])
    expect(last?.json.data).toMatchObject({
      license: { id: license?.id, activatedOn: null, product: 'ct' },
      change: { by: 'support', reason: 'lost-pc', from: pc.id },
      actor: { type: 'token' },
    })
    expect(returns.received.length).toBe(1)
    expect(JSON.stringify(all.received.map(({ body }) => body))).not.toContain(key)
  })

  test('is not told to one that is switched off', async () => {
    const { url, received, waitFor } = await receiver()
    const { id } = await hook(url)
    const body = { url, topics: [...WEBHOOK_TOPICS] }
    await server.admin.call('putWebhook', { params: { id }, body: { ...body, enabled: false } })
    await server.issue()
    expect(await logOf(id)).toEqual([])
    await server.admin.call('putWebhook', { params: { id }, body: { ...body, enabled: true } })
    await server.issue()
    await waitFor(1)
    expect(received.length).toBe(1)
  })
})

test('every step of a handover is told under a topic of its own, once, with what became of each license', async () => {
  const { url, received, waitFor } = await receiver()
  await hook(
    url,
    WEBHOOK_TOPICS.filter((topic) => topic.startsWith('handover.')),
  )
  const [ann] = [await openPerson(server, 'ann'), await openPerson(server, 'bob')]
  const { key } = await server.issue({ products: [{ product: 'ct', seats: 6 }] })
  await good(ann.client.call('claimKey', { body: { key, seats: [{ product: 'ct', count: 6 }] } }))
  const note = { body: { note: 'left' } }
  const begin = async () => good(server.admin.call('handOver', { body: { from: 'ann', to: 'bob', note: 'left' } }))
  const second = server.client(await server.token(['transfers:decide']))
  const params = { id: (await begin()).id }
  await good(second.call('approveHandover', { params, ...note }))
  await good(ann.client.call('objectToHandover', { params, body: { message: 'mine' } }))
  await good(server.admin.call('cancelHandover', { params: { id: (await begin()).id }, ...note }))
  const third = { id: (await begin()).id }
  await good(second.call('approveHandover', { params: third, ...note }))
  server.clock.at += 4 * DAY_MS
  await carryOutDue(server.store, server.clock.at)
  await good(server.admin.call('undoHandover', { params: third, ...note }))
  await waitFor(9)
  const told = received.map(({ json }) => {
    const { handover } = json.data as { handover: { id: string; state: string; rows: { outcome: string }[] } }
    return [json.type, handover.id, handover.state, new Set(handover.rows.map(({ outcome }) => outcome))] as const
  })
  const steps = (id: string) => {
    return told.filter(([, of]) => of === id).map(([type, , state, outcomes]) => [type, state, ...outcomes].join(' '))
  }
  const waited = ['handover.decided held moves', 'handover.decided needs-second-agent moves']
  expect(steps(params.id).toSorted()).toEqual([...waited, 'handover.objected objected moves'])
  expect(steps(third.id).toSorted()).toEqual([
    ...waited,
    'handover.done done moved',
    'handover.undone undone moved-back',
  ])
  expect(told.filter(([type]) => type === 'handover.cancelled')).toHaveLength(1)
  const [first] = received
  expect(first?.json.data['handover']).toMatchObject({ from: { name: 'ann' }, to: { name: 'bob' }, licenses: 6 })
})

describe('an endpoint', () => {
  test('that fails is tried again under the same id until it works; the log tells each time', async () => {
    const answers = [500, 429, 200]
    const { url, received, waitFor } = await receiver((_, response) => {
      response.writeHead(answers.shift() ?? 200, { 'content-type': 'text/plain' }).end('over capacity')
    })
    const { id } = await hook(url)
    await server.issue()
    await waitFor(1)
    await expect
      .poll(async () => (await logOf(id))[0])
      .toMatchObject({
        state: 'waiting',
        attempts: 1,
        status: 500,
        answer: 'over capacity',
        problem: 'It answered 500.',
        nextAttemptAt: new Date(server.clock.at + 5 * SECOND_MS).toISOString(),
      })
    expect((await viewOf(id))?.failingSince).toBe(new Date(server.clock.at).toISOString())
    server.clock.at += 5 * SECOND_MS
    await waitFor(2)
    await until(async () => (await logOf(id))[0]?.attempts).toBe(2)
    server.clock.at += 5 * MINUTE_MS
    await waitFor(3)
    await until(async () => (await logOf(id))[0]?.state).toBe('delivered')
    expect((await logOf(id))[0]).toMatchObject({ attempts: 3, nextAttemptAt: null, problem: null })
    expect(new Set(received.map((message) => message.id)).size).toBe(1)
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
    expect(await viewOf(id)).toMatchObject({ failingSince: null, waiting: 0, failed: 0 })
  })

  test('that fails for three days loses the message, to be sent again by hand; after five it is switched off and admins are told', async () => {
    await server.accounts.create(
      {
        id: makeId('stf', random(13)),
        role: 'admin',
        username: 'root',
        email: 'root@vendor.example',
        password: PASSWORD,
      },
      server.clock.at,
    )
    let status = 503
    const { url, received, waitFor } = await receiver((_, response) => void response.writeHead(status).end())
    const { id } = await hook(url, ['key.issued'])
    await server.issue()
    const first = server.clock.at
    await waitFor(1)
    for (;;) {
      const count = received.length
      await until(async () => (await logOf(id))[0]?.attempts).toBe(count)
      const next = (await logOf(id))[0]?.nextAttemptAt
      if (next === null || next === undefined) break
      server.clock.at = Date.parse(next)
      await waitFor(count + 1)
    }
    expect(server.clock.at - first).toBe(LIMITS.webhookRetryMs)
    expect(received.length).toBeGreaterThanOrEqual(8)
    expect((await logOf(id))[0]).toMatchObject({ state: 'failed', status: 503 })
    expect(await viewOf(id)).toMatchObject({ enabled: true, failed: 1 })

    server.clock.at = first + LIMITS.webhookFailingMs
    const before = received.length
    await server.issue()
    await waitFor(before + 1)
    await until(async () => (await viewOf(id))?.enabled).toBe(false)
    expect(await viewOf(id)).toMatchObject({ offBecause: 'failing' })
    const mails = await server.admin.call('listMails', {})
    const told = mails.ok ? mails.value.items.filter(({ template }) => template === 'webhook-off') : []
    expect(told.map(({ to }) => to)).toEqual(['root@vendor.example'])

    status = 204
    const body = { url, topics: ['key.issued' as const], enabled: true }
    expect(await server.admin.call('putWebhook', { params: { id }, body })).toMatchObject({
      value: { enabled: true, offBecause: null, failingSince: null },
    })
    const given = (await logOf(id)).find(({ state }) => state === 'failed')
    await server.admin.call('replayDelivery', { params: { id: given?.id ?? '' } })
    server.clock.at += 5 * SECOND_MS
    await until(async () => (await logOf(id)).map(({ state }) => state)).toEqual(['delivered', 'delivered'])
    expect(received.filter((message) => message.id === given?.id).length).toBeGreaterThan(8)
  })

  test('that answers 410 is switched off at once', async () => {
    const { url, waitFor } = await receiver((_, response) => void response.writeHead(410).end())
    const { id } = await hook(url)
    await server.issue()
    await waitFor(1)
    await until(async () => (await viewOf(id))?.offBecause).toBe('gone')
    expect((await logOf(id))[0]).toMatchObject({ state: 'failed', attempts: 1, status: 410 })
    const events = await server.admin.call('listEvents', { query: { type: 'webhook-switched-off' } })
    expect(events).toMatchObject({ value: { items: [{ actor: { type: 'system' }, data: { because: 'gone' } }] } })
  })

  test('that is slow takes only its own places, and holds up nobody else', async () => {
    const held: (() => void)[] = []
    const slow = await receiver((_, response) => void held.push(() => response.writeHead(204).end()))
    const quick = await receiver()
    await hook(slow.url, ['key.issued'])
    await hook(quick.url, ['key.issued'])
    for (let count = 0; count < 12; count += 1) await server.issue()
    await quick.waitFor(12)
    expect(slow.received.length).toBe(LIMITS.webhookAtOncePerEndpointMax)
    while (slow.received.length < 12 || held.length > 0) {
      for (const answer of held.splice(0)) answer()
      await slow.waitFor(Math.min(12, slow.received.length + 1))
    }
    expect(new Set(slow.received.map(({ id }) => id)).size).toBe(12)
    expect(new Set(quick.received.map(({ id }) => id)).size).toBe(12)
  })

  test('that was ended is sent nothing, and what waited is in its log as given up', async () => {
    const { url, received } = await receiver((_, response) => void response.writeHead(500).end())
    const { id } = await hook(url)
    await server.issue()
    await until(async () => (await logOf(id))[0]?.attempts).toBe(1)
    expect((await server.admin.call('deleteWebhook', { params: { id } })).ok).toBe(true)
    server.clock.at += DAY_MS
    await server.issue()
    const [delivery] = await logOf(id)
    expect(delivery).toMatchObject({ state: 'failed', problem: 'The webhook was ended.', nextAttemptAt: null })
    expect(await server.admin.call('replayDelivery', { params: { id: delivery?.id ?? '' } })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    })
    expect(received.length).toBe(1)
    server.clock.at += LIMITS.deliveriesKeptMs
    // First its messages, then itself.
    await server.store.purgeDeliveries(server.clock.at, 500)
    const listed = await server.admin.call('listDeliveries', { params: { id } })
    expect(listed).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })
})

const closed = (count: number) => `http://127.0.0.1:9/${count}`

describe('a webhook', () => {
  test('is made once when the call is repeated, with the same secret, which is stored nowhere', async () => {
    const { url } = await receiver()
    const call = { body: { url, topics: ['key.issued' as const] }, idempotencyKey: 'once' }
    const [first, again] = [
      await server.admin.call('createWebhook', call),
      await server.admin.call('createWebhook', call),
    ]
    expect(again).toEqual(first)
    if (!first.ok) throw new Error(first.error.code)
    const rotate = { params: { id: first.value.id }, idempotencyKey: 'rotate-once' }
    const rotated = await server.admin.call('rotateWebhookSecret', rotate)
    expect(await server.admin.call('rotateWebhookSecret', rotate)).toEqual(rotated)
    const listed = await server.admin.call('listWebhooks', {})
    expect(listed.ok && listed.value.items.length).toBe(1)
    expect(JSON.stringify([listed, server.log])).not.toContain('whsec_')
  })

  test('is refused for an address inside, twice for the same address, and as the twenty-first', async () => {
    const topics = ['key.issued' as const]
    for (const url of ['https://10.0.0.1/', 'http://hooks.example.com/', 'https://169.254.169.254/latest']) {
      expect(await server.admin.call('createWebhook', { body: { url, topics } })).toMatchObject({
        error: { status: 422, code: 'ADDRESS_REFUSED', errors: [{ pointer: '/url' }] },
      })
    }
    const ids: string[] = []
    for (let count = 0; count < LIMITS.webhooksMax; count += 1) ids.push((await hook(closed(count))).id)
    const [, second = '', third = ''] = ids
    expect(await server.admin.call('createWebhook', { body: { url: closed(99), topics } })).toMatchObject({
      error: { status: 409, code: 'TOO_MANY' },
    })
    await server.admin.call('deleteWebhook', { params: { id: second } })
    expect(await server.admin.call('createWebhook', { body: { url: closed(0), topics } })).toMatchObject({
      error: { status: 409, code: 'ALREADY_EXISTS' },
    })
    const taken = { params: { id: third }, body: { url: closed(0), topics } }
    expect(await server.admin.call('putWebhook', taken)).toMatchObject({ error: { code: 'ALREADY_EXISTS' } })
  })

  test.each([
    ['no topics', { topics: [] }],
    ['an unknown topic', { topics: ['license.stolen'] }],
    ['no URL', { url: 'not a url' }],
    ['a script', { url: 'javascript:alert(1)' }],
    ['an unknown field', { secret: 'whsec_x' }],
  ])('is refused with %s, naming the field', async (_, change) => {
    const body = { url: 'https://hooks.example.com/', topics: ['key.issued'], ...change } as never
    const [field = ''] = Object.keys(change)
    expect(await server.admin.call('createWebhook', { body })).toMatchObject({
      error: { status: 400, code: 'REQUEST_MALFORMED', errors: [{ pointer: expect.stringContaining(field) }] },
    })
  })
})

test('a refused command leaves no message', async () => {
  const { url } = await receiver()
  const { id } = await hook(url)
  const { key, licenses } = await server.issue()
  const refused = { params: { id: licenses[0]?.id ?? '' }, body: { reason: 'lost-pc' as const } }
  const answer = await server.admin.call('supportReturnLicense', refused)
  expect(answer).toMatchObject({ error: { code: 'NOT_ACTIVATED' } })
  expect((await logOf(id)).map(({ topic }) => topic)).toEqual(['key.issued'])
  expect(key).not.toBe('')
  expect(await server.store.reads.invariantViolations()).toEqual([])
})

import { hasETag, OPERATIONS, type OperationName, operationOf } from '@latchkey/contract/operations'
import { OWN_ACTIONS } from '@latchkey/core/access'
import { type AccountId, type KeyId, type LicenseId, makeId } from '@latchkey/core/ids'
import { ok } from '@latchkey/core/result'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DownloadStorage } from '../../src/downloads/storage.ts'
import { HANDLERS } from '../../src/http/handlers.ts'
import { claimsOf, expectDocumented, PASSWORD, random, startServer, type TestServer } from './fixture.ts'

let server: TestServer
let ids: Readonly<
  Record<'key' | 'license' | 'lost' | 'host' | 'case' | 'staff' | 'webhook' | 'release' | 'leaked', string>
>
let cases: Awaited<ReturnType<typeof openCases>>
beforeAll(async () => {
  server = await startServer({ storage: STORAGE })
  const { id, key } = await server.issue()
  const host = await server.host()
  const { claims } = await host.activate(key)
  const license = claims.rows[0]?.license?.id ?? ''
  const other = await host.activate((await server.issue()).key)
  const lost = other.claims.rows[0]?.license?.id ?? ''
  const webhook = await createHook()
  const release = await createRelease()
  const { id: leaked } = await server.issue()
  ids = {
    leaked,
    key: id,
    license,
    lost,
    host: host.id,
    case: await openCase(),
    staff: await inviteAgent(),
    webhook,
    release,
  }
  cases = await openCases()
})
afterAll(async () => server.close())

const HOOK = { url: 'https://hooks.example.com/first', topics: ['key.issued'] as const }

const RELEASE = { version: '5.2', releasedAt: '2026-01-01T00:00:00Z' } as const
const opened = { sizeBytes: 1, tag: 't', read: async () => Readable.from(['x']), close: async () => undefined }
const STORAGE: DownloadStorage = { open: async () => ok(opened) }

async function createRelease(): Promise<string> {
  const put = await server.admin.call('putRelease', { params: { id: 'ct' }, body: RELEASE })
  if (!put.ok) throw new Error(put.error.code)
  return put.value.id
}

async function createHook(): Promise<string> {
  const made = await server.admin.call('createWebhook', { body: { ...HOOK, topics: [...HOOK.topics] } })
  if (!made.ok) throw new Error(made.error.code)
  return made.value.id
}

/** Cases in all their stages, and a disputed transfer. */
async function openCases() {
  const decide = async (id: string, decision: 'return' | 'refuse') => {
    const other = server.client(await server.token(['return-requests:decide']))
    const decided = await other.call('decideReturnRequest', { params: { id }, body: { decision } })
    expect(decided.ok).toBe(true)
    return id
  }
  const [undone, alone] = [await openCase(), await openCase()]
  const returned = await server.store.reads.returnRequest(await decide(alone, 'return'))
  const { key } = await server.issue()
  await (await server.host()).activate(key)
  const ticket = { action: 'open', key, email: 'a@b.example', text: 'please' } as const
  expect((await server.admin.call('sendHelpDeskMessage', { params: { id: 'T-1' }, body: ticket })).ok).toBe(true)
  return {
    decided: await openCase(),
    approved: await decide(await openCase(6), 'return'),
    cancelled: await decide(await openCase(6), 'return'),
    undone: await decide(undone, 'return'),
    commented: await openCase(),
    toOpen: (await licenseOf(await openCase(1))) ?? '',
    returnedLicense: returned?.licenses[0]?.id ?? '',
    disputed: await disputedTransfer(),
    organization: await createOrganization(),
    handovers: await handOvers(),
  }
}

async function licenseOf(id: string): Promise<string | undefined> {
  return (await server.store.reads.returnRequest(id))?.licenses[0]?.id
}

/** Offered, accepted and disputed by accounts, whose sign-in is not what is tested here. */
async function disputedTransfer(): Promise<string> {
  const [from, to] = [await server.customer('giver'), await server.customer('taker')] as AccountId[]
  if (from === undefined || to === undefined) throw new Error('no account')
  const { licenses, id: keyId } = await server.issue()
  const by = (account: AccountId) => {
    const operation = { id: makeId('op', random(13)) as string, caller: account, requestHash: 'x' }
    return { operation, actor: { type: 'account', id: account }, at: server.clock.at, account } as const
  }
  const id = makeId('trf', random(13))
  const licenseIds = licenses.map((license) => license.id as LicenseId)
  const offer = { id, licenseIds, email: 'taker@example.com', tokenHash: 'hash' }
  await server.store.execute({ ...by(from), type: 'claim-key', keyId: keyId as KeyId, seats: [] })
  await server.store.execute({ ...by(from), type: 'offer-transfer', ...offer })
  await server.store.execute({ ...by(to), type: 'accept-transfer', tokenHash: 'hash' })
  await server.store.execute({ ...by(to), type: 'dispute-transfer', id, message: 'not what I bought' })
  return id
}

async function createOrganization(): Promise<string> {
  const account = (await server.customer('founder')) as AccountId
  const id = makeId('acc', random(13))
  const operation = { id: makeId('op', random(13)) as string, caller: account, requestHash: 'x' }
  const by = { operation, actor: { type: 'account', id: account }, at: server.clock.at } as const
  await server.store.execute({ ...by, type: 'create-organization', id, account, name: 'Acme' })
  return id
}

/** Handovers in all their stages, of leavers of their own; one more leaver has a license to hand over. */
async function handOvers() {
  const body = { name: 'Trusting', terms: { supportHoldHighRiskHours: 0 } }
  expect((await server.admin.call('putPolicy', { params: { id: 'trusting' }, body })).ok).toBe(true)
  await leaver('leaver1', 1, 'standard')
  const heir = await server.customer('heir')
  const start = async (name: string, seats: number, policy: string) => {
    await leaver(name, seats, policy)
    const other = server.client(await server.token(['transfers:decide']))
    const made = await other.call('handOver', { body: { from: name, to: heir, note: 'Left.' } })
    if (!made.ok) throw new Error(made.error.code)
    return made.value.id
  }
  return {
    approved: await start('leaver2', 6, 'standard'),
    cancelled: await start('leaver3', 1, 'standard'),
    undone: await start('leaver4', 1, 'trusting'),
  }
}

async function leaver(name: string, count: number, policy: string): Promise<void> {
  const account = (await server.customer(name)) as AccountId
  const { id: keyId } = await server.issue({ products: [{ product: 'ct', seats: count }], policy })
  const operation = { id: makeId('op', random(13)) as string, caller: account, requestHash: 'x' }
  const by = { operation, actor: { type: 'account', id: account }, at: server.clock.at, account } as const
  const seats = [{ product: 'ct', count }]
  await server.store.execute({ ...by, type: 'claim-key', keyId: keyId as KeyId, seats })
}

/** A case in Support's queue. */
async function openCase(seats = 1): Promise<string> {
  const { key } = await server.issue({ products: [{ product: 'ct', seats }] })
  const host = await server.host()
  for (let seat = 1; seat < seats; seat += 1) await (await server.host(`seat ${seat}`)).activate(key)
  await host.activate(key)
  const intent = {
    type: 'support-request',
    reason: 'dead-pc',
    licenseIds: [],
    email: 'a@b.example',
    message: '',
  } as const
  return claimsOf(await host.ask(intent, { key })).returnRequest?.id ?? ''
}

/** A member of staff, and an admin beside them. */
async function inviteAgent(): Promise<string> {
  const agent = { username: 'agent', email: 'agent@vendor.example', role: 'support' } as const
  const invited = await server.admin.call('inviteStaff', { body: agent })
  if (!invited.ok) throw new Error(invited.error.code)
  return invited.value.id
}

interface Sent {
  readonly id?: string
  readonly query?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface Answered {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly json: Record<string, unknown>
}

/** Calls an operation as the admin's token; every answer is one that the contract tells of. */
async function send(name: OperationName, { id = 'x', query = '', body, headers = {} }: Sent = {}): Promise<Answered> {
  const { method, path } = operationOf(name)
  const answer = await fetch(`${server.url}${path.replace(':id', encodeURIComponent(id))}${query}`, {
    method,
    headers: {
      authorization: `Bearer ${server.adminToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = text === '' ? undefined : JSON.parse(text)
  expectDocumented(name, answer.status, json)
  return { status: answer.status, text, headers: answer.headers, json: json ?? {} }
}

const TERMS = { leaseDays: 14 }

/** A call of each operation that takes a body, as it should be. */
function goodCalls(): Readonly<Partial<Record<OperationName, Sent>>> {
  return {
    putProduct: { id: 'openlns-server', body: { name: 'OpenLNS Server', edition: '', features: ['lns'] } },
    putPolicy: { id: 'short', body: { name: 'Short', terms: TERMS } },
    issueKey: { body: { order: 'O-1', products: [{ product: 'ct', seats: 2 }] } },
    setStanding: { id: ids.license, body: { standing: 'suspended', note: 'unpaid' } },
    setExpiry: { id: ids.license, body: { expiresAt: '2030-01-01T00:00:00Z' } },
    supportReturnLicense: { id: ids.lost, body: { reason: 'lost-pc' } },
    supportReturnKey: { id: ids.key, body: { reason: 'refund' } },
    inviteStaff: { body: { username: 'ann', email: 'Ann@vendor.example', role: 'sales' } },
    setStaffRole: { id: ids.staff, body: { role: 'auditor' } },
    createAccount: { body: { username: 'grace', email: 'grace@example.com', password: PASSWORD } },
    refuseReturnRequest: { id: ids.case, body: { answer: 'Please send us the order.' } },
    createToken: { body: { name: 'Shop', scopes: ['keys:issue'] } },
    openReturnRequest: { body: { licenseIds: [cases.toOpen], email: 'a@b.example' } },
    decideReturnRequest: { id: cases.decided, body: { decision: 'return' } },
    approveReturnRequest: { id: cases.approved, body: { note: '' } },
    cancelDecision: { id: cases.cancelled, body: { note: '' } },
    undoReturnRequest: { id: cases.undone, body: { note: '' } },
    undoReturn: { id: cases.returnedLicense, body: { note: '' } },
    commentReturnRequest: { id: cases.commented, body: { text: 'Called them.', internal: true } },
    sendHelpDeskMessage: { id: 'T-1', body: { action: 'comment', text: 'They wrote again.' } },
    putRelease: { id: 'ct', body: { ...RELEASE, version: '5.3' } },
    putReleaseFile: { id: ids.release, body: { path: 'ct/setup.exe', os: 'Windows' } },
    rotateKey: { id: ids.leaked, body: { note: 'It was in a forum.' } },
    createWebhook: { body: { ...HOOK, url: 'https://hooks.example.com/second' } },
    putWebhook: { id: ids.webhook, body: { ...HOOK, description: 'Shop' } },
    appointOwner: { id: cases.organization, body: { login: 'taker', note: 'Its only owner has left.' } },
    handOver: { body: { from: 'leaver1', to: cases.organization, note: 'Left.' } },
    approveHandover: { id: cases.handovers.approved, body: { note: '' } },
    cancelHandover: { id: cases.handovers.cancelled, body: { note: '' } },
    undoHandover: { id: cases.handovers.undone, body: { note: '' } },
    settleTransfer: { id: cases.disputed, body: { decision: 'keep', answer: 'It was bought.' } },
  }
}

/** What makes another call of it. */
const OTHER: Readonly<Partial<Record<OperationName, object>>> = {
  putProduct: { name: 'Other' },
  putPolicy: { name: 'Other' },
  issueKey: { order: 'O-2' },
  setStanding: { note: 'other' },
  setExpiry: { note: 'other' },
  supportReturnLicense: { note: 'other' },
  supportReturnKey: { note: 'other' },
  createAccount: { email: 'other@example.com' },
  inviteStaff: { role: 'support' },
  setStaffRole: { role: 'sales' },
  refuseReturnRequest: { answer: 'No.' },
  createToken: { name: 'Other' },
  openReturnRequest: { message: 'other' },
  decideReturnRequest: { note: 'other' },
  approveReturnRequest: { note: 'other' },
  cancelDecision: { note: 'other' },
  undoReturnRequest: { note: 'other' },
  undoReturn: { note: 'other' },
  commentReturnRequest: { text: 'other' },
  sendHelpDeskMessage: { text: 'other' },
  putRelease: { notes: 'other' },
  putReleaseFile: { os: 'Linux' },
  rotateKey: { note: 'other' },
  createWebhook: { description: 'other' },
  putWebhook: { description: 'other' },
  settleTransfer: { answer: 'other' },
  handOver: { note: 'other' },
  approveHandover: { note: 'other' },
  cancelHandover: { note: 'other' },
  undoHandover: { note: 'other' },
  appointOwner: { note: 'other' },
}

const CHANGING = Object.keys(HANDLERS).filter(
  (name): name is OperationName =>
    operationOf(name as OperationName).idempotencyKey === true &&
    !OWN_ACTIONS.some((own) => own === operationOf(name as OperationName).access),
)
const WITH_BODY = CHANGING.filter((name) => operationOf(name).body !== undefined)

describe('reading', () => {
  test.each([
    ['getServer', {}],
    ['listProducts', {}],
    ['listPolicies', {}],
    ['listKeys', { query: '?limit=1' }],
    ['listLicenses', { query: '?standing=good' }],
    ['listAccounts', {}],
    ['listReturnRequests', { query: '?state=open' }],
    ['listTokens', {}],
  ] as const)('%s answers', async (name, sent) => {
    expect((await send(name, sent)).status).toBe(200)
  })

  test.each([
    ['getKey', 'key'],
    ['getLicense', 'license'],
    ['explainLicense', 'license'],
    ['getHost', 'host'],
    ['getReturnRequest', 'case'],
  ] as const)('%s answers with an ETag, and 304 to whoever has it', async (name, kind) => {
    expect(hasETag(name)).toBe(true)
    const first = await send(name, { id: ids[kind] })
    expect(first.status).toBe(200)
    const etag = first.headers.get('etag') ?? ''
    const again = await send(name, { id: ids[kind], headers: { 'if-none-match': `"other", W/${etag}` } })
    expect([again.status, again.text]).toEqual([304, ''])
    const changed = await send(name, { id: ids[kind], headers: { 'if-none-match': '"other"' } })
    expect(changed.text).toBe(first.text)
  })

  test.each(['listKeys', 'listLicenses', 'listEvents', 'listAccounts', 'listReturnRequests'] as const)(
    '%s comes page by page from either end',
    async (name) => {
      for (let count = 0; count < 3; count += 1) await server.issue({ order: 'O-sorted' })
      const idsBy = async (sort: 'newest' | 'oldest') => {
        const seen: string[] = []
        for (let cursor: unknown = ''; typeof cursor === 'string';) {
          const at = cursor === '' ? '' : `&cursor=${cursor}`
          const { json } = await send(name, { query: `?limit=100&sort=${sort}${at}` })
          seen.push(...(json.items as { id: string }[]).map(({ id }) => id))
          cursor = json.nextCursor
        }
        return seen
      }
      const newest = await idsBy('newest')
      expect(newest.length).toBeGreaterThan(0)
      expect(new Set(newest).size).toBe(newest.length)
      const oldest = await idsBy('oldest')
      expect(oldest).toEqual(newest.toReversed())
    },
  )

  test('a list comes page by page, every item once', async () => {
    for (let count = 0; count < 5; count += 1) await server.issue({ order: 'O-paged' })
    const seen: string[] = []
    let query = '?limit=2&order=O-paged'
    while (query !== '') {
      const { json } = await send('listKeys', { query })
      seen.push(...(json.items as { id: string }[]).map(({ id }) => id))
      query = typeof json.nextCursor === 'string' ? `?limit=2&order=O-paged&cursor=${json.nextCursor}` : ''
    }
    expect(seen).toHaveLength(5)
    expect(new Set(seen).size).toBe(5)
  })

  test.each(['?limit=0', '?limit=101', '?limit=x', '?cursor=nonsense', '?unknown=1', '?limit=1&limit=2'])(
    'a list refuses %s and names the parameter',
    async (query) => {
      const { status, json } = await send('listKeys', { query })
      expect(status).toBe(400)
      expect(json.errors).toMatchObject([{ pointer: `?${query.slice(1).split('=')[0]}` }])
    },
  )

  test('a key is found by its whole text, also as people type it', async () => {
    const { key, id } = await server.issue()
    const found = await send('lookUpKey', { body: { key: ` ${key.toLowerCase()} ` } })
    expect(found.json.id).toBe(id)
    expect(found.text).not.toContain(key)
    expect((await send('lookUpKey', { body: { key: 'NO-SUCH-LEGACY-KEY' } })).json.code).toBe('KEY_UNKNOWN')
    expect((await send('lookUpKey', { body: { key: '??' } })).json.code).toBe('KEY_MALFORMED')
  })
})

describe.each(WITH_BODY)('%s', (name) => {
  test('does what it says, once, and tells the same bytes again', async () => {
    const good = goodCalls()[name] ?? {}
    const headers = { 'idempotency-key': `once-${name}` }
    const first = await send(name, { ...good, headers })
    expect(first.status).toBe(operationOf(name).status)
    expect(first.headers.get('idempotency-key')).toBe(`once-${name}`)
    server.clock.at += 1_000
    const again = await send(name, { ...good, headers })
    expect([again.status, again.text]).toEqual([first.status, first.text])
  })

  test('refuses another body under the same Idempotency-Key', async () => {
    const { id, body } = goodCalls()[name] ?? {}
    const other = { ...Object.assign({}, body), ...OTHER[name] }
    const headers = { 'idempotency-key': `once-${name}` }
    const { status, json } = await send(name, { ...(id === undefined ? {} : { id }), body: other, headers })
    expect([status, json.code]).toEqual([422, 'OPERATION_REUSED'])
  })

  test('refuses an unknown field, and points at it', async () => {
    const { id, body } = goodCalls()[name] ?? {}
    const { status, json } = await send(name, {
      ...(id === undefined ? {} : { id }),
      body: { ...Object.assign({}, body), 'a/b~': 1 },
    })
    expect([status, json.code]).toEqual([400, 'REQUEST_MALFORMED'])
    expect(json.errors).toContainEqual({ pointer: '/a~1b~0', detail: 'Unknown field.' })
  })

  // Of what may be left out whole, nothing is a good body too.
  const nothing = operationOf(name).body?.safeParse({}).success === true ? [] : [{}]
  test.each([...nothing, [], null, 'text', 1, { order: 5 }, { name: '' }])('refuses the body %j', async (body) => {
    const { status, json } = await send(name, { id: 'x', body })
    expect([status, json.code]).toEqual([400, 'REQUEST_MALFORMED'])
    expect(json.errors).not.toEqual([])
  })

  test.each(['', 'é', 'x'.repeat(201)])('refuses the Idempotency-Key %j', async (key) => {
    const good = goodCalls()[name] ?? {}
    const encoded = Buffer.from(key).toString('latin1')
    const { status } = await send(name, { ...good, headers: { 'idempotency-key': encoded } })
    expect(status).toBe(400)
  })
})

describe('what is not there', () => {
  test.each(WITH_BODY.filter((name) => operationOf(name).path.includes(':id') && operationOf(name).method === 'POST'))(
    'is not found by %s, and nothing is kept of it',
    async (name) => {
      const { body } = goodCalls()[name] ?? {}
      const { status, json } = await send(name, { id: 'nothing', body, headers: { 'idempotency-key': 'nothing' } })
      expect([status, json.code]).toEqual([404, 'NOT_FOUND'])
    },
  )

  test('is no product or policy of a key', async () => {
    const products = [{ product: 'no-such', seats: 1 }]
    expect((await send('issueKey', { body: { order: 'O', products } })).json.code).toBe('NOT_FOUND')
    const body = { order: 'O', products: [{ product: 'ct', seats: 1 }], policy: 'no-such' }
    expect((await send('issueKey', { body })).json.code).toBe('NOT_FOUND')
  })

  test('is no path or method of the API', async () => {
    for (const [method, path] of [
      ['GET', '/v1/nothing'],
      ['GET', '/'],
      ['DELETE', '/v1/keys'],
      ['POST', '/v1/server'],
    ] as const) {
      const answer = await fetch(`${server.url}${path}`, { method })
      expect([answer.status, JSON.parse(await answer.text()).code]).toEqual([404, 'NOT_FOUND'])
    }
  })
})

describe('keys', () => {
  test('of other systems are taken over once, and work', async () => {
    const body = { order: 'O', products: [{ product: 'ct', seats: 1 }], legacyKey: 'old-key-77-1' }
    const issued = await send('issueKey', { body })
    expect(issued.json).toMatchObject({ legacy: true, key: 'OLD-KEY-77-1' })
    expect((await send('issueKey', { body })).json.code).toBe('ALREADY_EXISTS')
    const host = await server.host()
    const { licenses } = claimsOf(await host.ask({ type: 'look-up' }, { key: 'old-key-77-1' }))
    expect(licenses).toHaveLength(1)
  })

  test.each([
    ['seats beyond the limit', { products: [{ product: 'ct', seats: 1_001 }] }],
    [
      'seats beyond the limit together',
      {
        products: [
          { product: 'ct', seats: 600 },
          { product: 'izot-net-server', seats: 600 },
        ],
      },
    ],
    ['no products', { products: [] }],
    ['a legacy key that looks like one of ours', { legacyKey: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF' }],
    ['an end that is no instant', { expiresAt: 'tomorrow' }],
  ])('are not issued with %s', async (_, changes) => {
    const body = { order: 'O', products: [{ product: 'ct', seats: 1 }], ...changes }
    const { status, json } = await send('issueKey', { body })
    expect([status, json.code]).toEqual([400, 'REQUEST_MALFORMED'])
    expect(json.errors).toHaveLength(1)
  })

  test('are told when they are issued, and never again', async () => {
    const { key, id } = await server.issue()
    const texts = [
      (await send('getKey', { id })).text,
      (await send('listKeys')).text,
      (await send('listLicenses')).text,
    ]
    for (const text of texts) expect(text).not.toContain(key)
    expect(server.log.join('')).not.toContain(key)
  })
})

describe('accounts', () => {
  test.each([
    ['of 14 characters', 'lkqjwhefoiuhas'],
    ['that everybody uses', 'passwordpassword'],
    ['that repeats the login', 'turingturingturing'],
  ])('are not created with a password %s', async (_, password) => {
    const { status, json, text } = await send('createAccount', {
      body: { username: 'turing', email: 'turing@example.com', password },
    })
    expect(status).toBe(400)
    expect(json.errors).toMatchObject([{ pointer: '/password' }])
    expect(text).not.toContain(password)
  })

  test('have one username and one address each', async () => {
    const body = { username: 'hopper', email: 'hopper@example.com', password: PASSWORD }
    expect((await send('createAccount', { body })).status).toBe(201)
    const same = await send('createAccount', { body: { ...body, email: 'h@example.com' } })
    expect([same.status, same.json.code]).toEqual([409, 'ALREADY_EXISTS'])
    const found = await send('listAccounts', { query: '?login=hopper' })
    expect(found.json.items).toMatchObject([{ username: 'hopper' }])
  })
})

describe('cases', () => {
  test('keep the first answer, and are closed once', async () => {
    const id = await openCase()
    const body = { answer: 'No.' }
    expect((await send('refuseReturnRequest', { id, body })).json.state).toBe('refused')
    const other = await send('refuseReturnRequest', { id, body: { answer: 'Something else.' } })
    expect(other.json).toMatchObject({ state: 'refused', answer: 'No.' })
    const [license] = other.json.licenses as { id: string }[]
    const returned = await send('supportReturnLicense', {
      id: license?.id ?? '',
      body: { reason: 'dead-pc', returnRequestId: id },
    })
    expect([returned.status, returned.json.code]).toEqual([409, 'ALREADY_CLOSED'])
  })
})

test('an emergency license is previewed, granted, and taken back', async () => {
  const id = await openCase()
  const body = { decision: 'emergency' }
  expect((await send('previewDecision', { id, body })).json).toMatchObject({ effects: [{ outcome: 'emergency' }] })
  const decided = await send('decideReturnRequest', { id, body })
  expect(decided.json).toMatchObject({ outcome: 'done', returnRequest: { emergencyGrantedUntil: expect.any(String) } })
  expect((await send('cancelDecision', { id, body: { note: '' } })).json).toMatchObject({ emergencyGrantedUntil: null })
})

describe('API tokens', () => {
  test('work until they are revoked', async () => {
    const made = await send('createToken', { body: { name: 'Shop', scopes: ['catalog:read'] } })
    const client = server.client(String(made.json.token))
    expect((await client.call('listProducts')).ok).toBe(true)
    const id = String(made.json.id)
    expect((await send('listTokens')).text).not.toContain(String(made.json.token))
    const headers = { 'idempotency-key': 'revoke' }
    expect((await send('revokeToken', { id, headers })).status).toBe(204)
    expect((await send('revokeToken', { id, headers })).status).toBe(204)
    expect((await send('revokeToken', { id: 'tok_x' })).json.code).toBe('NOT_FOUND')
    expect(await client.call('listProducts')).toMatchObject({ ok: false, error: { code: 'NOT_SIGNED_IN' } })
  })
})

describe('every answer', () => {
  test('is JSON that no browser keeps, frames or guesses at, and names its request', async () => {
    for (const [name, sent] of [
      ['getServer', {}],
      ['getKey', { id: 'nothing' }],
    ] as const) {
      const { headers, json } = await send(name, sent)
      expect(headers.get('cache-control')).toMatch(/no-store|no-cache/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('x-request-id')).toMatch(/^req_/)
      expect(json.requestId ?? headers.get('x-request-id')).toBe(headers.get('x-request-id'))
    }
  })

  test('tells no bug, but its request id', async () => {
    const broken = await startServer({ version: '1' })
    await broken.store.close()
    const answer = await fetch(`${broken.url}/v1/keys`, { headers: { authorization: `Bearer ${broken.adminToken}` } })
    const text = await answer.text()
    expect([answer.status, JSON.parse(text).code]).toEqual([500, 'SERVER_ERROR'])
    expect(text).not.toMatch(/database|sqlite|at .*\.ts/i)
    expect(broken.log.join('')).toContain(JSON.parse(text).requestId)
    expect((await fetch(`${broken.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${broken.url}/readyz`)).status).toBe(503)
    await broken.app.close()
  })

  test('to somebody who asks for the API is its description, for programs and for people', async () => {
    const document = await fetch(`${server.url}/openapi.json`)
    expect(JSON.parse(await document.text()).openapi).toBe('3.1.1')
    const page = await fetch(`${server.url}/reference`)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const text = await page.text()
    for (const { path } of Object.values(OPERATIONS)) expect(text).toContain(path)
    expect(text).not.toContain('<script')
  })
})

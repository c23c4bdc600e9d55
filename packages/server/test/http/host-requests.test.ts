import type { ResponseRow } from '@latchkey/license-file/documents'
import { LIMITS, MINUTE_MS } from '@latchkey/core/limits'
import { verifyDocument } from '@latchkey/license-file/verify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimsOf, codeOf, START, startServer, type TestServer } from './fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await server.customer('ada')
  await server.customer('bob')
})
beforeEach(() => {
  server.clock.at = START
})
afterAll(async () => server.close())

function firstRow(rows: readonly ResponseRow[]): ResponseRow {
  const [row] = rows
  if (row === undefined) throw new Error('no row')
  return row
}

/** A PC on which a license is active. */
async function activated() {
  const issued = await server.issue()
  const host = await server.host()
  const { claims, request } = await host.activate(issued.key)
  const row = firstRow(claims.rows)
  if (row.license === null || row.licenseFile === undefined) throw new Error('not activated')
  return { issued, host, request, rows: [{ licenseId: row.license.id }], licenseFile: row.licenseFile }
}

describe('a look-up', () => {
  test('shows what a key is for, and changes nothing', async () => {
    const { key } = await server.issue({ products: [{ product: 'ct', seats: 2 }] })
    const host = await server.host()
    const { licenses, rows } = claimsOf(await host.ask({ type: 'look-up' }, { key }))
    expect(rows).toEqual([])
    expect(licenses).toMatchObject([{ product: 'ct', seatsTotal: 2, seatsFree: 2, activatedOn: { kind: 'none' } }])
    expect((await server.admin.call('getHost', { params: { id: host.id } })).ok).toBe(false)
  })

  test('shows nothing to a person who has shown nothing', async () => {
    const host = await server.host()
    expect(claimsOf(await host.ask({ type: 'look-up' })).licenses).toEqual([])
  })
})

describe('activating', () => {
  test('gives a license file that the key set verifies, for this host', async () => {
    const { host, licenseFile } = await activated()
    const license = await verifyDocument('license', licenseFile, [server.keys.signing.public])
    expect(license).toMatchObject({ ok: true, value: { cnf: { jkt: host.id } } })
  })

  test('of a license that is active elsewhere is refused in its row, and the other PC keeps it', async () => {
    const { issued, rows } = await activated()
    const other = await server.host('PC-2')
    const { claims } = await other.activate(issued.key)
    expect(firstRow(claims.rows)).toMatchObject({ status: 'refused' })
    const license = await server.admin.call('getLicense', { params: { id: rows[0]?.licenseId ?? '' } })
    expect(license).toMatchObject({ ok: true, value: { activatedOn: { hostName: 'PC-1' } } })
  })
})

/** A license of ada's, active on a PC that is gone. */
async function lost() {
  const { key } = await server.issue()
  const gone = await server.host('GONE-PC')
  claimsOf(await gone.ask({ type: 'associate' }, { key, accountToken: await gone.signIn('ada') }))
  const { claims } = await gone.activate(key)
  const licenseId = firstRow(claims.rows).license?.id ?? ('' as never)
  const here = await server.host('NEW-PC')
  return { key, licenseId, here, rows: [{ licenseId }] }
}

describe('a lost PC', () => {
  test('its owner sees how many returns are left, returns the license alone, and activates it here', async () => {
    const { licenseId, here, rows } = await lost()
    const accountToken = await here.signIn('ada')
    const listedOf = async () =>
      claimsOf(await here.ask({ type: 'look-up' }, { accountToken })).licenses.find(({ id }) => id === licenseId)
    expect(await listedOf()).toMatchObject({
      actions: { lostPc: { state: 'legal' } },
      lostPcReturns: { left: 2, max: 2 },
    })
    const returned = claimsOf(await here.ask({ type: 'lost-pc', reason: 'lost-pc', rows }, { accountToken }))
    expect(returned.rows).toMatchObject([{ status: 'succeeded', license: { activatedOn: { kind: 'none' } } }])
    const idle = await listedOf()
    expect(idle?.actions).toMatchObject({ activate: { state: 'legal' } })
    expect(idle?.actions.lostPc).toBeUndefined()
  })

  test('beyond the limit it is refused and says when the next is free; the license stays where it is', async () => {
    const { licenseId, here, rows, key } = await lost()
    const accountToken = await here.signIn('ada')
    const ask = async () =>
      firstRow(claimsOf(await here.ask({ type: 'lost-pc', reason: 'dead-pc', rows }, { accountToken })).rows)
    const again = await server.host('AGAIN-PC')
    for (let times = 0; times < 2; times++) {
      expect(await ask()).toMatchObject({ status: 'succeeded' })
      await again.activate(key)
    }
    const refused = await ask()
    const until: unknown = expect.any(Number)
    expect(refused).toMatchObject({ status: 'refused', refusal: { code: 'RETURN_LIMIT', facts: { until } } })
    const listed = claimsOf(await here.ask({ type: 'look-up' }, { accountToken })).licenses
    expect(listed.find(({ id }) => id === licenseId)).toMatchObject({
      actions: { lostPc: { state: 'refused', code: 'RETURN_LIMIT', facts: { until } } },
      lostPcReturns: { left: 0, max: 2 },
    })
  })

  test('nobody else returns it: not by the key, not with another account; nothing of it is told', async () => {
    const { here, rows, key, licenseId } = await lost()
    expect(codeOf(await here.ask({ type: 'lost-pc', reason: 'lost-pc', rows }, { key }))).toBe('SIGN_IN_EXPIRED')
    const accountToken = await here.signIn('bob')
    const stranger = claimsOf(await here.ask({ type: 'lost-pc', reason: 'lost-pc', rows }, { accountToken }))
    expect(firstRow(stranger.rows)).toMatchObject({ refusal: { code: 'NOT_FOUND' }, license: null })
    const withKey = claimsOf(await here.ask({ type: 'lost-pc', reason: 'lost-pc', rows }, { accountToken, key }))
    expect(firstRow(withKey.rows)).toMatchObject({ status: 'refused', refusal: { code: 'NOT_YOUR_LICENSE' } })
    const license = await server.admin.call('getLicense', { params: { id: licenseId } })
    expect(license).toMatchObject({ ok: true, value: { activatedOn: { hostName: 'GONE-PC' } } })
  })

  test('where a request to Support stands is told by its id alone, and nothing that was written', async () => {
    const { here, key, licenseId } = await lost()
    const intent = { type: 'support-request', reason: 'lost-pc', email: 'ada@example.com' } as const
    const opened = claimsOf(await here.ask({ ...intent, licenseIds: [licenseId], message: 'my secret' }, { key }))
    const id = opened.returnRequest?.id ?? ''
    const ask = async () => claimsOf(await here.ask({ type: 'request-status', ids: [id as never] })).returnRequests
    expect(await ask()).toMatchObject([{ id, state: 'open', stage: 'new', closedAt: null }])
    expect(JSON.stringify(await ask())).not.toMatch(/secret|example/)
    const accountToken = await here.signIn('ada')
    claimsOf(await here.ask({ type: 'lost-pc', reason: 'lost-pc', rows: [{ licenseId }] }, { accountToken }))
    expect(await ask()).toMatchObject([{ id, state: 'returned', stage: 'closed' }])
    const unknown = claimsOf(await here.ask({ type: 'request-status', ids: ['rr_0123456789abcdefghjk' as never] }))
    expect(unknown.returnRequests).toEqual([])
  })
})

describe('moving to another account', () => {
  test('is one operation: new owner, new generation, a new file; the old owner is told once, of the move', async () => {
    const { key } = await server.issue()
    const host = await server.host()
    claimsOf(await host.ask({ type: 'associate' }, { key, accountToken: await host.signIn('ada') }))
    const { claims } = await host.activate(key)
    const licenseId = firstRow(claims.rows).license?.id ?? ('' as never)
    const mailsNow = async () => (await server.store.reads.mails({ limit: 500 })).items.map(({ template }) => template)
    const before = await mailsNow()
    const { rows } = claimsOf(
      await host.ask({ type: 'transfer', rows: [{ licenseId }] }, { key, accountToken: await host.signIn('bob') }),
    )
    const row = firstRow(rows)
    expect(row).toMatchObject({
      status: 'succeeded',
      alreadySo: false,
      license: { associatedTo: { kind: 'you', name: 'bob' }, activatedOn: { kind: 'here' } },
    })
    expect(row.receipt).toBeUndefined()
    const file = await verifyDocument('license', row.licenseFile ?? '', [server.keys.signing.public])
    expect(file).toMatchObject({ ok: true, value: { generation: 2, account: { name: 'bob' }, cnf: { jkt: host.id } } })
    const told = await mailsNow()
    expect(told.length - before.length).toBe(1)
    expect(told.filter((template) => template === 'license-moved')).toHaveLength(1)
  })

  test('without the account, or without the key, is refused as a whole', async () => {
    const { host, issued, rows } = await activated()
    expect(codeOf(await host.ask({ type: 'transfer', rows }, { key: issued.key }))).toBe('SIGN_IN_EXPIRED')
    const accountToken = await host.signIn('bob')
    expect(codeOf(await host.ask({ type: 'transfer', rows }, { accountToken }))).toBe('KEY_REQUIRED')
  })

  test('from another PC than the one that holds the license is refused, and nothing changes', async () => {
    const { issued, rows } = await activated()
    const other = await server.host('PC-2')
    const accountToken = await other.signIn('bob')
    const answer = claimsOf(await other.ask({ type: 'transfer', rows }, { key: issued.key, accountToken }))
    expect(firstRow(answer.rows)).toMatchObject({ status: 'refused', refusal: { code: 'NOT_ACTIVATED_HERE' } })
    const license = await server.admin.call('getLicense', { params: { id: rows[0]?.licenseId ?? '' } })
    expect(license).toMatchObject({ ok: true, value: { associatedTo: null, activatedOn: { hostName: 'PC-1' } } })
  })
})

describe('associating', () => {
  test('needs the key and the account, and gives the licenses to the account', async () => {
    const { key } = await server.issue()
    const host = await server.host()
    const accountToken = await host.signIn('ada')
    const { rows, account } = claimsOf(await host.ask({ type: 'associate' }, { key, accountToken }))
    expect(account?.name).toBe('ada')
    expect(firstRow(rows)).toMatchObject({ status: 'succeeded', license: { associatedTo: { kind: 'you' } } })
  })

  test('without the account, or without the key, is refused as a whole', async () => {
    const { key } = await server.issue()
    const host = await server.host()
    expect(codeOf(await host.ask({ type: 'associate' }, { key }))).toBe('SIGN_IN_EXPIRED')
    expect(codeOf(await host.ask({ type: 'associate' }, { accountToken: await host.signIn('ada') }))).toBe(
      'KEY_REQUIRED',
    )
  })

  test('what another account has is refused, and its owner is not named', async () => {
    const { key } = await server.issue()
    const host = await server.host()
    await host.ask({ type: 'associate' }, { key, accountToken: await host.signIn('ada') })
    const asked = await host.ask({ type: 'associate' }, { key, accountToken: await host.signIn('bob') })
    const { rows } = claimsOf(asked)
    expect(firstRow(rows)).toMatchObject({ status: 'refused', refusal: { code: 'ASSOCIATED_ELSEWHERE' } })
    expect(JSON.stringify(rows)).not.toContain('ada')
  })
})

describe('an active license', () => {
  test('is returned by its host with the key, against a receipt', async () => {
    const { host, issued, rows } = await activated()
    const returned = claimsOf(await host.ask({ type: 'return', rows }, { key: issued.key }))
    const { status, receipt = '' } = firstRow(returned.rows)
    expect(status).toBe('succeeded')
    expect(await verifyDocument('receipt', receipt, [server.keys.signing.public])).toMatchObject({
      ok: true,
      value: { sub: rows[0]?.licenseId, cnf: { jkt: host.id } },
    })
  })

  test('is not returned by another host', async () => {
    const { issued, rows } = await activated()
    const other = await server.host('PC-2')
    const returned = claimsOf(await other.ask({ type: 'return', rows }, { key: issued.key }))
    expect(firstRow(returned.rows)).toMatchObject({ status: 'refused', refusal: { code: 'NOT_ACTIVATED_HERE' } })
  })

  test('is renewed by the device key alone', async () => {
    const { host, rows, licenseFile } = await activated()
    server.clock.at += 20 * 24 * 60 * MINUTE_MS
    const renewed = claimsOf(await host.ask({ type: 'renew', rows }))
    expect(firstRow(renewed.rows).status).toBe('succeeded')
    expect(firstRow(renewed.rows).licenseFile).not.toBe(licenseFile)
  })

  test('is fetched again by its host, and not by another', async () => {
    const { host, rows } = await activated()
    expect(firstRow(claimsOf(await host.ask({ type: 'fetch', rows })).rows)).toMatchObject({
      status: 'succeeded',
      alreadySo: true,
      licenseFile: expect.any(String),
    })
    const other = await server.host('PC-2')
    const asked = firstRow(claimsOf(await other.ask({ type: 'fetch', rows })).rows)
    expect(asked.status).toBe('refused')
    expect(asked.licenseFile).toBeUndefined()
  })

  test('is fetched without being named: all that is active on the host, suspended or not, and nothing else', async () => {
    const { host, rows, issued } = await activated()
    const licenseId = rows[0]?.licenseId ?? ''
    const body = { standing: 'suspended', note: '' } as const
    expect(await server.admin.call('setStanding', { params: { id: licenseId }, body })).toMatchObject({ ok: true })
    const every = claimsOf(await host.ask({ type: 'fetch', rows: [] }))
    expect(every.rows).toMatchObject([
      { status: 'succeeded', license: { id: licenseId }, licenseFile: expect.any(String) },
    ])
    expect(JSON.stringify(every)).not.toContain(issued.key)
    const other = await server.host('PC-2')
    expect(claimsOf(await other.ask({ type: 'fetch', rows: [] })).rows).toEqual([])
  })
})

test.each([
  'nobody',
  'ann@localhost',
  'ann@example.com, bob@example.com',
  'Ann <ann@example.com>',
  'ann@example.com\u2028Bcc: bob@example.com',
  '=?utf-8?q?ann?=@example.com',
])('Support is not asked with %j as e-mail address: no answer would reach anybody', async (email) => {
  const { host, issued, rows } = await activated()
  const licenseIds = rows.map((row) => row.licenseId)
  const intent = { type: 'support-request', reason: 'lost-pc', licenseIds, email, message: '' } as const
  expect(codeOf(await host.ask(intent, { key: issued.key }))).toBe('REQUEST_MALFORMED')
  expect((await server.store.reads.mails({ limit: 100 })).items.filter(({ to }) => to === email)).toEqual([])
})

test('Support is asked for a return with the key, and finds the case in its queue', async () => {
  const { host, issued, rows } = await activated()
  const intent = {
    type: 'support-request',
    reason: 'lost-pc',
    licenseIds: rows.map((row) => row.licenseId),
    email: 'ada@example.com',
    message: 'The disk is broken.',
  } as const
  expect(codeOf(await host.ask(intent))).toBe('KEY_REQUIRED')
  const { returnRequest } = claimsOf(await host.ask(intent, { key: issued.key }))
  const found = await server.admin.call('getReturnRequest', { params: { id: returnRequest?.id ?? '' } })
  expect(found).toMatchObject({ ok: true, value: { state: 'open', reason: 'lost-pc', hostId: host.id } })
})

describe('one operation id', () => {
  test('has one effect and the same bytes, however often and at once it is asked', async () => {
    const { host, request, issued } = await activated()
    const answers = await Promise.all(Array.from({ length: 8 }, async () => (await host.post(request)).text()))
    expect(new Set(answers).size).toBe(1)
    server.clock.at += 40 * 24 * 60 * MINUTE_MS
    expect(await (await host.post(request)).text()).toBe(answers[0])
    const key = await server.admin.call('getKey', { params: { id: issued.id } })
    expect(key).toMatchObject({ ok: true, value: { hostsHolding: 1, licenses: [{ generation: 1 }] } })
  })

  test('with another request is refused and does nothing', async () => {
    const { host, issued, rows } = await activated()
    const jti = host.newOperation()
    claimsOf(await host.ask({ type: 'fetch', rows }, {}, { jti }))
    const altered = await host.ask({ type: 'return', rows }, { key: issued.key }, { jti })
    expect([altered.status, codeOf(altered)]).toEqual([422, 'OPERATION_REUSED'])
    const license = await server.admin.call('getLicense', { params: { id: rows[0]?.licenseId ?? '' } })
    expect(license).toMatchObject({ ok: true, value: { activatedOn: { hostId: host.id } } })
  })

  test('of one host says nothing about that of another', async () => {
    const { host, rows } = await activated()
    const other = await server.host('PC-2')
    const jti = host.newOperation()
    claimsOf(await host.ask({ type: 'fetch', rows }, {}, { jti }))
    const { claims } = await other.activate((await server.issue()).key)
    const own = claims.rows.flatMap(({ license }) => (license === null ? [] : [{ licenseId: license.id }]))
    expect(firstRow(claimsOf(await other.ask({ type: 'fetch', rows: own }, {}, { jti })).rows).status).toBe('succeeded')
  })
})

describe('an account token', () => {
  test('counts on the host it was given to only', async () => {
    const host = await server.host()
    const other = await server.host('PC-2')
    const accountToken = await host.signIn('ada')
    const asked = await other.ask({ type: 'look-up' }, { accountToken })
    expect([asked.status, codeOf(asked)]).toEqual([401, 'SIGN_IN_EXPIRED'])
  })

  test('ends after half an hour', async () => {
    const host = await server.host()
    const accountToken = await host.signIn('ada')
    server.clock.at += LIMITS.accountTokenMs - 1_000
    expect(claimsOf(await host.ask({ type: 'look-up' }, { accountToken })).account?.name).toBe('ada')
    server.clock.at += 1_000
    expect(codeOf(await host.ask({ type: 'look-up' }, { accountToken }))).toBe('SIGN_IN_EXPIRED')
  })

  test.each(['x', 'a.b.c', `${'A'.repeat(40)}.e30.${'A'.repeat(43)}`])(
    'that is none of ours (%j) counts as ended',
    async (accountToken) => {
      const host = await server.host()
      const asked = await host.ask({ type: 'look-up' }, { accountToken })
      expect(codeOf(asked)).toBe('SIGN_IN_EXPIRED')
    },
  )
})

describe('the clock of a PC', () => {
  test.each([
    ['26 hours behind', -LIMITS.clockToleranceMs, null],
    ['26 hours ahead', LIMITS.clockToleranceMs, null],
    ['more than 26 hours behind', -LIMITS.clockToleranceMs - 1_000, 'CLOCK_SKEW'],
    ['more than 26 hours ahead', LIMITS.clockToleranceMs + 1_000, 'CLOCK_SKEW'],
    ['a month behind', -LIMITS.offlineRequestMs - 1_000, 'REQUEST_STALE'],
  ])('%s', async (_, offsetMs, code) => {
    const host = await server.host()
    const asked = await host.ask({ type: 'look-up' }, {}, { madeAt: START + offsetMs })
    expect('code' in asked ? asked.code : null).toBe(code)
  })
})

describe('an activation key', () => {
  test('that is unknown is answered as any other unknown one, byte for byte but for its name', async () => {
    const host = await server.host()
    const other = await startServer()
    const foreign = (await other.issue()).key
    await other.close()
    const texts = [foreign, 'NQ7AB-LEGACY-99999', 'SOME-OTHER-VENDOR-56789']
    const answers = await Promise.all(
      texts.map(async (key) => {
        const answer = await host.post(await host.request({ type: 'look-up' }, { key }))
        const bytes = (await answer.text()).replace(/"requestId":"[^"]*"/, '')
        return `${answer.status} ${bytes.replaceAll(key.slice(-5), '#####')}`
      }),
    )
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('KEY_UNKNOWN')
    expect(answers[0]).toMatch(/^404 /)
  })

  test('that is mistyped is told so before anything is looked up', async () => {
    const host = await server.host()
    const { key } = await server.issue()
    const mistyped = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`
    const asked = await host.ask({ type: 'look-up' }, { key: mistyped })
    expect([asked.status, codeOf(asked)]).toEqual([400, 'KEY_MALFORMED'])
    expect(JSON.stringify(asked)).not.toContain(key.slice(0, 11))
  })

  test('encrypted on another host proves nothing', async () => {
    const { key } = await server.issue()
    const host = await server.host()
    const other = await server.host('PC-2')
    const stolen = await other.encrypt(key)
    const asked = await host.ask({ type: 'look-up' }, { encryptedKey: stolen })
    expect([asked.status, codeOf(asked)]).toEqual([400, 'REQUEST_MALFORMED'])
  })

  test('never gets into the log', async () => {
    const { issued } = await activated()
    expect(server.log.join('')).not.toContain(issued.key)
    expect(server.log.join('')).not.toContain(issued.key.replaceAll('-', ''))
  })
})

describe('a request', () => {
  test('for another server is refused', async () => {
    const host = await server.host()
    const asked = await host.ask({ type: 'look-up' }, {}, { aud: 'https://other.example' })
    expect([asked.status, codeOf(asked)]).toEqual([400, 'REQUEST_MALFORMED'])
  })

  test.each([
    ['a changed signature', (jws: string) => `${jws.slice(0, -10)}${jws.at(-10) === 'A' ? 'B' : 'A'}${jws.slice(-9)}`],
    ['no signature', (jws: string) => `${jws.slice(0, jws.lastIndexOf('.'))}.`],
    ['no payload', (jws: string) => jws.replace(/\.[^.]*\./, '..')],
    ['changed claims', (jws: string) => jws.replace(/\.(.)/, (_, c: string) => `.${c === 'e' ? 'f' : 'e'}`)],
    ['alg none', (jws: string) => jws.replace(/^[^.]*/, Buffer.from('{"alg":"none"}').toString('base64url'))],
    ['nothing of a JWS', () => 'hello'],
  ])('with %s is refused, and the answer does not repeat it', async (_, change) => {
    const host = await server.host()
    const request = change(await host.request({ type: 'look-up' }))
    const answer = await host.post(request)
    const text = await answer.text()
    expect([answer.status, JSON.parse(text).code]).toEqual([400, 'REQUEST_MALFORMED'])
    expect(text).not.toContain(request)
  })
})

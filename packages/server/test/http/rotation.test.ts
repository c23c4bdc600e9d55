import type { AnswerOf } from '@latchkey/contract/operations'
import type { KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimsOf, codeOf, expectDocumented, startServer, type TestHost, type TestServer } from './fixture.ts'

let server: TestServer
let key: Awaited<ReturnType<TestServer['issue']>>
let pc: TestHost
let count = 0

beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => server.close())
beforeEach(async () => {
  key = await server.issue({ products: [{ product: 'ct', seats: 3 }], hostsMax: 3 })
  pc = await server.host('GOOD-PC')
})

interface Answer {
  readonly status: number
  readonly text: string
  // eslint-disable-next-line typescript/no-explicit-any -- each test looks at another part of the answer
  readonly json: any
}

async function rotate(
  id: string,
  body: object = {},
  { token = server.adminToken, operation = '' } = {},
): Promise<Answer> {
  count += 1
  const answer = await fetch(`${server.url}/v1/keys/${id}/rotation`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'idempotency-key': operation === '' ? `rotate-${count}` : operation,
    },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  const json: unknown = JSON.parse(text)
  expectDocumented('rotateKey', answer.status, json)
  return { status: answer.status, text, json }
}

async function activateAs(host: TestHost, text: string, accountToken?: string) {
  const rows = [{ keyId: key.id as KeyId, product: 'ct' as ProductId }]
  return host.ask({ type: 'activate', rows }, { key: text, ...(accountToken === undefined ? {} : { accountToken }) })
}

async function mailsOf(template: string) {
  const { items } = await server.store.reads.mails({ limit: 100 })
  return items.filter((mail) => mail.template === template)
}

describe('a leaked key that is replaced', () => {
  test('good activations go on; the old key serves nobody, and says so; the new one does', async () => {
    claimsOf(await activateAs(pc, key.key))
    const licenseId = (await server.store.reads.key(key.id))?.licenses.find((l) => l.activatedOn)?.id as LicenseId
    const { status, json } = await rotate(key.id, { note: 'seen in a forum' })
    expect(status).toBe(200)
    expect(json.key).not.toBe(key.key)
    expect(json).toMatchObject({ id: key.id, last5: json.key.slice(-5), hostsHolding: 1, mailedTo: null })

    const renewed = claimsOf(await pc.ask({ type: 'renew', rows: [{ licenseId }] }))
    expect(renewed.rows.map((row) => row.status)).toEqual(['succeeded'])
    const thief = await server.host('THIEF')
    expect(codeOf(await activateAs(thief, key.key))).toBe('KEY_REPLACED')
    expect(codeOf(await thief.ask({ type: 'look-up' }, { key: key.key }))).toBe('KEY_REPLACED')
    const back = claimsOf(await pc.ask({ type: 'return', rows: [{ licenseId }] }, { key: json.key }))
    expect(back.rows.map((row) => row.status)).toEqual(['succeeded'])
    const newPc = await server.host('NEW-PC')
    expect(claimsOf(await activateAs(newPc, json.key)).rows.map((row) => row.status)).toEqual(['succeeded'])
    const history = await server.store.reads.explanation(licenseId, server.clock.at)
    expect(history?.events.map(({ words }) => words).join(' ')).toContain(
      `ending in ${key.key.slice(-5)} was replaced by one ending in ${json.last5}`,
    )
  })

  test('the old key still gives back what is on the PC, and does nothing else with it', async () => {
    claimsOf(await activateAs(pc, key.key))
    const licenseId = (await server.store.reads.key(key.id))?.licenses.find((l) => l.activatedOn)?.id as LicenseId
    const { json } = await rotate(key.id)
    const rows = [{ licenseId }]
    const other = await server.host('OTHER-PC')
    const refused = claimsOf(await other.ask({ type: 'return', rows }, { key: key.key })).rows
    expect(refused).toMatchObject([{ status: 'refused', refusal: { code: 'NOT_ACTIVATED_HERE' } }])
    await server.customer('wants.it')
    const accountToken = await pc.signIn('wants.it')
    for (const type of ['look-up', 'associate'] as const) {
      expect(codeOf(await pc.ask({ type }, { key: key.key, accountToken }))).toBe('KEY_REPLACED')
    }
    for (const type of ['transfer', 'emergency', 'renew', 'fetch'] as const) {
      expect(codeOf(await pc.ask({ type, rows }, { key: key.key, accountToken }))).toBe('KEY_REPLACED')
    }
    expect(codeOf(await activateAs(pc, key.key, accountToken))).toBe('KEY_REPLACED')
    // Account and key together would give it to the account; with a key that leaked they only give it back.
    const back = claimsOf(await pc.ask({ type: 'return', rows }, { key: key.key, accountToken }))
    expect(back.rows).toMatchObject([{ status: 'succeeded', alreadySo: false }])
    expect(back.licenses).toEqual([])
    expect(back.rows[0]?.receipt).toEqual(expect.any(String))
    const license = await server.store.reads.license(licenseId)
    expect(license).toMatchObject({ activatedOn: null, associatedTo: null })
    expect(claimsOf(await pc.ask({ type: 'return', rows }, { key: key.key })).rows).toMatchObject([
      { status: 'succeeded', alreadySo: true },
    ])
    const newPc = await server.host('NEXT-PC')
    expect(claimsOf(await activateAs(newPc, json.key)).rows.map(({ status }) => status)).toEqual(['succeeded'])
  })

  test('what had been done with the old key is still told to whoever repeats it', async () => {
    const request = await pc.request(
      { type: 'activate', rows: [{ keyId: key.id as KeyId, product: 'ct' as ProductId }] },
      { key: key.key },
    )
    const first = await (await pc.post(request)).text()
    await rotate(key.id)
    expect(await (await pc.post(request)).text()).toBe(first)
  })

  test('an activation by the old key that was admitted before is refused by the store, or done before the new key is', async () => {
    // The look at the key and the command are apart; the digest that was seen goes with the command.
    const hosts = await Promise.all(Array.from({ length: 12 }, async (_, i) => server.host(`RACE-${i}`)))
    const bodies = await Promise.all(
      hosts.map(async (host) =>
        host.request(
          { type: 'activate', rows: [{ keyId: key.id as KeyId, product: 'ct' as ProductId }] },
          { key: key.key },
        ),
      ),
    )
    const [rotated, ...answers] = await Promise.all([
      rotate(key.id),
      ...hosts.map(async (host, i) => (await host.post(bodies[i] ?? '')).json() as Promise<{ code?: string }>),
    ])
    expect(rotated?.status).toBe(200)
    for (const answer of answers) expect(['KEY_REPLACED', undefined]).toContain(answer.code)
    const executed = await server.store.execute({
      type: 'claim-key',
      operation: { id: 'late', caller: 'test', requestHash: 'x' },
      actor: { type: 'system', id: null },
      at: server.clock.at,
      keyDigest: 'of the old key',
      account: (await server.customer('late.claim')) as never,
      keyId: key.id as KeyId,
      seats: [],
    })
    expect(executed).toMatchObject({ status: 'refused', code: 'KEY_REPLACED' })
  })

  test('takes back what the thief has activated and associated, and nothing of the owner', async () => {
    const owner = await server.customer('owner.one')
    const thiefAccount = await server.customer('thief.one')
    const [thief, second] = [await server.host('THIEF-2'), await server.host('THIEF-3')]
    claimsOf(await activateAs(pc, key.key, await pc.signIn('owner.one')))
    const stolenBy = async (host: TestHost, accountToken?: string) => {
      claimsOf(await activateAs(host, key.key, accountToken))
      const licenses = (await server.store.reads.key(key.id))?.licenses ?? []
      return licenses.find(({ activatedOn }) => activatedOn?.hostId === host.id)?.id ?? ''
    }
    const associated = await stolenBy(thief, await thief.signIn('thief.one'))
    const activated = await stolenBy(second)
    const { json } = await rotate(key.id, { returnLicenseIds: [activated], releaseLicenseIds: [associated] })
    const states = json.licenses.map((license: (typeof key)['licenses'][number] & AnswerOf<'getLicense'>) => [
      license.associatedTo?.id ?? null,
      license.activatedOn?.hostName ?? null,
    ])
    expect(states.toSorted()).toEqual([
      [null, null],
      [null, 'THIEF-2'],
      [owner, 'GOOD-PC'],
    ])
    expect(json).toMatchObject({ mailedTo: 'owner.one@example.com', waitingLicenseIds: [] })
    expect((await mailsOf('key-replaced')).map(({ to }) => to)).toContain('owner.one@example.com')
    expect((await mailsOf('released-by-support')).map(({ to }) => to)).toEqual(['thief.one@example.com'])
    const accountToken = await thief.signIn('thief.one')
    expect(codeOf(await thief.ask({ type: 'associate' }, { key: key.key, accountToken }))).toBe('KEY_REPLACED')
    const listed = claimsOf(await thief.ask({ type: 'look-up' }, { accountToken }))
    expect([thiefAccount, listed.licenses]).toEqual([thiefAccount, []])
  })

  test('a return that is risky waits as every support return does; the key is replaced at once', async () => {
    claimsOf(await activateAs(pc, key.key, await pc.signIn('owner.one')))
    const license = (await server.store.reads.key(key.id))?.licenses.find((each) => each.activatedOn !== null)
    const { json } = await rotate(key.id, { returnLicenseIds: [license?.id] })
    expect(json.waitingLicenseIds).toEqual([license?.id])
    const { items } = await server.store.reads.returnRequests({ limit: 100, state: 'open' })
    expect(items.filter(({ licenses }) => licenses.some(({ id }) => id === license?.id))).toHaveLength(1)
    expect(codeOf(await pc.ask({ type: 'look-up' }, { key: key.key }))).toBe('KEY_REPLACED')
  })

  test('with several owners the new key is mailed to nobody, unless somebody is named', async () => {
    await server.customer('both.a')
    await server.customer('both.b')
    const other = await server.host('OTHER-PC')
    claimsOf(await activateAs(pc, key.key, await pc.signIn('both.a')))
    claimsOf(await activateAs(other, key.key, await other.signIn('both.b')))
    expect((await rotate(key.id)).json.mailedTo).toBeNull()
    const recipient = { email: 'buyer@plant.example', language: 'de' }
    expect((await rotate(key.id, { recipient })).json.mailedTo).toBe('buyer@plant.example')
    expect((await mailsOf('key-replaced')).filter(({ to }) => to === 'buyer@plant.example')).toHaveLength(1)
  })

  test('a repeated call tells the same key, byte by byte, even after a later one', async () => {
    const first = await rotate(key.id, {}, { operation: 'twice' })
    const second = await rotate(key.id)
    expect(second.json.key).not.toBe(first.json.key)
    expect((await rotate(key.id, {}, { operation: 'twice' })).text).toBe(first.text)
    expect((await rotate(key.id, { note: 'other' }, { operation: 'twice' })).json.code).toBe('OPERATION_REUSED')
    for (const old of [key.key, first.json.key]) {
      expect(codeOf(await pc.ask({ type: 'look-up' }, { key: old }))).toBe('KEY_REPLACED')
    }
  })

  test('is found by Support under its old text, and under its old last five', async () => {
    const { json } = await rotate(key.id)
    for (const text of [key.key, key.key.slice(-5)]) {
      const found = await server.admin.call('search', { body: { text } })
      const hit = found.ok ? found.value.results.find(({ kind }) => kind === 'key') : undefined
      expect(hit).toMatchObject({ id: key.id, title: `…${json.last5}` })
      expect(hit?.detail).toContain(`has replaced …${key.key.slice(-5)}`)
    }
  })
})

describe('rights', () => {
  test('sales replace a key but take nothing back; Support may not; an admin must have shown who they are', async () => {
    const sales = await server.staffSession('sales')
    const [first] = key.licenses
    const asked = { returnLicenseIds: [first?.id] }
    expect((await rotate(key.id, asked, { token: sales })).json.code).toBe('NOT_ALLOWED')
    expect((await rotate(key.id, {}, { token: sales })).status).toBe(200)
    expect((await rotate(key.id, {}, { token: await server.staffSession('support') })).json.code).toBe('NOT_ALLOWED')
    const admin = await server.staffSession('admin')
    server.clock.at += LIMITS.stepUpMs + 1
    expect((await rotate(key.id, {}, { token: admin })).json.code).toBe('STEP_UP_REQUIRED')
  })

  test.each([
    ['no such key', async () => rotate('key_00000000000000000000'), 'NOT_FOUND'],
    [
      'a license of another key',
      async () => rotate(key.id, { returnLicenseIds: [(await server.issue()).licenses[0]?.id] }),
      'NOT_FOUND',
    ],
    ['a field of another form', async () => rotate(key.id, { recipient: { email: 'nobody' } }), 'REQUEST_MALFORMED'],
    ['an unknown field', async () => rotate(key.id, { key: 'x' }), 'REQUEST_MALFORMED'],
  ])('refuses %s, and changes nothing', async (_, call, code) => {
    const before = await server.store.reads.key(key.id)
    expect((await call()).json.code).toBe(code)
    expect(await server.store.reads.key(key.id)).toEqual(before)
    expect(claimsOf(await pc.ask({ type: 'look-up' }, { key: key.key })).licenses).toHaveLength(1)
  })
})

test('after all of that the store is sound', async () => {
  expect(await server.store.reads.invariantViolations()).toEqual([])
})

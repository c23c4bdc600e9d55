import { LIMITS } from '@latchkey/core/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type TestServer } from '../http/fixture.ts'
import { openPostbox, type Postbox } from '../mail/postbox.ts'
import { type Deviation, SoftAuthenticator } from './authenticator.ts'
import { codeOf, good, openVisitor, type Visitor } from './visitor.ts'

/** Passkeys over HTTP, by an authenticator that may be bent; packages/web/test/passkeys.test.ts has the real browser's. */

const PASSWORD = 'seven green lamps in a row'
/** The site where nothing deviates, but for one thing each. */
const DEVIATIONS: readonly (readonly [string, Deviation])[] = [
  ['of a page of another origin', { origin: 'https://evil.example' }],
  ['of a page of another port', { origin: 'http://127.0.0.1:1' }],
  ['made for another site', { rpId: 'evil.example' }],
  ['without finger, face or PIN', { isVerified: false }],
  ['of a challenge nobody made', { challenge: 'AAAA' }],
]

let server: TestServer
let postbox: Postbox
beforeAll(async () => {
  server = await startServer()
  postbox = await openPostbox(server)
})
afterAll(async () => {
  await postbox.close()
  await server.close()
})

let count = 0
async function newCustomer(): Promise<{ readonly email: string; readonly visitor: Visitor }> {
  count += 1
  const email = `passkey-${count}@example.com`
  const visitor = openVisitor(server.url)
  await good(visitor.client.call('register', { body: { email } }))
  const { token } = await postbox.linkTo(email)
  await good(visitor.client.call('confirmRegistration', { body: { token, password: PASSWORD } }))
  return { email, visitor }
}

async function add({ client }: Visitor, key: SoftAuthenticator, deviation: Deviation = {}) {
  const { options } = await good(client.call('beginPasskeySetUp'))
  return client.call('addPasskey', { body: { name: 'Phone', attestation: key.attest(options, deviation) } })
}

async function customerWithPasskey() {
  const customer = await newCustomer()
  const key = new SoftAuthenticator(server.url)
  const { recoveryCodes } = await good(add(customer.visitor, key))
  return { ...customer, key, recoveryCodes }
}

async function signIn(key: SoftAuthenticator, deviation: Deviation = {}) {
  const visitor = openVisitor(server.url)
  const { options } = await good(visitor.client.call('beginPasskeySignIn'))
  key.counter += 1
  const assertion = key.assert(options, deviation)
  return { visitor, assertion, answer: await visitor.client.call('signInWithPasskey', { body: { assertion } }) }
}

async function show({ client }: Visitor, assertion: ReturnType<SoftAuthenticator['assert']>) {
  return codeOf(client.call('showSecondFactor', { body: { type: 'passkey', assertion } }))
}

describe('a passkey', () => {
  test('is added, brings recovery codes, and signs in by itself: it is both factors', async () => {
    const { email, key, recoveryCodes, visitor } = await customerWithPasskey()
    expect(recoveryCodes).toHaveLength(LIMITS.recoveryCodes)
    expect((await good(visitor.client.call('getMe'))).passkeys).toMatchObject([{ name: 'Phone', usedAt: null }])
    const { answer, visitor: second } = await signIn(key)
    expect(answer).toMatchObject({ ok: true, value: { needs: null, person: { email } } })
    expect((await good(second.client.call('getMe'))).passkeys[0]?.usedAt).not.toBeNull()
  })

  test.each([...DEVIATIONS, ['of the wrong ceremony', { type: 'webauthn.get' }] as const])(
    '%s is not added',
    async (_, deviation) => {
      const { visitor } = await newCustomer()
      const key = new SoftAuthenticator(server.url)
      expect(await codeOf(add(visitor, key, deviation))).toBe('SECOND_FACTOR_FAILED')
      expect((await good(visitor.client.call('getMe'))).passkeys).toEqual([])
    },
  )

  test.each([
    ...DEVIATIONS,
    ['of the wrong ceremony', { type: 'webauthn.create' }] as const,
    ['signed by another key', { isForged: true }] as const,
  ])('%s signs nobody in', async (_, deviation) => {
    const { key } = await customerWithPasskey()
    const { visitor, answer } = await signIn(key, deviation)
    expect(answer).toMatchObject({ ok: false, error: { code: 'SECOND_FACTOR_FAILED' } })
    expect(visitor.token()).toBeNull()
  })

  test('that was copied is noticed: a counter that does not rise is refused, and the true one goes on', async () => {
    const { key } = await customerWithPasskey()
    for (let use = 0; use < 3; use += 1) expect((await signIn(key)).answer.ok).toBe(true)
    key.counter -= 2
    expect((await signIn(key)).answer).toMatchObject({ ok: false, error: { code: 'SECOND_FACTOR_FAILED' } })
    key.counter += 1
    expect((await signIn(key)).answer.ok).toBe(true)
  })

  test('that never counts, as those of phones that are synchronized, is taken again and again', async () => {
    const { visitor } = await newCustomer()
    const key = new SoftAuthenticator(server.url, 0)
    await good(add(visitor, key))
    for (let use = 0; use < 2; use += 1) {
      key.counter = -1
      expect((await signIn(key)).answer.ok).toBe(true)
    }
  })

  test('shown is shown once: the same bytes open no second session', async () => {
    const { key } = await customerWithPasskey()
    const { assertion, answer } = await signIn(key)
    expect(answer.ok).toBe(true)
    const thief = openVisitor(server.url)
    expect(await codeOf(thief.client.call('signInWithPasskey', { body: { assertion } }))).toBe('SECOND_FACTOR_FAILED')
  })

  test('for a challenge of another use or person, or of too long ago, is refused', async () => {
    const [ann, bob] = [await customerWithPasskey(), await customerWithPasskey()]
    const half = async (login: string) => {
      const visitor = openVisitor(server.url)
      await good(visitor.client.call('beginSession', { body: { login, password: PASSWORD } }))
      return visitor
    }
    const annsHalf = await half(ann.email)
    const forSignIn = (await good(annsHalf.client.call('beginPasskeySignIn'))).options
    ann.key.counter += 1
    expect(await show(annsHalf, ann.key.assert(forSignIn))).toBe('SECOND_FACTOR_FAILED')
    const bobs = (await good((await half(bob.email)).client.call('beginPasskey'))).options
    expect(await show(annsHalf, ann.key.assert(bobs))).toBe('SECOND_FACTOR_FAILED')
    const own = (await good(annsHalf.client.call('beginPasskey'))).options
    expect(await show(annsHalf, bob.key.assert(own))).toBe('SECOND_FACTOR_FAILED')
    server.clock.at += LIMITS.challengeMs
    expect(await show(annsHalf, ann.key.assert(own))).toBe('SECOND_FACTOR_FAILED')
    const fresh = (await good(annsHalf.client.call('beginPasskey'))).options
    server.clock.at += 15 * 60_000
    const again = await half(ann.email)
    const late = (await good(again.client.call('beginPasskey'))).options
    expect(fresh).not.toEqual(late)
    expect(await show(again, ann.key.assert(late))).toBeNull()
  })

  test('of somebody else is not added twice, and not removed by others', async () => {
    const { key, visitor } = await customerWithPasskey()
    const other = await newCustomer()
    expect(await codeOf(add(other.visitor, key))).toBe('ALREADY_EXISTS')
    const [passkey] = (await good(visitor.client.call('getMe'))).passkeys
    const params = { id: passkey?.id ?? '' }
    expect(await codeOf(other.visitor.client.call('removePasskey', { params }))).toBe('NOT_FOUND')
    await good(visitor.client.call('removePasskey', { params }))
    expect((await signIn(key)).answer.ok).toBe(false)
  })
})

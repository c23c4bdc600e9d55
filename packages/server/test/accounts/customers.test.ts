import { DAY_MS, HOUR_MS, LIMITS, MINUTE_MS, SECOND_MS } from '@latchkey/core/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { totpCode } from '../../src/accounts/totp.ts'
import { startServer, type TestServer } from '../http/fixture.ts'
import { openPostbox, type Postbox } from '../mail/postbox.ts'
import { codeOf, good, openVisitor, type Visitor } from './visitor.ts'

/** What customers do with their accounts, in order, as a browser and a mailbox see it: real server, real store, real SMTP. */

const PASSWORD = 'seven green lamps in a row'
const OTHER_PASSWORD = 'nine blue kettles in a well'

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
interface Customer {
  readonly email: string
  readonly visitor: Visitor
}

/** Somebody who has registered with the link of the mail, and is signed in. */
async function newCustomer(language: 'en' | 'de' = 'en'): Promise<Customer> {
  count += 1
  const email = `customer-${count}@example.com`
  const visitor = openVisitor(server.url)
  await good(visitor.client.call('register', { body: { email, language } }))
  const { token } = await postbox.linkTo(email)
  await good(visitor.client.call('confirmRegistration', { body: { token, password: PASSWORD } }))
  return { email, visitor }
}

async function signIn(email: string, password = PASSWORD, userAgent?: string) {
  const visitor = openVisitor(server.url, userAgent)
  const session = await good(visitor.client.call('beginSession', { body: { login: email, password } }))
  return { visitor, session }
}

/** Sets up an authenticator app and gives its secret and the recovery codes. */
async function setUpTotp({ visitor }: { readonly visitor: Visitor }) {
  const { secret, uri } = await good(visitor.client.call('beginTotp'))
  expect(uri).toContain(secret)
  const body = { code: totpCode(secret, server.clock.at) }
  const { recoveryCodes } = await good(visitor.client.call('enableTotp', { body }))
  return { secret, recoveryCodes }
}

async function showRecoveryCode({ client }: Visitor, code: string) {
  return codeOf(client.call('showSecondFactor', { body: { type: 'recovery-code', code } }))
}

/** How often each answer came. */
function tallyOf(codes: readonly (string | null)[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    new Map(codes.map((code) => [String(code), codes.filter((other) => other === code).length])),
  )
}

describe('a registration', () => {
  test('goes from the address to the mail, to the password, to being signed in, to signing in again', async () => {
    const email = 'Ada.Lovelace@Example.com'
    const visitor = openVisitor(server.url)
    await good(visitor.client.call('register', { body: { email, language: 'de' } }))
    expect(visitor.token()).toBeNull()
    const { path, token } = await postbox.linkTo('ada.lovelace@example.com')
    expect(path).toBe('/portal/confirm')
    // Looking at it changes nothing: mail programs open links by themselves.
    for (let look = 0; look < 2; look += 1) {
      const link = await good(visitor.client.call('lookUpLink', { body: { token } }))
      expect(link).toMatchObject({ purpose: 'confirm-registration', email: 'ada.lovelace@example.com' })
    }
    const session = await good(visitor.client.call('confirmRegistration', { body: { token, password: PASSWORD } }))
    expect(session).toMatchObject({ needs: null, person: { type: 'account', email: 'ada.lovelace@example.com' } })
    expect(session.person.language).toBe('de')
    await good(visitor.client.call('endSession'))
    expect(visitor.token()).toBeNull()
    const again = await signIn('ADA.lovelace@example.com')
    expect(again.session.person).toEqual(session.person)
  })

  test('has a link that works once, for a day, and not after a newer one was asked for', async () => {
    const { client } = openVisitor(server.url)
    const email = 'twice@example.com'
    await good(client.call('register', { body: { email } }))
    const first = (await postbox.linkTo(email)).token
    await good(client.call('register', { body: { email } }))
    const second = (await postbox.linkTo(email)).token
    const take = async (token: string) =>
      codeOf(openVisitor(server.url).client.call('confirmRegistration', { body: { token, password: PASSWORD } }))
    expect(await take(first)).toBe('LINK_UNKNOWN')
    server.clock.at += DAY_MS
    expect(await take(second)).toBe('LINK_EXPIRED')
    server.clock.at -= 1
    expect(await take(second)).toBeNull()
    expect(await take(second)).toBe('LINK_USED')
  })

  test('of an address that has an account tells its owner alone, and changes nothing', async () => {
    const { email, visitor } = await newCustomer()
    const stranger = openVisitor(server.url)
    const known = await stranger.client.call('register', { body: { email } })
    const unknown = await stranger.client.call('register', { body: { email: 'nobody-yet@example.com' } })
    expect(known).toEqual(unknown)
    const mail = await postbox.mailTo(email)
    expect(mail.parsed.subject).toBe('You have an account already')
    expect(mail.parsed.text).not.toContain('#')
    expect((await good(visitor.client.call('getMe'))).email).toBe(email)
  })

  test('with two links pressed at once makes one account and one session', async () => {
    const email = 'racer@example.com'
    await good(openVisitor(server.url).client.call('register', { body: { email } }))
    const { token } = await postbox.linkTo(email)
    const body = { token, password: PASSWORD }
    const calls = Array.from({ length: 4 }, async () =>
      codeOf(openVisitor(server.url).client.call('confirmRegistration', { body })),
    )
    expect(tallyOf(await Promise.all(calls))).toEqual({ LINK_USED: 3, null: 1 })
  })
})

describe('a forgotten password', () => {
  test('is set anew by the link of the mail, once; every session ends, and the owner is told', async () => {
    const { email, visitor } = await newCustomer()
    const { visitor: elsewhere } = await signIn(email)
    await good(openVisitor(server.url).client.call('requestPasswordReset', { body: { login: email } }))
    const { path, token } = await postbox.linkTo(email)
    expect(path).toBe('/portal/reset')
    const { client } = openVisitor(server.url)
    const weak = { token, password: 'passwordpassword' }
    expect(await codeOf(client.call('resetPassword', { body: weak }))).toBe('REQUEST_MALFORMED')
    await good(client.call('resetPassword', { body: { token, password: OTHER_PASSWORD } }))
    for (const { client: open } of [visitor, elsewhere]) expect(await codeOf(open.call('getMe'))).toBe('NOT_SIGNED_IN')
    expect((await postbox.mailTo(email)).parsed.subject).toBe('Your password was changed')
    expect(await codeOf(client.call('resetPassword', { body: { token, password: PASSWORD } }))).toBe('LINK_USED')
    const old = client.call('beginSession', { body: { login: email, password: PASSWORD } })
    expect(await codeOf(old)).toBe('SIGN_IN_FAILED')
    await signIn(email, OTHER_PASSWORD)
  })

  test('is asked for with one answer, whether there is such a login or not; only the owner gets a mail', async () => {
    const { email } = await newCustomer()
    const { client } = openVisitor(server.url)
    const known = await client.call('requestPasswordReset', { body: { login: email } })
    const unknown = await client.call('requestPasswordReset', { body: { login: 'nobody-at-all' } })
    expect(known).toEqual(unknown)
    expect((await postbox.collect()).map(({ to }) => to)).toEqual([[email]])
  })

  test('link ends after 20 minutes, and when a newer one is asked for', async () => {
    const { email } = await newCustomer()
    const { client } = openVisitor(server.url)
    const ask = async () => {
      await good(client.call('requestPasswordReset', { body: { login: email } }))
      return (await postbox.linkTo(email)).token
    }
    const older = await ask()
    const token = await ask()
    const body = { token, password: OTHER_PASSWORD }
    expect(await codeOf(client.call('resetPassword', { body: { ...body, token: older } }))).toBe('LINK_UNKNOWN')
    server.clock.at += LIMITS.resetLinkMs
    expect(await codeOf(client.call('resetPassword', { body }))).toBe('LINK_EXPIRED')
  })

  test('does not pass by the second factor', async () => {
    const customer = await newCustomer()
    await setUpTotp(customer)
    const { client } = openVisitor(server.url)
    await good(client.call('requestPasswordReset', { body: { login: customer.email } }))
    const { token } = await postbox.linkTo(customer.email)
    await good(client.call('resetPassword', { body: { token, password: OTHER_PASSWORD } }))
    const { visitor, session } = await signIn(customer.email, OTHER_PASSWORD)
    expect(session.needs).toBe('second-factor')
    expect(await codeOf(visitor.client.call('getMe'))).toBe('SECOND_FACTOR_REQUIRED')
  })

  test('of one purpose is no link of another', async () => {
    const { email } = await newCustomer()
    const { client } = openVisitor(server.url)
    await good(client.call('requestPasswordReset', { body: { login: email } }))
    const { token } = await postbox.linkTo(email)
    const confirm = { token, password: OTHER_PASSWORD }
    expect(await codeOf(client.call('confirmRegistration', { body: confirm }))).toBe('LINK_UNKNOWN')
    expect(await codeOf(client.call('confirmEmail', { body: { token } }))).toBe('LINK_UNKNOWN')
  })
})

describe('an authenticator app', () => {
  test('is asked for after the password; a code works once, and the next one within its drift', async () => {
    const customer = await newCustomer()
    const { secret } = await setUpTotp(customer)
    expect((await postbox.mailTo(customer.email)).parsed.subject).toBe('Your second factors were changed')
    const { visitor, session } = await signIn(customer.email)
    expect(session).toMatchObject({ needs: 'second-factor', secondFactors: ['totp', 'recovery-code'] })
    expect(await codeOf(visitor.client.call('getMe'))).toBe('SECOND_FACTOR_REQUIRED')
    const show = async (at: number, by = visitor) =>
      codeOf(by.client.call('showSecondFactor', { body: { type: 'totp', code: totpCode(secret, at) } }))
    // The very code that set it up is used up.
    expect(await show(server.clock.at)).toBe('SECOND_FACTOR_FAILED')
    server.clock.at += 30 * SECOND_MS
    const half = visitor.token()
    expect(await show(server.clock.at)).toBeNull()
    expect((await good(visitor.client.call('getMe'))).totp).toBe(true)
    // The half session's token is of no use any more, and the code neither.
    const { visitor: second } = await signIn(customer.email)
    expect(await show(server.clock.at, second)).toBe('SECOND_FACTOR_FAILED')
    second.take(half ?? '')
    expect(await codeOf(second.client.call('getSession'))).toBe('NOT_SIGNED_IN')
    // A clock that is half a minute ahead is taken, one that is a minute off is not.
    const { visitor: third } = await signIn(customer.email)
    expect(await show(server.clock.at + 60 * SECOND_MS, third)).toBe('SECOND_FACTOR_FAILED')
    expect(await show(server.clock.at + 30 * SECOND_MS, third)).toBeNull()
    // And not the one before it, although it is within the drift: steps only rise.
    const { visitor: fourth } = await signIn(customer.email)
    expect(await show(server.clock.at, fourth)).toBe('SECOND_FACTOR_FAILED')
    expect(await show(server.clock.at - 90 * SECOND_MS, fourth)).toBe('SECOND_FACTOR_FAILED')
  })

  test('shown by two sessions at once with one code lets one in', async () => {
    const customer = await newCustomer()
    const { secret } = await setUpTotp(customer)
    server.clock.at += MINUTE_MS
    const sessions = [await signIn(customer.email), await signIn(customer.email), await signIn(customer.email)]
    const body = { type: 'totp', code: totpCode(secret, server.clock.at) } as const
    const codes = await Promise.all(
      sessions.map(async ({ visitor }) => codeOf(visitor.client.call('showSecondFactor', { body }))),
    )
    expect(tallyOf(codes)).toEqual({ SECOND_FACTOR_FAILED: 2, null: 1 })
  })

  test('that is lost is replaced by a recovery code, each once, however it is typed', async () => {
    const customer = await newCustomer()
    const { recoveryCodes } = await setUpTotp(customer)
    expect(new Set(recoveryCodes).size).toBe(LIMITS.recoveryCodes)
    const [code = ''] = recoveryCodes
    const typed = ` ${code.toUpperCase().replace('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')} `
    const { visitor } = await signIn(customer.email)
    expect(await showRecoveryCode(visitor, typed)).toBeNull()
    expect((await good(visitor.client.call('getMe'))).recoveryCodesLeft).toBe(LIMITS.recoveryCodes - 1)
    const { visitor: second } = await signIn(customer.email)
    expect(await showRecoveryCode(second, code)).toBe('SECOND_FACTOR_FAILED')
    const made = await good(visitor.client.call('makeRecoveryCodes'))
    expect(await showRecoveryCode(second, recoveryCodes[1] ?? '')).toBe('SECOND_FACTOR_FAILED')
    expect(await showRecoveryCode(second, made.recoveryCodes[0] ?? '')).toBeNull()
  })

  test("recovery code of somebody else's is none", async () => {
    const [ann, bob] = [await newCustomer(), await newCustomer()]
    await setUpTotp(ann)
    const { recoveryCodes } = await setUpTotp(bob)
    const { visitor } = await signIn(ann.email)
    const body = { type: 'recovery-code', code: recoveryCodes[0] ?? '' } as const
    expect(await codeOf(visitor.client.call('showSecondFactor', { body }))).toBe('SECOND_FACTOR_FAILED')
  })

  test('that replaces another one takes over when it has shown a code, not before', async () => {
    const customer = await newCustomer()
    const { secret } = await setUpTotp(customer)
    await good(customer.visitor.client.call('beginTotp'))
    server.clock.at += MINUTE_MS
    const { visitor } = await signIn(customer.email)
    const body = { type: 'totp', code: totpCode(secret, server.clock.at) } as const
    expect(await codeOf(visitor.client.call('showSecondFactor', { body }))).toBeNull()
  })

  test('guessed at is closed after five attempts, longer each time, whatever the session', async () => {
    const narrow = await startServer({ limits: { signInsByIp: 1_000 } })
    const box = await openPostbox(narrow)
    const visitor = openVisitor(narrow.url)
    const email = 'guessed@example.com'
    await good(visitor.client.call('register', { body: { email } }))
    const { token } = await box.linkTo(email)
    await good(visitor.client.call('confirmRegistration', { body: { token, password: PASSWORD } }))
    const { secret } = await good(visitor.client.call('beginTotp'))
    await good(visitor.client.call('enableTotp', { body: { code: totpCode(secret, narrow.clock.at) } }))
    const codes: (string | null)[] = []
    for (let guess = 0; guess < 6; guess += 1) {
      const guesser = openVisitor(narrow.url)
      await good(guesser.client.call('beginSession', { body: { login: email, password: PASSWORD } }))
      codes.push(await codeOf(guesser.client.call('showSecondFactor', { body: { type: 'totp', code: '000000' } })))
    }
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'SECOND_FACTOR_FAILED'), 'RATE_LIMITED'])
    await box.close()
    await narrow.close()
  })
})

describe('a session', () => {
  test('is in a cookie that no script reads and no other site sends', async () => {
    const { visitor } = await newCustomer()
    const [cookie = ''] = visitor.cookies
    expect(cookie).toMatch(/^latchkey=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    const old = visitor.token()
    await good(visitor.client.call('endSession'))
    expect(visitor.cookies.at(-1)).toBe('latchkey=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict')
    visitor.take(old ?? '')
    expect(await codeOf(visitor.client.call('getSession'))).toBe('NOT_SIGNED_IN')
  })

  test('planted by somebody else is not the one that a sign-in gives', async () => {
    const { email, visitor: attacker } = await newCustomer()
    const victim = openVisitor(server.url)
    const planted = attacker.token() ?? ''
    victim.take(planted)
    await good(victim.client.call('beginSession', { body: { login: email, password: PASSWORD } }))
    expect(victim.token()).not.toBe(planted)
    const made = openVisitor(server.url)
    made.take('A'.repeat(43))
    await good(made.client.call('beginSession', { body: { login: email, password: PASSWORD } }))
    expect(made.token()).not.toBe('A'.repeat(43))
  })

  test('goes on under a new id after a step-up and after a change of password; the old id is of no use', async () => {
    const { visitor } = await newCustomer()
    const renewals = [
      async () => visitor.client.call('stepUp', { body: { type: 'password', password: PASSWORD } }),
      async () =>
        visitor.client.call('changePassword', { body: { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD } }),
    ] as const
    for (const renew of renewals) {
      const before = visitor.token() ?? ''
      await good(renew())
      expect(visitor.token()).not.toBe(before)
      const thief = openVisitor(server.url)
      thief.take(before)
      expect(await codeOf(thief.client.call('getMe'))).toBe('NOT_SIGNED_IN')
    }
  })

  test('is seen in the list and ended from another one: one of them, or all but this', async () => {
    const { email, visitor } = await newCustomer()
    const { visitor: phone } = await signIn(email, PASSWORD, 'Safari on a phone')
    const { visitor: library } = await signIn(email, PASSWORD, 'Chrome in a library')
    const { items } = await good(visitor.client.call('listSessions'))
    expect(items.filter(({ isThisOne }) => isThisOne)).toHaveLength(1)
    const lost = items.find(({ userAgent }) => userAgent === 'Safari on a phone')?.id ?? ''
    await good(visitor.client.call('endOneSession', { params: { id: lost } }))
    expect(await codeOf(phone.client.call('getMe'))).toBe('NOT_SIGNED_IN')
    expect(await codeOf(visitor.client.call('endOneSession', { params: { id: lost } }))).toBe('NOT_FOUND')
    await good(library.client.call('getMe'))
    await good(visitor.client.call('endOtherSessions'))
    expect(await codeOf(library.client.call('getMe'))).toBe('NOT_SIGNED_IN')
    expect((await good(visitor.client.call('listSessions'))).items).toHaveLength(1)
  })

  test("of somebody else's is not found", async () => {
    const [ann, bob] = [await newCustomer(), await newCustomer()]
    const [own] = (await good(ann.visitor.client.call('listSessions'))).items
    const call = bob.visitor.client.call('endOneSession', { params: { id: own?.id ?? '' } })
    expect(await codeOf(call)).toBe('NOT_FOUND')
    await good(ann.visitor.client.call('getMe'))
  })

  test('from a browser not seen before is told by mail, with what it calls itself', async () => {
    const { email } = await newCustomer()
    await postbox.collect()
    await signIn(email)
    expect(await postbox.collect()).toEqual([])
    await signIn(email, PASSWORD, 'Lynx')
    const mail = await postbox.mailTo(email)
    expect(mail.parsed.subject).toBe('A new sign-in to your account')
    expect(mail.parsed.text).toContain('Lynx')
  })
})

describe('a new e-mail address', () => {
  test('is confirmed by its own link; the old one is told and signs nobody in any more', async () => {
    const { email, visitor } = await newCustomer()
    const moved = `moved-${email}`
    const wrong = { email: moved, password: OTHER_PASSWORD }
    expect(await codeOf(visitor.client.call('changeEmail', { body: wrong }))).toBe('SIGN_IN_FAILED')
    await good(visitor.client.call('changeEmail', { body: { email: moved, password: PASSWORD } }))
    expect(await good(visitor.client.call('getMe'))).toMatchObject({ email, newEmail: moved })
    await signIn(email)
    const { path, token } = await postbox.linkTo(moved)
    expect(path).toBe('/portal/email')
    await good(openVisitor(server.url).client.call('confirmEmail', { body: { token } }))
    const told = await postbox.mailTo(email)
    expect([told.to, told.parsed.text?.includes(moved)]).toEqual([[email], true])
    expect(await codeOf(openVisitor(server.url).client.call('confirmEmail', { body: { token } }))).toBe('LINK_USED')
    const body = { login: email, password: PASSWORD }
    expect(await codeOf(openVisitor(server.url).client.call('beginSession', { body }))).toBe('SIGN_IN_FAILED')
    expect((await signIn(moved)).session.person.email).toBe(moved)
  })

  test("that is somebody else's tells them, and whoever asks learns nothing", async () => {
    const [ann, bob] = [await newCustomer(), await newCustomer()]
    await good(ann.visitor.client.call('changeEmail', { body: { email: bob.email, password: PASSWORD } }))
    expect((await postbox.mailTo(bob.email)).parsed.subject).toBe('You have an account already')
    expect(await good(ann.visitor.client.call('getMe'))).toMatchObject({ email: ann.email })
  })
})

describe('an account that is closed', () => {
  test('lets its licenses work on, released to their key; offers are withdrawn, and nothing names its owner', async () => {
    const { email, visitor } = await newCustomer()
    const { id: keyId, key } = await server.issue({ products: [{ product: 'ct', seats: 1 }] })
    const host = await server.host('Its PC')
    await host.activate(key)
    await good(visitor.client.call('claimKey', { body: { key } }))
    const [own] = (await good(visitor.client.call('listMyLicenses'))).items
    const offer = { licenseIds: [own?.id ?? ''], email: 'friend@example.com' }
    await good(visitor.client.call('offerTransfer', { body: offer }))
    const { token: offered } = await postbox.linkTo('friend@example.com')
    const asked = { licenseIds: [own?.id ?? ''], reason: 'dead-pc' as const, message: `I am ${email}` }
    const request = await good(visitor.client.call('openMyReturnRequest', { body: asked }))

    server.clock.at += LIMITS.stepUpMs + 1
    expect(await codeOf(visitor.client.call('closeMyAccount'))).toBe('STEP_UP_REQUIRED')
    await good(visitor.client.call('stepUp', { body: { type: 'password', password: PASSWORD } }))
    await postbox.collect()
    await good(visitor.client.call('closeMyAccount'))
    expect((await postbox.collect()).map(({ to }) => to)).toEqual([[email]])

    const after = await good(server.admin.call('getKey', { params: { id: keyId } }))
    expect(after.licenses.map(({ associatedTo }) => associatedTo)).toEqual([null])
    const renewed = await host.ask({ type: 'renew', rows: [{ licenseId: own?.id as never }] })
    expect(renewed).toMatchObject({ claims: { rows: [{ status: 'succeeded' }] } })

    const friend = await newCustomer()
    for (const name of ['showTransferOffer', 'acceptTransfer'] as const) {
      expect(await codeOf(friend.visitor.client.call(name, { body: { token: offered } }))).toBe('LINK_UNKNOWN')
    }
    const { items } = await good(server.admin.call('listTransfers', { query: { state: 'withdrawn' } }))
    expect(items).toHaveLength(1)
    const closed = await good(server.admin.call('getReturnRequest', { params: { id: request.id } }))
    expect(closed.state).not.toBe('open')
    expect(JSON.stringify([closed, items])).not.toContain(email)
    const body = { login: email, password: PASSWORD }
    expect(await codeOf(openVisitor(server.url).client.call('beginSession', { body }))).toBe('SIGN_IN_FAILED')
    // The address is free again.
    await good(openVisitor(server.url).client.call('register', { body: { email } }))
    expect((await postbox.mailTo(email)).parsed.subject).toBe('Confirm your e-mail address')
  })
})

describe('an export', () => {
  test('holds everything that is kept about its owner, and no secret', async () => {
    const customer = await newCustomer()
    const { email, visitor } = customer
    const { recoveryCodes, secret } = await setUpTotp(customer)
    const { key } = await server.issue({ products: [{ product: 'ct', seats: 1 }] })
    await good(visitor.client.call('claimKey', { body: { key } }))
    const host = await server.host('Desk')
    await host.activate(key)
    const [own] = (await good(visitor.client.call('listMyLicenses'))).items
    await good(visitor.client.call('renameMyHost', { params: { id: host.id }, body: { name: 'My own desk' } }))
    const asked = { licenseIds: [own?.id ?? ''], reason: 'dead-pc' as const, message: 'It burned.' }
    const request = await good(visitor.client.call('openMyReturnRequest', { body: asked }))
    const comment = { text: 'Here is a photograph.' }
    await good(visitor.client.call('commentMyReturnRequest', { params: { id: request.id }, body: comment }))
    await good(visitor.client.call('withdrawMyReturnRequest', { params: { id: request.id } }))
    const offer = { licenseIds: [own?.id ?? ''], email: 'friend@example.com' }
    await good(visitor.client.call('offerTransfer', { body: offer }))
    await good(visitor.client.call('changeEmail', { body: { email: `new-${email}`, password: PASSWORD } }))
    const text = JSON.stringify(await good(visitor.client.call('exportMe')))
    for (const kept of [
      email,
      `new-${email}`,
      'My own desk',
      'It burned.',
      'Here is a photograph.',
      'friend@example.com',
      own?.id ?? '?',
      host.id,
      'Firefox of the tests',
      '127.0.0.1',
      'second-factor-added',
    ])
      // oxfmt-ignore
      expect(text).toContain(kept)
    for (const hidden of [key, secret, ...recoveryCodes, visitor.token() ?? '?', PASSWORD, 'argon2', 'sealed', 'hash'])
      expect(text).not.toContain(hidden)
  })

  test('is asked for once more who it is', async () => {
    const { visitor } = await newCustomer()
    server.clock.at += LIMITS.stepUpMs + 1
    expect(await codeOf(visitor.client.call('exportMe'))).toBe('STEP_UP_REQUIRED')
    server.clock.at += HOUR_MS
    expect(await codeOf(visitor.client.call('exportMe'))).toBe('NOT_SIGNED_IN')
  })
})

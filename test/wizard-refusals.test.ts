import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DAY_MS, HOUR_MS } from '@latchkey/core/limits'
import { REFUSALS, type RefusalCode } from '@latchkey/core/refusals'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  behindOwnCa,
  copyLicenses,
  damageLicense,
  denyFolder,
  issueInStanding,
  listen,
  mistyped,
} from './support/grounds.ts'
import { openPc, type Pc, shiftedClock, type Shown } from './support/pc.ts'
import { openVendor, type Person, type Vendor } from './support/vendor.ts'

/**
 * Every refusal that can occur, provoked through the real wizard against the real server. Each gives its code, a sentence, a cause, a way out
 * and its exit code, and changes nothing.
 */
let vendor: Vendor
let alice: Person
let bob: Person
let pcs = 0

beforeAll(async () => {
  vendor = await openVendor()
  ;[alice, bob] = [await vendor.createAccount('alice'), await vendor.createAccount('bob')]
})

afterAll(async () => {
  await vendor[Symbol.asyncDispose]()
})

function nextPc(): Pc {
  pcs += 1
  return openPc(vendor, `PC-${pcs}`)
}

/** Runs a command that must be refused, and checks everything a refusal must have. */
async function expectRefused(
  pc: Pc,
  args: readonly string[],
  code: RefusalCode,
  shown: Shown = {},
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { exitCode } = REFUSALS[code]
  const told = await pc.wizard(args, shown, env)
  expect({ code, exitCode: told.exitCode, text: told.stdout + told.stderr }).toMatchObject({ exitCode })
  const json = await pc.json(args, shown, env)
  expect(json.exitCode).toBe(exitCode)
  const refused =
    json.json.refusal ??
    json.json.verdict ??
    json.json.rows.find((row: { refusal: unknown }) => row.refusal !== null).refusal
  expect(refused.code).toBe(code)
  const text = (told.stdout + told.stderr).replaceAll(/\s+/g, ' ')
  expect(text).toContain(code)
  for (const words of [refused.sentence, refused.cause, refused.wayOut] as readonly string[]) {
    expect(words.length).toBeGreaterThan(10)
    expect(words).not.toMatch(/undefined|\{|\|/)
  }
  return text
}

describe('keys', () => {
  test('KEY_MALFORMED: a mistyped key is named on the PC, with the correction, and never sent', async () => {
    const { id, key } = await vendor.issueKey({})
    const offline = { LATCHKEY_SERVER: 'http://127.0.0.1:1' }
    const text = await expectRefused(nextPc(), ['activate'], 'KEY_MALFORMED', { key: mistyped(key) }, offline)
    expect(text).toContain(`Did you mean ${key.at(-1) ?? ''} in group 6?`)
    expect(vendor.state(id)).toMatchObject([{ activatedOn: null, generation: 0 }])
  })

  test('KEY_UNKNOWN: a well-formed key that nobody issued', async () => {
    const key = '00000-00000-00000-00000-00000-0KAW7'
    const other = await openVendor()
    try {
      const foreign = await other.issueKey({})
      await expectRefused(nextPc(), ['activate'], 'KEY_UNKNOWN', { key: foreign.key })
    } finally {
      await other[Symbol.asyncDispose]()
    }
    expect(key).toHaveLength(35)
  })

  test('KEY_IN_USE: names the other PC and since when', async () => {
    const { id, key } = await vendor.issuePair()
    const [first, second] = [nextPc(), nextPc()]
    expect((await first.wizard(['activate', '--license', 'ct'], { key })).exitCode).toBe(0)
    const before = vendor.state(id)
    const text = await expectRefused(second, ['activate', '--license', 'izot-net-server'], 'KEY_IN_USE', { key })
    expect(text).toContain(first.name)
    expect(text).toMatch(/since [A-Z][a-z]{2} \d{1,2}, \d{4}/)
    expect(vendor.state(id)).toEqual(before)
  })
})

describe('people', () => {
  test('SIGN_IN_FAILED: a wrong password and an unknown account are told alike', async () => {
    const wrong = { ...alice, password: 'not the password of alice' }
    const unknown = { id: '', username: 'nobody-here', password: 'not the password of alice' }
    const first = await expectRefused(nextPc(), ['list'], 'SIGN_IN_FAILED', { account: wrong })
    expect(await expectRefused(nextPc(), ['list'], 'SIGN_IN_FAILED', { account: unknown })).toBe(first)
  })

  test('KEY_REQUIRED: returning a license without an account by signing in', async () => {
    const { id, key } = await vendor.issueKey({})
    const pc = nextPc()
    expect((await pc.wizard(['activate'], { key })).exitCode).toBe(0)
    const before = vendor.state(id)
    await expectRefused(pc, ['return'], 'KEY_REQUIRED', { account: alice })
    expect(vendor.state(id)).toEqual(before)
  })

  test("NOT_YOUR_LICENSE: returning another owner's license by signing in", async () => {
    const { id, key } = await vendor.issueKey({})
    const pc = nextPc()
    expect((await pc.wizard(['activate'], { key, account: alice })).exitCode).toBe(0)
    const before = vendor.state(id)
    await expectRefused(pc, ['return'], 'NOT_YOUR_LICENSE', { account: bob })
    expect(vendor.state(id)).toEqual(before)
    expect((await pc.wizard(['list'])).stdout).toContain('this PC since')
  })

  test('ASSOCIATED_ELSEWHERE: associating what belongs to another account', async () => {
    const { id, key } = await vendor.issueKey({})
    expect((await nextPc().wizard(['associate'], { key, account: alice })).exitCode).toBe(0)
    const before = vendor.state(id)
    await expectRefused(nextPc(), ['associate'], 'ASSOCIATED_ELSEWHERE', { key, account: bob })
    expect(vendor.state(id)).toEqual(before)
  })
})

describe('licenses', () => {
  test('ACTIVATED_ELSEWHERE: names the PC and since when, and what to do', async () => {
    const { id, key } = await vendor.issueKey({})
    const [first, second] = [nextPc(), nextPc()]
    expect((await first.wizard(['activate'], { key })).exitCode).toBe(0)
    const before = vendor.state(id)
    const text = await expectRefused(second, ['activate'], 'ACTIVATED_ELSEWHERE', { key })
    expect(text).toMatch(new RegExp(`active on ${first.name} since [A-Z][a-z]{2} \\d{1,2}, \\d{4}`))
    expect(text).toContain('ask Support')
    expect(vendor.state(id)).toEqual(before)
  })

  test('NO_SEAT_FREE: all seats of a key are active on other PCs', async () => {
    const { id, key } = await vendor.issueKey({ products: [{ product: 'ct', seats: 2 }] })
    for (const pc of [nextPc(), nextPc()]) expect((await pc.wizard(['activate'], { key })).exitCode).toBe(0)
    const before = vendor.state(id)
    await expectRefused(nextPc(), ['activate'], 'NO_SEAT_FREE', { key })
    expect(vendor.state(id)).toEqual(before)
  })

  test('EXPIRED, SUSPENDED, REVOKED: neither activated nor associated', async () => {
    const expired = await vendor.issueKey({ expiresAt: new Date(Date.now() - DAY_MS).toISOString() })
    await expectRefused(nextPc(), ['activate'], 'EXPIRED', { key: expired.key })
    await expectRefused(nextPc(), ['associate'], 'EXPIRED', { key: expired.key, account: alice })
    expect(vendor.state(expired.id)).toMatchObject([{ associatedTo: null, activatedOn: null }])
    for (const [standing, code] of [
      ['suspended', 'SUSPENDED'],
      ['revoked', 'REVOKED'],
    ] as const) {
      const { id, key } = await issueInStanding(vendor, standing)
      await expectRefused(nextPc(), ['activate'], code, { key })
      await expectRefused(nextPc(), ['associate'], code, { key, account: alice })
      expect(vendor.state(id)).toMatchObject([{ associatedTo: null, activatedOn: null }])
    }
  })

  test('RETURNED_BY_SUPPORT: the old PC is told at its next contact, and keeps nothing', async () => {
    const { id, key } = await vendor.issueKey({})
    const pc = nextPc()
    expect((await pc.wizard(['activate'], { key })).exitCode).toBe(0)
    expect((await vendor.latchkey(['support', 'return', id, '--reason', 'lost-pc'])).exitCode).toBe(0)
    const renewed = await pc.json(['renew', '--all'])
    expect(renewed.exitCode).toBe(REFUSALS.RETURNED_BY_SUPPORT.exitCode)
    expect(renewed.stdout).toContain('RETURNED_BY_SUPPORT')
    expect((await pc.json(['list'])).json.licenses).toEqual([])
  })

  test('what an owner did not ask for is not returned at once: `support return` says that it waits, and why', async () => {
    const { id, key } = await vendor.issueKey({})
    const dora = await vendor.createAccount('dora')
    const pc = nextPc()
    expect((await pc.wizard(['activate'], { key, account: dora })).exitCode).toBe(0)
    const held = await vendor.latchkey(['support', 'return', id, '--reason', 'lost-pc'])
    expect(held).toMatchObject({ exitCode: 0, stderr: '' })
    expect(held.stdout).toContain('is not returned yet')
    expect(held.stdout).toContain('A license is associated to an account that did not ask for this.')
    expect(held.stdout).toMatch(/It is carried out by itself at \d{4}-\d\d-\d\d/)
    expect(vendor.state(id)).toMatchObject([{ associatedTo: dora.id, activatedOn: expect.any(String) }])
    expect((await pc.wizard(['renew', '--all'])).exitCode).toBe(0)
    const again = await vendor.latchkey(['support', 'return', id, '--reason', 'lost-pc'])
    expect(again.exitCode).toBe(REFUSALS.DECISION_PENDING.exitCode)
  })

  test('repeating what is done already succeeds and costs nothing', async () => {
    const { id, key } = await vendor.issueKey({})
    // An account of its own: `activate` takes everything the account shows.
    const carol = await vendor.createAccount('carol')
    const pc = nextPc()
    for (let times = 0; times < 3; times++) {
      expect(await pc.wizard(['activate'], { key, account: carol })).toMatchObject({ exitCode: 0 })
      expect(vendor.state(id)).toMatchObject([{ associatedTo: carol.id, generation: 1 }])
    }
  })
})

/** An activation over a network like that; the server holds nothing of it. */
async function refusedActivation(code: RefusalCode, env: Readonly<Record<string, string>>): Promise<string> {
  const { id, key } = await vendor.issueKey({})
  const text = await expectRefused(nextPc(), ['activate'], code, { key }, env)
  expect(vendor.state(id)).toMatchObject([{ activatedOn: null, generation: 0 }])
  return text
}

describe('the network', () => {
  test('NETWORK_DNS: the name of the server cannot be looked up', async () => {
    const told = await refusedActivation('NETWORK_DNS', { LATCHKEY_SERVER: 'http://license-server.invalid' })
    expect(told).toContain('license-server.invalid')
  })

  test('NETWORK_REFUSED: nothing listens there', async () => {
    await using closed = await listen(createServer())
    const url = closed.url
    await closed[Symbol.asyncDispose]()
    expect(await refusedActivation('NETWORK_REFUSED', { LATCHKEY_SERVER: url })).toContain('127.0.0.1')
  })

  test('NETWORK_TIMEOUT: it takes the connection and says nothing', async () => {
    await using silent = await listen(createServer())
    const env = { LATCHKEY_SERVER: silent.url, LATCHKEY_ANSWER_TIMEOUT_MS: '700' }
    expect(await refusedActivation('NETWORK_TIMEOUT', env)).toContain('never doubled')
  })

  test('NETWORK_TLS: a certificate nobody here trusts; with --ca it is', async () => {
    await using front = await behindOwnCa(vendor)
    const { key } = await vendor.issueKey({})
    const pc = nextPc()
    const env = { LATCHKEY_SERVER: front.url }
    expect(await expectRefused(pc, ['activate'], 'NETWORK_TLS', { key }, env)).toContain('--ca')
    const file = join(vendor.folder, 'ca.pem')
    writeFileSync(file, front.ca)
    const told = await pc.wizard(['activate', '--ca', file], { key }, env)
    expect(told).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Succeeded') })
  })

  test('NETWORK_PROXY: the proxy wants a sign-in', async () => {
    const proxy = createServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'))
    })
    await using listening = await listen(proxy)
    const env = { HTTPS_PROXY: listening.url, HTTP_PROXY: listening.url }
    const told = await refusedActivation('NETWORK_PROXY', { LATCHKEY_SERVER: 'https://licenses.example.com', ...env })
    expect(told).toContain('HTTPS_PROXY')
  })

  test('a server that is down keeps nobody from seeing the licenses of this PC', async () => {
    const { key } = await vendor.issueKey({})
    const pc = nextPc()
    expect((await pc.wizard(['activate'], { key })).exitCode).toBe(0)
    const listed = await pc.wizard(['list'], {}, { LATCHKEY_SERVER: 'http://127.0.0.1:1' })
    expect(listed).toMatchObject({ exitCode: 0 })
    expect(listed.stdout).toContain('this PC since')
  })
})

describe('this PC', () => {
  test('STORE_DENIED: the licenses cannot be written', async () => {
    const { id, key } = await vendor.issueKey({})
    const pc = nextPc()
    denyFolder(pc.store)
    const text = await expectRefused(pc, ['activate'], 'STORE_DENIED', { key })
    expect(text).toContain('--store')
    expect(vendor.state(id)).toMatchObject([{ activatedOn: null, generation: 0 }])
    expect(readFileSync(pc.store, 'utf8')).toBe('not a folder')
  })

  test('STORE_DAMAGED: a license file that was edited is named, and repair fetches it again', async () => {
    const { id, key } = await vendor.issueKey({})
    const pc = nextPc()
    expect((await pc.wizard(['activate'], { key })).exitCode).toBe(0)
    damageLicense(pc)
    const listed = await pc.json(['list'])
    expect(listed.exitCode).toBe(REFUSALS.STORE_DAMAGED.exitCode)
    expect(listed.stdout).toContain('STORE_DAMAGED')
    expect((await pc.wizard(['repair'])).exitCode).toBe(0)
    expect((await pc.wizard(['list'])).stdout).toContain('this PC since')
    expect(vendor.state(id)).toMatchObject([{ generation: 1 }])
  })

  test('HOST_MISMATCH or another PC: licenses copied from elsewhere are not taken for this PC', async () => {
    const { key } = await vendor.issueKey({})
    const [first, second] = [nextPc(), nextPc()]
    expect(await first.wizard(['activate'], { key })).toMatchObject({ exitCode: 0 })
    // It has been in contact, so it can tell whose the files are.
    expect(await second.wizard(['list'], { key })).toMatchObject({ exitCode: 0 })
    copyLicenses(first, second)
    const listed = await second.json(['list'])
    expect(listed.json.licenses).toMatchObject([{ state: 'wrong-host' }])
  })

  test('CLOCK_SKEW: two days off is refused and changes nothing; a day off still works, and doctor says so', async () => {
    const { id, key } = await vendor.issueKey({})
    for (const ms of [2 * DAY_MS, -2 * DAY_MS]) {
      await expectRefused(nextPc(), ['activate'], 'CLOCK_SKEW', { key }, shiftedClock(ms))
      expect(vendor.state(id)).toMatchObject([{ activatedOn: null, generation: 0 }])
    }
    const pc = nextPc()
    const text = await expectRefused(pc, ['doctor'], 'CLOCK_SKEW', {}, shiftedClock(-25 * HOUR_MS))
    expect(text).toContain('Set date, time and time zone')
    expect((await pc.wizard(['activate'], { key }, shiftedClock(-25 * HOUR_MS))).exitCode).toBe(0)
  })

  test('a repeated request has one effect: a lost answer is fetched again, not done again', async () => {
    const { id, key } = await vendor.issueKey({})
    const pc = nextPc()
    expect((await pc.wizard(['activate'], { key }, { LATCHKEY_FAILPOINT: 'after-send' })).signal).toBe('SIGKILL')
    expect(vendor.state(id)).toMatchObject([{ generation: 1 }])
    for (let times = 0; times < 3; times++) expect((await pc.wizard(['repair'])).exitCode).toBe(0)
    expect(vendor.state(id)).toMatchObject([{ generation: 1 }])
    expect(existsSync(join(pc.store, 'journal')) ? readdirSync(join(pc.store, 'journal')) : []).toEqual([])
  })

  test('usage: secrets as arguments and unknown options are refused with exit code 2, and not repeated', async () => {
    const { key } = await vendor.issueKey({})
    const told = await nextPc().wizard(['activate', '--key', key])
    expect(told.exitCode).toBe(2)
    expect(told.stdout + told.stderr).not.toContain(key)
    expect((await nextPc().wizard(['activate', '--frobnicate'])).exitCode).toBe(2)
  })
})

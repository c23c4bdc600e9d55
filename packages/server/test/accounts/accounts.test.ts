import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type AccountId, makeId, type StaffId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Accounts, type NewPerson, openAccounts } from '../../src/accounts/accounts.ts'
import { HashingPool } from '../../src/accounts/hashing-pool.ts'
import { checkPassword, hashPassword, PASSWORD_PARAMETERS } from '../../src/accounts/password-hash.ts'
import { faultOfPassword } from '../../src/accounts/password-policy.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { migrate } from '../../src/store/sqlite/migrate.ts'

const AT = Date.UTC(2026, 0, 1)
const PASSWORD = 'correct horse battery staple'
const random = (sizeBytes: number) => new Uint8Array(randomBytes(sizeBytes))
const pepper = random(32)

let directory: string
let databasePath: string
let accounts: Accounts

async function open(passwordPepper = pepper): Promise<Accounts> {
  return openAccounts({ databasePath, passwordPepper, random, hashingConcurrency: 2, hashingQueueMax: 50 })
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'latchkey-accounts-'))
  databasePath = join(directory, 'latchkey.db')
  const database = openConnection(databasePath)
  migrate(database)
  database.close()
  accounts = await open()
})
afterEach(async () => {
  await accounts.close()
  rmSync(directory, { recursive: true, force: true })
})

const customer: NewPerson = {
  id: makeId('acc', random(13)),
  role: 'customer',
  username: 'Ada',
  email: 'Ada@Example.com',
  password: PASSWORD,
}
const agent: NewPerson = {
  ...customer,
  id: makeId('stf', random(13)),
  role: 'support',
  username: 'sam',
  email: 'sam@vendor.example',
}

describe('signing in', () => {
  test.each(['Ada', 'ada', ' ADA ', 'ada@example.com', 'ADA@EXAMPLE.COM'])('takes the login %j', async (login) => {
    await accounts.create(customer, AT)
    expect(await accounts.signIn(login, PASSWORD)).toEqual({ ok: true, value: { id: customer.id, name: 'Ada' } })
  })

  test('gives one answer for a wrong password, an unknown login, and staff', async () => {
    await accounts.create(customer, AT)
    await accounts.create(agent, AT)
    const failed = { ok: false, error: 'SIGN_IN_FAILED' }
    expect(await accounts.signIn('ada', `${PASSWORD}!`)).toEqual(failed)
    expect(await accounts.signIn('nobody', PASSWORD)).toEqual(failed)
    expect(await accounts.signIn('sam', PASSWORD)).toEqual(failed)
    expect(await accounts.signInStaff('ada', PASSWORD, AT)).toEqual(failed)
    expect((await accounts.signInStaff('sam', PASSWORD, AT)).ok).toBe(true)
  })

  test('needs the pepper that is outside the database', async () => {
    await accounts.create(customer, AT)
    await accounts.close()
    accounts = await open(random(32))
    expect((await accounts.signIn('ada', PASSWORD)).ok).toBe(false)
  })

  test('hashes anew when the parameters have changed, and the password still fits', async () => {
    await accounts.create(customer, AT)
    const old = await hashPassword(PASSWORD, pepper, random(16), { memoryKiB: 8_192, passes: 1, parallelism: 1 })
    const database = new DatabaseSync(databasePath)
    database.prepare('UPDATE credentials SET password = ?').run(old)
    expect((await accounts.signIn('ada', PASSWORD)).ok).toBe(true)
    const stored = String(database.prepare('SELECT password FROM credentials').get()?.['password'])
    database.close()
    expect(stored).toContain(`m=${PASSWORD_PARAMETERS.memoryKiB},`)
    expect((await accounts.signIn('ada', PASSWORD)).ok).toBe(true)
  })
})

describe('creating a person', () => {
  test('twice under one id has one effect', async () => {
    const first = await accounts.create(customer, AT)
    expect(first).toMatchObject({
      ok: true,
      value: { id: customer.id, username: 'Ada', email: 'ada@example.com', createdAt: AT },
    })
    expect(await accounts.create(customer, AT + 1_000)).toEqual(first)
    expect(await accounts.create({ ...customer, email: 'other@example.com' }, AT)).toMatchObject({
      ok: false,
      error: { code: 'OPERATION_REUSED' },
    })
    expect(await accounts.create({ ...customer, password: `${PASSWORD}!` }, AT)).toMatchObject({
      ok: false,
      error: { code: 'OPERATION_REUSED' },
    })
  })

  test.each([
    ['username', { username: 'ADA', email: 'b@example.com' }],
    ['email', { username: 'bob', email: 'ADA@example.com' }],
  ])('refuses a %s that is taken, in any case', async (field, change) => {
    await accounts.create(customer, AT)
    const other = { ...customer, ...change, id: makeId('acc', random(13)) }
    expect(await accounts.create(other, AT)).toEqual({ ok: false, error: { code: 'ALREADY_EXISTS', field } })
  })

  test('at the same time under one name lets one win', async () => {
    const attempts = Array.from({ length: 8 }, async () =>
      accounts.create({ ...customer, id: makeId('acc', random(13)) }, AT),
    )
    const results = await Promise.all(attempts)
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    expect(results.filter((result) => !result.ok && result.error.code === 'ALREADY_EXISTS')).toHaveLength(7)
  })

  test('refuses a password that is guessed first', async () => {
    const weak = { ...customer, password: 'passwordpassword' }
    expect(await accounts.create(weak, AT)).toEqual({ ok: false, error: { code: 'PASSWORD_REFUSED', fault: 'common' } })
  })
})

async function beginSession(): Promise<string> {
  await accounts.create(agent, AT)
  const session = await accounts.signInStaff('sam', PASSWORD, AT)
  if (!session.ok) throw new Error(session.error)
  return session.value.token
}

describe('a staff session', () => {
  test('is not stored as it is', async () => {
    const token = await beginSession()
    for (const file of ['latchkey.db', 'latchkey.db-wal']) {
      expect(readFileSync(join(directory, file)).includes(token)).toBe(false)
    }
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })

  test('ends after being idle', async () => {
    const token = await beginSession()
    expect(await accounts.staffOfSession(token, AT + LIMITS.staffSessionIdleMs - 1)).toEqual({
      id: agent.id as StaffId,
      name: 'sam',
      role: 'support',
    })
    expect(await accounts.staffOfSession(token, AT + 2 * LIMITS.staffSessionIdleMs - 2)).not.toBeNull()
    expect(await accounts.staffOfSession(token, AT + 3 * LIMITS.staffSessionIdleMs)).toBeNull()
    expect(await accounts.staffOfSession(token, AT)).toBeNull()
  })

  test('ends after eight hours however busy', async () => {
    const token = await beginSession()
    for (let at = AT; at < AT + LIMITS.staffSessionMaxMs; at += LIMITS.staffSessionIdleMs / 2) {
      expect(await accounts.staffOfSession(token, at)).not.toBeNull()
    }
    expect(await accounts.staffOfSession(token, AT + LIMITS.staffSessionMaxMs)).toBeNull()
  })

  test('ends when it is ended', async () => {
    const token = await beginSession()
    await accounts.endSession(token)
    expect(await accounts.staffOfSession(token, AT)).toBeNull()
  })
})

test('account tokens of an unknown account are told apart', async () => {
  await accounts.create(customer, AT)
  expect(accounts.grantsFrom(customer.id as AccountId)).toBeNull()
  expect(accounts.grantsFrom('acc_none' as AccountId)).toBe('unknown')
})

describe('the password policy', () => {
  const login = { username: 'adalovelace', email: 'ada.lovelace@example.com' }

  test.each([
    ['short password', 'too-short'],
    ['x'.repeat(257), 'too-long'],
    ['1qaz2wsx3edc4rfv', 'common'],
    ['aaaaaaaaaaaaaaaaaaaa', 'common'],
    ['qwertyqwertyqwerty', 'common'],
    ['AdaLovelaceAdaLovelace', 'names-you'],
    ['ada.lovelace@example.com', 'names-you'],
    ['correct horse battery', null],
    ['пароль из нескольких слов', null],
  ])('of %j says %j', (password, fault) => {
    expect(faultOfPassword(password, login)).toBe(fault)
  })
})

describe('a password hash', () => {
  test('takes the same text in another Unicode form', async () => {
    const hash = await hashPassword('résumé résumé', pepper, random(16))
    expect(await checkPassword('re\u0301sume\u0301 re\u0301sume\u0301', pepper, hash)).toEqual({
      matches: true,
      isOutdated: false,
    })
  })
})

describe('the hashing pool', () => {
  test('runs so many, keeps so many waiting, refuses the next, and recovers', async () => {
    const pool = new HashingPool(2, 3)
    let running = 0
    let runningMax = 0
    const gate = Promise.withResolvers<void>()
    const task = async () => {
      running += 1
      runningMax = Math.max(runningMax, running)
      await gate.promise
      running -= 1
    }
    const runs = Array.from({ length: 5 }, async () => pool.run(task))
    expect(await pool.run(task)).toEqual({ ok: false, error: 'SERVER_BUSY' })
    gate.resolve()
    expect((await Promise.all(runs)).every(({ ok }) => ok)).toBe(true)
    expect(runningMax).toBe(2)
    expect((await pool.run(task)).ok).toBe(true)
  })
})

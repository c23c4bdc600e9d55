import { createSecretKey, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type AccountId, makeId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Accounts, createAccounts, eventActorOf, type NewPerson } from '../../src/accounts/accounts.ts'
import { HashingPool } from '../../src/accounts/hashing-pool.ts'
import { checkPassword, hashPassword, PASSWORD_PARAMETERS } from '../../src/accounts/password-hash.ts'
import { faultOfPassword } from '../../src/accounts/password-policy.ts'
import { type DirectStore, openDirectly } from '../../src/store/sqlite/direct.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { migrate } from '../../src/store/sqlite/migrate.ts'

const AT = Date.UTC(2026, 0, 1)
const PASSWORD = 'correct horse battery staple'
const random = (sizeBytes: number) => new Uint8Array(randomBytes(sizeBytes))
const pepper = random(32)
const server = createSecretKey(random(32))

let directory: string
let databasePath: string
let store: DirectStore
let accounts: Accounts

function open(passwordPepper = pepper): void {
  store = openDirectly(databasePath, () => AT, random)
  const secrets = { passwordPepper, server }
  accounts = createAccounts({ store, secrets, random, hashingConcurrency: 2, hashingQueueMax: 50 })
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'latchkey-accounts-'))
  databasePath = join(directory, 'latchkey.db')
  const database = openConnection(databasePath)
  migrate(database)
  database.close()
  open()
})
afterEach(async () => {
  await store.close()
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
    expect(await accounts.signIn(login, PASSWORD)).toMatchObject({ ok: true, value: { id: customer.id, name: 'Ada' } })
  })

  test('gives one answer for a wrong password, an unknown login, and whoever has not chosen a password', async () => {
    await accounts.create(customer, AT)
    const failed = { ok: false, error: 'SIGN_IN_FAILED' }
    expect(await accounts.signIn('ada', `${PASSWORD}!`)).toEqual(failed)
    expect(await accounts.signIn('nobody', PASSWORD)).toEqual(failed)
    const id = makeId('stf', random(13))
    const person = { id, role: 'support', username: 'invited', email: 'i@vendor.example', language: 'en' } as const
    const invited = { ...person, password: null, link: null }
    const system = { id: null, actor: { type: 'system', id: null } } as const
    await accounts.execute<'create-person'>(system, AT, { type: 'create-person', ...invited })
    expect(await accounts.signIn('invited', PASSWORD)).toEqual(failed)
  })

  test('needs the pepper that is outside the database', async () => {
    await accounts.create(customer, AT)
    await store.close()
    open(random(32))
    expect((await accounts.signIn('ada', PASSWORD)).ok).toBe(false)
  })

  test('hashes anew when the parameters have changed, and the password still fits', async () => {
    await accounts.create(customer, AT)
    const old = await hashPassword(PASSWORD, pepper, random(16), { memoryKiB: 8_192, passes: 1, parallelism: 1 })
    const database = new DatabaseSync(databasePath)
    database.prepare('UPDATE accounts SET password_hash = ?').run(old)
    expect((await accounts.signIn('ada', PASSWORD)).ok).toBe(true)
    const stored = String(database.prepare('SELECT password_hash FROM accounts').get()?.['password_hash'])
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
      value: { id: customer.id, username: 'Ada', email: 'ada@example.com', createdAt: new Date(AT).toISOString() },
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

async function beginSession(person: NewPerson): Promise<string> {
  await accounts.create(person, AT)
  const { token, session } = accounts.newSession(null, { userAgent: 'test', ip: '127.0.0.1' })
  const command = { type: 'begin-session', person: person.id, session, factor: null, browser: 'test' } as const
  await accounts.execute<'begin-session'>({ id: person.id, actor: eventActorOf(person) }, AT, command)
  return token
}

describe('a session', () => {
  test('is not stored as it is', async () => {
    const token = await beginSession(agent)
    for (const file of ['latchkey.db', 'latchkey.db-wal']) {
      expect(readFileSync(join(directory, file)).includes(token)).toBe(false)
    }
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })

  describe.each([
    ['staff', agent, LIMITS.staffSessionIdleMs, LIMITS.staffSessionMaxMs],
    ['a customer', customer, LIMITS.portalSessionIdleMs, LIMITS.portalSessionMaxMs],
  ])('of %s', (_, person, idleMs, maxMs) => {
    test('ends after being idle', async () => {
      const token = await beginSession(person)
      expect(await accounts.sessionOf(token, AT + idleMs - 1)).toMatchObject({ person: { id: person.id } })
      expect(await accounts.sessionOf(token, AT + 2 * idleMs - 2)).not.toBeNull()
      expect(await accounts.sessionOf(token, AT + 3 * idleMs)).toBeNull()
    })

    test('ends at the latest, however busy', async () => {
      const token = await beginSession(person)
      for (let at = AT; at < AT + maxMs; at += idleMs / 2) {
        expect(await accounts.sessionOf(token, at)).not.toBeNull()
      }
      expect(await accounts.sessionOf(token, AT + maxMs)).toBeNull()
    })

    test('ends when it is ended', async () => {
      const token = await beginSession(person)
      const open = await accounts.sessionOf(token, AT)
      if (open === null) throw new Error('no session')
      await accounts.endSession(open, AT)
      expect(await accounts.sessionOf(token, AT)).toBeNull()
    })
  })
})

test('account tokens of an unknown account are told apart', async () => {
  await accounts.create(customer, AT)
  expect(accounts.grantsFrom(customer.id as AccountId)).toBeNull()
  expect(accounts.grantsFrom('acc_none' as AccountId)).toBe('unknown')
})

describe('the password policy', () => {
  const login = { username: 'adalovelace', email: 'ada.lovelace@example.com', hasSecondFactor: false }

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
    // Neither is a word or a repetition: they are among the hundred thousand commonest.
    ['1q2w3e4r5t6y7u8i', 'common'],
    ['xcy358delokasyamasya', 'common'],
  ])('of %j says %j', (password, fault) => {
    expect(faultOfPassword(password, login)).toBe(fault)
  })
})

describe('the password policy beside a second factor', () => {
  const login = { username: null, email: 'ada@example.com', hasSecondFactor: true }

  test.each([
    ['seven c', 'too-short-beside-factor'],
    ['password', 'common'],
    ['trustno1', 'common'],
    ['q7#fPz!v', null],
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

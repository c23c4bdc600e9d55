import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { StoreError } from '../../src/store/errors.ts'
import { backUp, examineDatabase } from '../../src/store/sqlite/backup.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { groupCommitter } from '../../src/store/sqlite/group-commit.ts'
import { migrate, SCHEMA_VERSION } from '../../src/store/sqlite/migrate.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { Writer } from '../../src/store/sqlite/transaction.ts'
import { WriterThread } from '../../src/store/sqlite/writer-thread.ts'
import type { Command } from '../../src/store/store.ts'
import * as f from './fixtures.ts'
import { describeStore, type OpenedStore } from './suite.ts'

const directories: string[] = []

function newPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-store-'))
  directories.push(directory)
  return join(directory, 'latchkey.sqlite')
}

async function open(path: string): Promise<OpenedStore> {
  const store = await openSqliteStore({ path, now: () => f.NOW })
  const reopen = async () => {
    await store.close()
    return open(path)
  }
  const remove = async () => {
    await store.close()
    rmSync(join(path, '..'), { recursive: true })
  }
  return { store, reopen, remove }
}

describeStore('the store in SQLite', () => {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-store-'))
  return open(join(directory, 'latchkey.sqlite'))
})

describe('a SQLite file', () => {
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
  })

  test('in use by a server is refused to a second one, until the first is closed', async () => {
    const path = newPath()
    const first = await openSqliteStore({ path, now: () => f.NOW })
    expect(await problemOf(openSqliteStore({ path, now: () => f.NOW }))).toBe('in-use')
    await first.close()
    const second = await openSqliteStore({ path, now: () => f.NOW })
    await second.close()
  })

  test('of a newer schema is refused, naming both versions, and stays as it is', async () => {
    const path = newPath()
    await (await openSqliteStore({ path, now: () => f.NOW })).close()
    const db = openConnection(path)
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    db.close()
    const opening = openSqliteStore({ path, now: () => f.NOW })
    await expect(opening).rejects.toThrow(`version ${SCHEMA_VERSION + 1}, this server knows up to ${SCHEMA_VERSION}`)
    expect(await problemOf(opening)).toBe('newer-schema')
  })

  test('that is no database, or cannot be made, is refused by name', async () => {
    const damaged = newPath()
    writeFileSync(damaged, 'this is no database, but long enough to look like one'.repeat(100))
    expect(await problemOf(openSqliteStore({ path: damaged, now: () => f.NOW }))).toBe('damaged')
    const directory = newPath()
    mkdirSync(directory)
    expect(await problemOf(openSqliteStore({ path: directory, now: () => f.NOW }))).toBe('not-writable')
    const underFile = join(damaged, 'below', 'latchkey.sqlite')
    expect(await problemOf(openSqliteStore({ path: underFile, now: () => f.NOW }))).toBe('not-writable')
  })

  test('that fills the disk fails the whole group, keeps what was there, and goes on once there is room', async () => {
    const db = openConnection(newPath())
    migrate(db)
    const commit = groupCommitter(new Writer(db, (count) => crypto.getRandomValues(new Uint8Array(count))))
    commit(jobs([f.putProduct(f.CT, 'Commissioning Tool'), f.putPolicy()]))
    const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count'])
    db.exec(`PRAGMA max_page_count = ${pages + 2}`)
    const full = commit(jobs(Array.from({ length: 50 }, () => f.issueKey({ products: [[f.CT, 20]] }))))
    expect(new Set(full.map(({ outcome }) => outcome.status === 'failed' && outcome.problem))).toEqual(
      new Set(['full']),
    )
    expect(db.prepare('SELECT count(*) AS keys FROM activation_keys').get()?.['keys']).toBe(0)
    db.exec('PRAGMA max_page_count = 1000000')
    const [after] = commit(jobs([f.issueKey()]))
    expect(after?.outcome.status).toBe('performed')
    db.close()
  })

  test('whose writer has died fails what waits and what comes', async () => {
    const writer = new WriterThread({ path: join(newPath(), 'nothing', 'here') })
    const job = { type: 'command', command: f.putPolicy() } as const
    const waiting = [writer.perform(job), writer.perform(job)]
    for (const promise of waiting) expect(await problemOf(promise)).toBe('stopped')
    expect(await problemOf(writer.perform(job))).toBe('stopped')
    await writer.close()
  })

  test('after closing nothing is executed', async () => {
    const { store } = await open(newPath())
    await f.stockVendor(store)
    const last = store.execute(f.issueKey())
    await Promise.all([store.close(), store.close()])
    expect(f.ending(await last)).toBe('done')
    expect(await problemOf(store.execute(f.issueKey()))).toBe('stopped')
  })

  test('is copied whole while commands go on', async () => {
    const path = newPath()
    const store = await openSqliteStore({ path, now: () => f.NOW })
    await f.stockVendor(store)
    const before = await f.issue(store)
    const load = Promise.all(Array.from({ length: 500 }, () => f.issue(store)))
    const copy = `${path}-copy`
    await store.backup(copy)
    await load
    expect(await problemOf(backUp(path, copy))).toBe('not-writable')
    await store.close()
    expect(examineDatabase(copy)).toEqual([])
    const restored = await openSqliteStore({ path: copy, now: () => f.NOW })
    expect(await restored.reads.key(before.keyId)).not.toBeNull()
    await restored.close()
  })

  test('that breaks an invariant is named', async () => {
    const path = newPath()
    const store = await openSqliteStore({ path, now: () => f.NOW })
    await f.stockVendor(store)
    const { keyId, licenseIds } = await f.issue(store)
    await f.done(store, f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId)))
    await store.close()
    const db = openConnection(path)
    db.exec('UPDATE licenses SET generation = 7')
    db.close()
    expect(examineDatabase(path)).toEqual([`I6 generations rise strictly: ${licenseIds[0]}`])
  })

  test('owners are told of what others do with their licenses, and of nothing else', async () => {
    const path = newPath()
    const store = await openSqliteStore({ path, now: () => f.NOW })
    insertAccounts(path)
    await f.stockVendor(store)
    const { keyId, licenseIds } = await f.issue(store, { policy: f.UNHELD })
    const [licenseId] = licenseIds
    if (licenseId === undefined) throw new Error('no license')
    const both = { key: keyId, account: f.ANN }
    await f.done(store, f.hostOperation(f.PC1, both, f.activate(keyId)))
    await f.done(store, f.hostOperation(f.PC1, both, f.returning(licenseId)))
    await f.done(store, f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId)))
    await f.done(store, f.hostOperation(f.PC2, { key: keyId, account: f.BOB }, f.returning(licenseId)))
    await f.done(store, f.hostOperation(f.PC2, { account: f.BOB }, f.activate(keyId)))
    await f.done(store, f.supportReturn({ licenseId }, { releaseFromAccount: true }))
    await store.close()
    const db = openConnection(path, { readOnly: true })
    const mails = db
      .prepare(
        `SELECT m.template, m.account, m.license FROM mails m JOIN events e ON e.id = m.event ORDER BY e.version`,
      )
      .all()
    db.close()
    expect(mails.map(({ template, account, license }) => ({ template, account, license }))).toEqual([
      { template: 'key-used', account: f.ANN, license: licenseId },
      { template: 'license-moved', account: f.ANN, license: licenseId },
      { template: 'returned-by-support', account: f.BOB, license: licenseId },
    ])
  })

  test('accounts are named as their table names them', async () => {
    const path = newPath()
    const store = await openSqliteStore({ path, now: () => f.NOW })
    const at = new Date(f.NOW).toISOString()
    insertAccounts(path)
    await f.stockVendor(store)
    const { keyId, licenseIds } = await f.issue(store)
    const answer = await f.done(store, f.hostOperation(f.PC1, { key: keyId, account: f.ANN }, f.activate(keyId)))
    expect(answer.account).toEqual({ id: f.ANN, name: 'Ann' })
    expect(answer.rows[0]?.licenseClaims?.account).toEqual({ id: f.ANN, name: 'Ann' })
    expect((await store.reads.license(licenseIds[0] ?? ''))?.associatedTo).toEqual({ id: f.ANN, name: 'Ann' })
    const alone = { kind: 'person', owners: [], organizations: [] }
    const expected = { id: f.ANN, username: 'Ann', email: 'ann@example.com', createdAt: at, ...alone }
    expect(await store.reads.account(f.ANN)).toEqual(expected)
    expect((await store.reads.accounts({ limit: 10 })).items).toContainEqual(expected)
    expect((await store.reads.accounts({ limit: 10, login: 'ANN@example.com' })).items).toEqual([expected])
    expect((await store.reads.accounts({ limit: 10, login: 'nobody' })).items).toEqual([])
    await store.close()
  })

  test('killed under load, it has everything that was acknowledged', async () => {
    const path = newPath()
    for (let round = 0; round < 5; round += 1) {
      const acknowledged = await killUnderLoad(path, 50 + round * 70)
      const store = await openSqliteStore({ path, now: () => f.NOW })
      const lost = []
      for (const [operation, caller, licenseId] of acknowledged) {
        const license = await store.reads.license(licenseId)
        const kept = await store.reads.hasOperation({ id: operation, caller })
        if (!kept || license?.activatedOn?.hostId !== caller) lost.push(operation)
      }
      expect(lost).toEqual([])
      expect(await store.reads.invariantViolations()).toEqual([])
      await store.close()
      expect(examineDatabase(path)).toEqual([])
    }
  })
})

/** Runs a process that activates as fast as it can and kills it after `count` acknowledgements: what it had acknowledged. */
async function killUnderLoad(path: string, count: number): Promise<(readonly [string, string, string])[]> {
  const script = fileURLToPath(new URL('load-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const acknowledged: (readonly [string, string, string])[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const [operation = '', caller = '', licenseId = ''] = line.split(' ')
    if (licenseId.length > 0) acknowledged.push([operation, caller, licenseId])
    if (acknowledged.length === count) child.kill('SIGKILL')
  }
  await exited
  // The last line may have been cut by the kill.
  return acknowledged.slice(0, -1)
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof StoreError) return error.problem
  throw new Error(`no StoreError: ${String(error)}`)
}

function jobs(commands: readonly Command[]) {
  return commands.map((command, number) => ({ number, job: { type: 'command', command } as const }))
}

/** People as the table keeps them: two customers, and one of the staff. */
function insertAccounts(path: string): void {
  const db = openConnection(path)
  const insert = db.prepare(`INSERT INTO accounts ("id", "name", "email", "createdAt", "updatedAt", "username",
    "displayUsername", "role") VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  const at = new Date(f.NOW).toISOString()
  insert.run(f.ANN, 'Ann', 'ann@example.com', at, at, 'ann', 'Ann', 'customer')
  insert.run(f.BOB, 'Bob', 'bob@example.com', at, at, 'bob', 'Bob', 'customer')
  insert.run('sue', 'Sue', 'sue@example.com', at, at, 'sue', 'sue', 'support')
  db.close()
}

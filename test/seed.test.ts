import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqliteStore } from '../packages/server/src/store/sqlite/open.ts'
import { keyTextOf } from '../bench/seed/rows.ts'
import { run } from './support/process.ts'

/** The store that lists are measured on is one that commands could have written: by a real run of the command, and a real server's store. */

const folder = mkdtempSync(join(tmpdir(), 'latchkey-seed-'))
const seed = (name: string, licenses = '2000') =>
  run([resolve(import.meta.dirname, '../bench/seed/main.ts'), '--licenses', licenses, '--data', join(folder, name)])
const open = (name: string) => openSqliteStore({ path: join(folder, name, 'latchkey.db'), now: Date.now })

beforeAll(async () => {
  const ended = await seed('one')
  if (ended.exitCode !== 0) throw new Error(ended.stderr)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function rowsOf(name: string, sql: string): unknown[] {
  const db = new DatabaseSync(join(folder, name, 'latchkey.db'))
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}

test('a seeded store has what was asked for, and every invariant holds', async () => {
  expect(
    rowsOf('one', 'SELECT (SELECT count(*) FROM licenses) AS licenses, (SELECT count(*) FROM accounts) AS accounts'),
  ).toEqual([{ licenses: 2_000, accounts: 400 }])
  expect(rowsOf('one', 'SELECT count(*) AS count FROM events WHERE license IS NOT NULL')).toEqual([{ count: 6_000 }])
  const store = await open('one')
  expect(await store.reads.invariantViolations()).toEqual([])
  await store.close()
})

test('the log is in the order of time, and no index is missing', () => {
  const late =
    'SELECT count(*) AS count FROM (SELECT at, lag(at) OVER (ORDER BY rowid) AS before FROM events) WHERE before > at'
  expect(rowsOf('one', late)).toEqual([{ count: 0 }])
  expect(rowsOf('one', "SELECT name FROM sqlite_master WHERE name = 'licenses_newest'")).toHaveLength(1)
})

test('the same number gives the same licenses, keys and people; a folder that is in use is left alone', async () => {
  expect((await seed('two')).exitCode).toBe(0)
  for (const sql of [
    'SELECT id, account, version FROM licenses ORDER BY id',
    'SELECT id, last5 FROM activation_keys ORDER BY id',
    'SELECT "id", "email" FROM accounts ORDER BY 1',
  ]) {
    expect(rowsOf('two', sql)).toEqual(rowsOf('one', sql))
  }
  expect(keyTextOf(0).slice(-5)).toBe(
    Object.values(rowsOf('one', 'SELECT last5 FROM activation_keys ORDER BY created_at LIMIT 1')[0] as object)[0],
  )
  expect(await seed('two')).toMatchObject({ exitCode: 2 })
  expect(await seed('three', '41')).toMatchObject({ exitCode: 2 })
})

test('what is broken in a large store is found by the process that looks at it', async () => {
  rowsOf('two', 'UPDATE licenses SET version = version + 1 WHERE id = (SELECT min(id) FROM licenses) RETURNING id')
  const store = await open('two')
  const violations = await store.reads.invariantViolations()
  await store.close()
  expect(violations).toHaveLength(1)
  expect(violations[0]).toContain('I4 every event has its place')
})

test('a store that is closed does not wait for a look at all of it', async () => {
  const store = await open('one')
  const look = store.reads.invariantViolations()
  await Promise.all([expect(look).rejects.toThrow('closed before'), store.close()])
})

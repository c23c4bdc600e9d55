import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { termsOf } from '@latchkey/core/policy'
import { loadSigningKeys } from '../../packages/server/src/signing/key-files.ts'
import { openConnection } from '../../packages/server/src/store/sqlite/connection.ts'
import { run } from '../../test/support/process.ts'
import { Bulk } from './bulk.ts'
import { insertCases } from './cases.ts'
import { lifeOf, STEPS } from './life.ts'
import { insertAccount, insertStep, PRODUCTS, type Seeding } from './rows.ts'

/**
 * Fills a data folder of its own with a vendor of many years: `npm run seed -- --licenses 1000000 --data /tmp/seeded`. The rows are those that
 * commands would have written more than `operationKeptMs` ago, when their operations are forgotten; the store's invariants hold. The same
 * number gives the same rows, but for instants, which are counted back from now, and what is made from the folder's own secrets.
 */
const { values } = parseArgs({
  options: { licenses: { type: 'string', default: '1000000' }, data: { type: 'string' } },
})
const licenses = Number(values.licenses)
const data = resolve(values.data ?? '')
if (values.data === undefined || !Number.isInteger(licenses) || licenses < 40 || licenses % 40 !== 0) {
  process.stderr.write('Usage: npm run seed -- --licenses <a multiple of 40> --data <new folder>\n')
  process.exit(2)
}
if (existsSync(join(data, 'latchkey.db'))) {
  process.stderr.write(`There is a database in ${data} already; name a new folder.\n`)
  process.exit(2)
}

const from = performance.now()
await mkdir(data, { recursive: true })
const latchkey = resolve(import.meta.dirname, '../../packages/server/bin/latchkey.js')
const ended = await run([latchkey, 'init'], { env: { LATCHKEY_DATA: data } })
if (ended.exitCode !== 0) throw new Error(ended.stderr)
const keys = await loadSigningKeys(join(data, 'keys'))
if (!keys.ok) throw new Error(keys.error.words)
const db = openConnection(join(data, 'latchkey.db'))
try {
  // What init did is an operation of today; everything seeded is older.
  const before = Number(db.prepare('SELECT max(rowid) AS last FROM events').get()?.['last'] ?? 0)
  const first = Number(db.prepare('SELECT min(at) AS at FROM operations').get()?.['at'] ?? Date.now())
  const seeding: Seeding = {
    bulk: new Bulk(db),
    sizes: { keys: licenses / 2, licensesPerKey: 2, accounts: Math.max(1, licenses / 5) },
    now: first - 1,
    terms: termsOf({}),
    secrets: keys.value.secrets,
  }
  seed(seeding)
  seeding.bulk.end()
  // The log is read in the order of its rows: what init wrote is the newest of it.
  db.prepare('UPDATE events SET rowid = rowid + (SELECT max(rowid) FROM events) WHERE rowid <= ?').run(before)
} finally {
  db.close()
}
tell('done', Math.round((performance.now() - from) / 1_000))

function seed(seeding: Seeding): void {
  const { bulk, sizes } = seeding
  for (const [id, name, edition] of PRODUCTS) bulk.insert('products', { id, name, edition, features: '[]' })
  for (let index = 0; index < sizes.accounts; index += 1) insertAccount(seeding, index)
  tell('accounts', sizes.accounts)
  let events = 0
  const last = Math.max(...STEPS.map(({ keysLater }) => keysLater))
  // At each place in time, every step of those keys whose turn it is: the log grows in its own order.
  for (let place = 0; place < sizes.keys + last; place += 1) {
    for (const { type, keysLater, happens } of STEPS) {
      const key = place - keysLater
      if (key >= 0 && key < sizes.keys && happens(lifeOf(key))) events += insertStep(seeding, key, type)
    }
    if (place % 25_000 === 24_999) tell('events', events)
  }
  tell('licenses', sizes.keys * sizes.licensesPerKey)
  tell('events', events)
  tell('cases, transfers and mails', insertCases(seeding))
}

function tell(what: string, count: number): void {
  const mb = Math.round(process.memoryUsage.rss() / 1_048_576)
  process.stderr.write(`${what} ${count.toLocaleString('en')} (${mb} MB)\n`)
}

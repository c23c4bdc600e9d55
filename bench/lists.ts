import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { writeCursor } from '../packages/server/src/store/cursor.ts'
import { hostNameOf, keyTextOf, orderNumberOf } from './seed/rows.ts'
import { idOf } from './seed/random.ts'

/**
 * `npm run bench -- --lists <data>`: every list of the console with each filter, at its first, middle and last page, and the search, over
 * HTTP against a server on a seeded data folder. One request at a time: what a person waits for; and the time that the server's processor
 * spent on each, which a busy machine does not stretch.
 */
const TIMES = 20
const LIST_TARGET_MS = 200
const SEARCH_TARGET_MS = 100

interface Sorted {
  readonly path: string
  /** The columns of the cursor, of the rows that a filter leaves. */
  readonly sql: string
  readonly order: string
  readonly direction: 'ASC' | 'DESC'
  readonly filters: readonly (readonly [query: string, where: string])[]
}

const accounts = (name: string) => `SELECT "createdAt" AS a, "id" AS b FROM accounts WHERE "role" ${name} 'customer'`

const newest = (table: string) => `SELECT created_at AS a, id AS b FROM ${table} WHERE true`

function listsOf(db: DatabaseSync): readonly Sorted[] {
  const one = (sql: string) => String(Object.values(db.prepare(sql).get() ?? {})[0])
  const account = idOf('acc', 0)
  const host = one('SELECT host FROM activations WHERE returned_at IS NULL LIMIT 1')
  const license = one('SELECT id FROM licenses WHERE generation = 2 LIMIT 1')
  const staff = idOf('stf', 3)
  const last5 = one('SELECT last5 FROM activation_keys LIMIT 1')
  const login = one(`SELECT "username" FROM accounts LIMIT 1 OFFSET 5`)
  const since = Number(one('SELECT at FROM events ORDER BY rowid DESC LIMIT 1')) - 365 * 86_400_000
  const iso = new Date(since).toISOString()
  return [
    {
      path: '/v1/licenses',
      sql: newest('licenses'),
      order: 'a, b',
      direction: 'DESC',
      filters: [
        ['', ''],
        [`accountId=${account}`, `AND account = '${account}'`],
        [
          `hostId=${host}`,
          `AND id IN (SELECT license FROM activations WHERE host = '${host}' AND returned_at IS NULL)`,
        ],
        ['standing=good', "AND standing = 'good'"],
        ['standing=suspended', "AND standing = 'suspended'"],
        ['standing=revoked', "AND standing = 'revoked'"],
        [`standing=revoked&accountId=${account}`, `AND standing = 'revoked' AND account = '${account}'`],
      ],
    },
    {
      path: '/v1/keys',
      sql: newest('activation_keys'),
      order: 'a, b',
      direction: 'DESC',
      filters: [
        ['', ''],
        [`order=${orderNumberOf(17)}`, `AND id = '${idOf('key', 17)}'`],
        [`last5=${last5}`, `AND last5 = '${last5}'`],
      ],
    },
    {
      path: '/v1/accounts',
      sql: accounts('='),
      order: 'a, b',
      direction: 'DESC',
      filters: [
        ['', ''],
        [`login=${login}`, `AND "username" = '${login}'`],
      ],
    },
    { path: '/v1/staff', sql: accounts('<>'), order: 'a, b', direction: 'DESC', filters: [['', '']] },
    {
      path: '/v1/return-requests',
      sql: 'SELECT closed AS a, opened_at AS b, id AS c FROM return_requests WHERE true',
      order: 'a, b, c',
      direction: 'ASC',
      filters: [
        ['', ''],
        ...['open', 'returned', 'refused', 'withdrawn'].map(
          (state) => [`state=${state}`, `AND state = '${state}'`] as const,
        ),
      ],
    },
    {
      path: '/v1/transfers',
      sql: 'SELECT offered_at AS a, id AS b FROM transfers WHERE true',
      order: 'a, b',
      direction: 'DESC',
      filters: [
        ['', ''],
        ...['offered', 'accepted', 'withdrawn', 'disputed'].map(
          (state) => [`state=${state}`, `AND state = '${state}'`] as const,
        ),
      ],
    },
    {
      path: '/v1/mails',
      sql: newest('mails'),
      order: 'a, b',
      direction: 'DESC',
      filters: [
        ['', ''],
        ['state=sent', "AND state = 'sent'"],
        ['state=dead', "AND state = 'dead'"],
        ['state=waiting', "AND state = 'waiting'"],
      ],
    },
    {
      path: '/v1/events',
      sql: 'SELECT rowid AS a FROM events WHERE true',
      order: 'a',
      direction: 'DESC',
      filters: [
        ['', ''],
        [`licenseId=${license}`, `AND license = '${license}'`],
        [`actorId=${staff}`, `AND actor_id = '${staff}'`],
        ['actorType=staff', "AND actor_type = 'staff'"],
        ['actorType=host', "AND actor_type = 'host'"],
        ['type=activated', "AND type = 'activated'"],
        ['type=policy-put', "AND type = 'policy-put'"],
        ['type=none-such', "AND type = 'none-such'"],
        [
          `actorType=staff&type=returned&until=${iso}`,
          `AND actor_type = 'staff' AND type = 'returned' AND at < ${since}`,
        ],
      ],
    },
    {
      path: '/v1/events',
      sql: 'SELECT at AS a, rowid AS b FROM events WHERE true',
      order: 'a, b',
      direction: 'DESC',
      filters: [
        [`since=${iso}`, `AND at >= ${since}`],
        [`until=${iso}`, `AND at < ${since}`],
      ],
    },
    {
      path: '/v1/products',
      sql: 'SELECT id AS a FROM products WHERE true',
      order: 'a',
      direction: 'ASC',
      filters: [['', '']],
    },
    {
      path: '/v1/policies',
      sql: 'SELECT id AS a FROM policies WHERE true',
      order: 'a',
      direction: 'ASC',
      filters: [['', '']],
    },
    { path: '/v1/tokens', sql: newest('api_tokens'), order: 'a, b', direction: 'DESC', filters: [['', '']] },
  ]
}

/** Cursors as the server would give them: at the beginning, in the middle, before the last rows. */
function cursorsOf(
  db: DatabaseSync,
  { sql, order, direction }: Sorted,
  where: string,
): readonly (readonly [string, string])[] {
  const count = Number(db.prepare(`SELECT count(*) AS n FROM (${sql} ${where})`).get()?.['n'])
  const at = (offset: number) => {
    const columns = order
      .split(', ')
      .map((column) => `${column} ${direction}`)
      .join(', ')
    const row = db.prepare(`${sql} ${where} ORDER BY ${columns} LIMIT 1 OFFSET ${offset}`).get()
    return row === undefined ? '' : `&cursor=${writeCursor(Object.values(row) as (string | number)[])}`
  }
  if (count <= 100) return [['all', '']]
  return [
    ['first', ''],
    ['middle', at(Math.floor(count / 2))],
    ['last', at(count - 51)],
  ]
}

interface Server {
  readonly url: string
  readonly token: string
  readonly child: ChildProcess
}

export async function measureLists(data: string): Promise<void> {
  const db = new DatabaseSync(join(data, 'latchkey.db'), { readOnly: true })
  const server = await startServer(data)
  try {
    const [load] = loadavg()
    process.stdout.write(`p50 / p95 / p99; ${availableParallelism()} processors, load ${load?.toFixed(1)}\n`)
    const worst: number[] = []
    for (const list of listsOf(db)) {
      for (const [query, where] of list.filters) {
        for (const [place, cursor] of cursorsOf(db, list, where)) {
          const times = await measure(server, async () => ask(server, `${list.path}?${query}${cursor}`))
          worst.push(
            print(
              `${list.path}${query === '' ? '' : `?${query.replaceAll(/=[^&]{20,}/g, '=…')}`} ${place}`,
              times,
              LIST_TARGET_MS,
            ),
          )
        }
      }
    }
    process.stdout.write(`slowest list p95: ${Math.max(...worst).toFixed(1)} ms  aim < ${LIST_TARGET_MS} ms\n`)
    const searched = searchesOf(db)
    const all: Measured[] = []
    for (const [what, texts] of searched) {
      let next = 0
      const times = await measure(server, async () =>
        ask(server, '/v1/search', { text: texts[next++ % texts.length] ?? '' }),
      )
      all.push(times)
      print(`search ${what}`, times, SEARCH_TARGET_MS)
    }
    print('search, all', sumOf(all), SEARCH_TARGET_MS)
    const from = performance.now()
    await ask(server, '/v1/statistics?days=60')
    process.stdout.write(`statistics, first: ${(performance.now() - from).toFixed(1)} ms\n`)
    print('statistics, again', await measure(server, async () => ask(server, '/v1/statistics?days=60')), LIST_TARGET_MS)
    const dry = performance.now()
    await ask(server, '/v1/policies/standard/dry-run', { terms: { lostPcReturnsMax: 1 }, days: 3660 })
    process.stdout.write(`policy dry run over 50,000 events: ${(performance.now() - dry).toFixed(0)} ms\n`)
  } finally {
    db.close()
    server.child.kill('SIGTERM')
    await once(server.child, 'exit')
  }
}

function searchesOf(db: DatabaseSync): readonly (readonly [string, readonly string[]])[] {
  const keys = Number(db.prepare('SELECT count(*) AS n FROM activation_keys').get()?.['n'])
  const some = Array.from({ length: TIMES }, (_, index) => Math.floor((index * keys) / TIMES))
  const rows = (sql: string) =>
    db
      .prepare(sql)
      .all()
      .map((row) => String(Object.values(row)[0]))
  const accounts = rows(`SELECT "email" FROM accounts WHERE rowid % 4999 = 1 LIMIT ${TIMES}`)
  return [
    ['whole key', some.map((index) => keyTextOf(index).toLowerCase().replaceAll('-', ' '))],
    ['last five', some.map((index) => keyTextOf(index).slice(-5))],
    ['license id', some.map((index) => idOf('lic', index))],
    ['beginning of an id', some.map((index) => idOf('lic', index).slice(0, 6))],
    ['e-mail address', accounts],
    ['beginning of a username', ['a', 'anna', 'ben.', 'carla.c', 'grace.haddad']],
    ['PC', some.map((index) => hostNameOf(index))],
    ['beginning of a PC', ['l', 'LINE', 'lab-1', 'plant-77']],
    ['order', some.map((index) => orderNumberOf(index))],
    ['beginning of an order', ['S', 'so-', 'SO-01', 'SO-04']],
    ['request', Array.from({ length: TIMES }, (_, index) => idOf('rr', index + 1))],
    ['nothing', ['nobody-is-called-so', 'zzzzzzzzzz']],
  ]
}

function sumOf(all: readonly Measured[]): Measured {
  const cpuMs = all.reduce((sum, measured) => sum + measured.cpuMs, 0) / all.length
  return { times: all.flatMap(({ times }) => times), cpuMs }
}

interface Measured {
  readonly times: readonly number[]
  /** Of one request, on average. */
  readonly cpuMs: number
}

async function measure({ child }: Server, work: () => Promise<unknown>): Promise<Measured> {
  const times: number[] = []
  const before = cpuMsOf(child.pid)
  for (let i = 0; i < TIMES; i++) {
    const from = performance.now()
    await work()
    times.push(performance.now() - from)
  }
  return { times, cpuMs: (cpuMsOf(child.pid) - before) / TIMES }
}

/** What a process has spent of the processor's time, by Linux; 0 where that cannot be read. */
function cpuMsOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return 0
  }
}

const TICK_MS = 10

/** Prints p50, p95 and p99, and gives p95. The first call is among them: a cold page counts. */
function print(name: string, { times, cpuMs }: Measured, target: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
  const [p50, p95, p99] = [at(0.5), at(0.95), at(0.99)]
  const figures = [p50, p95, p99].map((ms) => ms.toFixed(1)).join(' / ')
  const missed = p95 < target ? '' : '  MISSED'
  process.stdout.write(`${name}: ${figures} ms, processor ${cpuMs.toFixed(1)} ms  aim p95 < ${target} ms${missed}\n`)
  return p95
}

async function ask({ url, token }: Server, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

async function startServer(data: string): Promise<Server> {
  const latchkey = resolve(import.meta.dirname, '../packages/server/bin/latchkey.js')
  const child = spawn(process.execPath, [latchkey, 'serve', '--json'], {
    env: { PATH: process.env['PATH'], LATCHKEY_DATA: data, LATCHKEY_PORT: '0', LATCHKEY_LOG: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [ready] = (await once(child.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(ready.toString()) as { readonly url: string }
  return { url, token: readFileSync(join(data, 'operator-token'), 'utf8').trim(), child }
}

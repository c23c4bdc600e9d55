import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createClient, type Client } from '@latchkey/contract/client'
import type { AnswerOf, BodyOf } from '@latchkey/contract/operations'
import type { Result } from '@latchkey/core/result'
import { run, surroundings } from './process.ts'

const latchkey = resolve(import.meta.dirname, '../../packages/server/bin/latchkey.js')

/**
 * A vendor with a real server: `latchkey init`, then `latchkey serve` in a process of its own, products and accounts made through
 * the public API. Everything lies in one temporary folder and goes with it.
 */
export interface Vendor extends AsyncDisposable {
  readonly folder: string
  readonly data: string
  url(): string
  /** Process id of the server that runs now. */
  pid(): number
  client(): Client
  issueKey(body: Partial<BodyOf<'issueKey'>>): Promise<AnswerOf<'issueKey'>>
  /** One CT and one IzoT Net Server under one key, as KB1023's readers have. */
  issuePair(): Promise<AnswerOf<'issueKey'>>
  createAccount(username: string): Promise<Person>
  /** Runs the operator's command on this vendor's data. */
  latchkey(args: readonly string[], input?: string): ReturnType<typeof run>
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** Asks the server to stop, and waits. */
  stop(): Promise<void>
  /** Pulls the plug (SIGKILL), and waits. */
  kill(): Promise<void>
  /** Waits until the server has ended by itself, as a failpoint makes it. */
  ended(): Promise<void>
  /** The licenses as the database has them: read with SQL, past all of our code. */
  state(keyId: string): readonly StateRow[]
  /** Live activations of a key's licenses, counted likewise. */
  liveActivations(keyId: string): number
}

export interface Person {
  readonly id: string
  readonly username: string
  readonly password: string
}

interface StateRow {
  readonly id: string
  readonly product: string
  readonly associatedTo: string | null
  /** Host id. */
  readonly activatedOn: string | null
  readonly generation: number
}

/** High enough to be out of the way: what is measured here is not the limits. */
const LIMITS_OUT_OF_THE_WAY = JSON.stringify({
  signInsPerAccountMax: 100_000,
  signInsPerIpPerMinuteMax: 100_000,
  unknownKeysPerIpPerMinuteMax: 100_000,
  unknownKeysPerSecondMax: 100_000,
  activationsPerKeyPerHourMax: 100_000,
  renewalsPerActivationPerMinuteMax: 100_000,
})

export async function openVendor(env: Readonly<Record<string, string>> = {}): Promise<Vendor> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
  const data = join(folder, 'data')
  const base = {
    LATCHKEY_DATA: data,
    LATCHKEY_PORT: '0',
    LATCHKEY_LOG: 'error',
    LATCHKEY_LIMITS: LIMITS_OUT_OF_THE_WAY,
    ...env,
  }
  let server: { readonly child: ChildProcess; readonly url: string } | null = null
  let address: string | null = null
  let orders = 0

  const ended = async () => {
    if (server !== null && server.child.exitCode === null && server.child.signalCode === null)
      await once(server.child, 'exit')
    server = null
  }
  const client = () =>
    createClient({ baseUrl: vendor.url(), token: readFileSync(join(data, 'operator-token'), 'utf8').trim() })
  const vendor: Vendor = {
    folder,
    data,
    url() {
      if (address === null) throw new Error('the server was never started')
      return address
    },
    pid() {
      if (server?.child.pid === undefined) throw new Error('the server does not run')
      return server.child.pid
    },
    client,
    async issueKey(body) {
      orders += 1
      const products = [{ product: 'ct', seats: 1 }]
      return valueOf(await client().call('issueKey', { body: { order: `T-${orders}`, products, ...body } }))
    },
    issuePair: () =>
      vendor.issueKey({
        products: [
          { product: 'ct', seats: 1 },
          { product: 'izot-net-server', seats: 1 },
        ],
      }),
    async createAccount(username) {
      const password = `the long password of ${username}`
      const created = valueOf(
        await client().call('createAccount', { body: { username, email: `${username}@example.com`, password } }),
      )
      return { id: created.id, username, password }
    },
    latchkey: (args, input = '') => run([latchkey, ...args], { env: base, input }),
    async start(more = {}) {
      // The same port as before: a PC sends again to where it sent before.
      const port = address === null ? {} : { LATCHKEY_PORT: new URL(address).port }
      server = await serve({ ...base, ...port, ...more })
      address = server.url
    },
    async stop() {
      server?.child.kill('SIGTERM')
      await ended()
    },
    async kill() {
      server?.child.kill('SIGKILL')
      await ended()
    },
    ended,
    state: (keyId) => stateOf(join(data, 'latchkey.db'), keyId),
    liveActivations: (keyId) =>
      stateOf(join(data, 'latchkey.db'), keyId).filter(({ activatedOn }) => activatedOn !== null).length,
    async [Symbol.asyncDispose]() {
      await vendor.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  const initialized = await vendor.latchkey(['init'])
  if (initialized.exitCode !== 0) throw new Error(`init failed: ${initialized.stderr}`)
  await vendor.start()
  for (const [id, name] of PRODUCTS) {
    valueOf(await client().call('putProduct', { params: { id }, body: { name, edition: 'Standard', features: [] } }))
  }
  return vendor
}

const PRODUCTS = [
  ['ct', 'Commissioning Tool'],
  ['izot-net-server', 'IzoT Net Server'],
  ['openlns-server', 'OpenLNS Server'],
] as const

/** Starts the server and waits until it says where it is. */
async function serve(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, ['--max-semi-space-size=4', latchkey, 'serve', '--json'], {
    env: surroundings(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const url = await new Promise<string>((found, failed) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (stdout.includes('\n')) found((JSON.parse(stdout) as { url: string }).url)
    })
    child.once('exit', () => failed(new Error(`the server ended: ${stderr}`)))
  })
  return { child, url }
}

function stateOf(path: string, keyId: string): readonly StateRow[] {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const rows = database
      .prepare(
        `SELECT l.id, l.product, l.account AS associatedTo, a.host AS activatedOn, l.generation
         FROM licenses l LEFT JOIN activations a ON a.license = l.id AND a.returned_at IS NULL
         WHERE l.key_id = ? ORDER BY l.product, l.id`,
      )
      .all(keyId)
    return rows.map((row) => Object.assign({}, row)) as unknown as readonly StateRow[]
  } finally {
    database.close()
  }
}

/** The value of what must succeed for a test to make sense. */
export function valueOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`)
  return result.value
}

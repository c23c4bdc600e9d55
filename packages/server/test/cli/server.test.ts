import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { latchkey, type Ran, startLatchkey, temporaryFolder } from './latchkey.ts'

const WIZARD = fileURLToPath(new URL('../../../wizard/bin/license-wizard.js', import.meta.url))

interface DemoAnswer {
  readonly url: string
  readonly keys: readonly { readonly order: string; readonly key: string }[]
}

/** The real License Wizard on a PC of its own. */
function wizard(words: readonly string[], pc: string, key = ''): Promise<Ran> {
  const child = spawn(process.execPath, [WIZARD, ...words, '--store', pc, '--json'], {
    env: { PATH: process.env['PATH'], LATCHKEY_KEY: key },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve) => void child.once('close', (exitCode) => resolve({ stdout, stderr, exitCode })))
}

describe('a demo', () => {
  let data = ''
  beforeEach(() => {
    data = join(temporaryFolder(), 'data')
  })

  async function startDemo() {
    const demo = await startLatchkey(['demo'], { data })
    const { answer } = demo as unknown as { readonly answer: DemoAnswer }
    return { demo, answer, keyOf: (order: string) => answer.keys.find((sold) => sold.order === order)?.key ?? '' }
  }

  async function json(words: readonly string[], stdin = ''): Promise<Record<string, never>> {
    const { stdout, stderr, exitCode } = await latchkey([...words, '--json'], { data, stdin })
    if (exitCode !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  }

  it('prints the same keys and sign-ins at every start, and others for every folder', async () => {
    const first = await startDemo()
    expect(await first.demo.stop('SIGINT')).toMatchObject({
      exitCode: 0,
      stderr: 'Setting up a demo vendor: signing keys, products, activation keys, accounts ...\n',
    })
    const second = await startDemo()
    expect({ ...second.answer, url: '' }).toEqual({ ...first.answer, url: '' })
    await second.demo.stop()
    data = join(temporaryFolder(), 'data')
    const other = await startDemo()
    expect(other.keyOf('DEMO-1')).not.toBe(first.keyOf('DEMO-1'))
  })

  it('goes on where a killed start left off', async () => {
    const first = await startDemo()
    await first.demo.kill()
    const file = join(data, 'demo.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), keys: {} }))
    const second = await startDemo()
    expect({ ...second.answer, url: '' }).toEqual({ ...first.answer, url: '' })
  })

  it('is never loaded among data of your own, nor by serve', async () => {
    await latchkey(['init'], { data })
    expect(await latchkey(['demo'], { data })).toMatchObject({ exitCode: 75, stdout: '' })
    await startLatchkey(['serve'], { data })
    expect(await json(['licenses', 'list'])).toEqual({ licenses: [], hasMore: false })
    const put = ['products', 'put', 'ct', '--name', 'Commissioning Tool', '--feature', 'plug-ins', 'xml']
    const product = { id: 'ct', name: 'Commissioning Tool', edition: '', features: ['plug-ins', 'xml'] }
    expect(await json(put)).toEqual(product)
    expect(await json(['products', 'list'])).toEqual({ products: [product], hasMore: false })
    await json(['keys', 'issue', '--order', 'SO-1', '--product', 'ct:2'])
    const first = await latchkey(['licenses', 'list', '--limit', '1'], { data })
    expect(first.stdout.split('\n')).toHaveLength(4)
    expect(first.stdout).toContain('There are more')
    expect((await latchkey(['licenses', 'list', '--limit', '2'], { data })).stdout).not.toContain('There are more')
    // What others have called something steers no terminal, and makes no row.
    const name = 'Tool\u001b]0;owned\u0007\u009b2J\u202e\nct  fake'
    await json(['products', 'put', 'evil', '--name', name])
    const list = (await latchkey(['products', 'list'], { data })).stdout
    expect(list).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u)
    expect(list.trimEnd().split('\n')).toHaveLength(3)
    const asJson = (await latchkey(['products', 'list', '--json'], { data })).stdout
    expect(asJson).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u)
    expect(JSON.parse(asJson)).toMatchObject({ products: expect.arrayContaining([expect.objectContaining({ name })]) })
  })

  it('serves every command of the operator, which need neither URL nor token on its machine', async () => {
    const { keyOf, answer } = await startDemo()
    const key = keyOf('DEMO-1')
    const pc = temporaryFolder()
    expect(await wizard(['activate', '--server', answer.url], pc, key)).toMatchObject({ exitCode: 0 })

    const shown = await json(['licenses', 'show'], `${key}\n`)
    expect(shown).toMatchObject({ licenses: [{ license: { order: 'DEMO-1' } }, { license: { order: 'DEMO-1' } }] })
    expect(await json(['keys', 'show'], `${key.toLowerCase()}\n`)).toMatchObject({ order: 'DEMO-1', hostsHolding: 1 })
    expect(await json(['doctor'])).toMatchObject({ verdict: 'passed' })

    const words = ['support', 'return', '--reason', 'lost-pc', '--note', 'Ticket 4711']
    const returned = await json(words, `${key}\n`)
    expect(returned).toMatchObject({
      rows: [{ status: 'returned' }, { status: 'returned' }],
      reply: expect.any(String),
    })
    const again = await latchkey(words, { data, stdin: `${key}\n` })
    expect(again).toMatchObject({ exitCode: 19, stdout: '', stderr: expect.stringContaining('NOT_ACTIVATED') })

    const token = await json(['tokens', 'create', '--name', 'shop', '--scope', 'keys:issue', 'keys:read'])
    const env = { LATCHKEY_TOKEN: String(token['token']), LATCHKEY_URL: answer.url }
    const issue = ['keys', 'issue', '--order', 'SO-1', '--product', 'ct:2', 'izot-net-server', '--operation', 'so-1']
    const issued = await latchkey(issue, { env })
    expect(issued).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 x Commissioning Tool') })
    expect(await latchkey(issue, { env })).toEqual(issued)
    expect(await latchkey(['licenses', 'list'], { env })).toMatchObject({ exitCode: 50 })
    await json(['tokens', 'revoke', String(token['id'])])
    expect(await latchkey(issue, { env })).toMatchObject({ exitCode: 53 })

    expect(
      await json(['accounts', 'add', 'carol', '--email', 'carol@example.com'], 'four plain little words\n'),
    ).toMatchObject({
      username: 'carol',
    })
    expect(
      await latchkey(['staff', 'add', 'sam', '--email', 's@example.com', '--role', 'support'], {
        data,
        stdin: 'four plain little words\n',
      }),
    ).toMatchObject({ exitCode: 54 })
    expect(await json(['support', 'requests'])).toEqual({ requests: [] })
  })

  it('lists what there is by the filters people ask for, and refuses filters that are none', async () => {
    const key = (await startDemo()).keyOf('DEMO-1')
    const keys = await json(['keys', 'list', '--order', 'DEMO-1'])
    expect(keys).toMatchObject({ keys: [{ order: 'DEMO-1', hostsHolding: 0, hostsMax: 1 }], hasMore: false })
    const last5 = key.slice(-5)
    expect(await json(['keys', 'list', '--last5', last5])).toEqual(keys)
    expect(JSON.stringify(keys)).not.toContain(key)
    expect(await json(['accounts', 'list', '--login', 'bob@example.com'])).toMatchObject({
      accounts: [{ username: 'bob' }],
    })
    expect(await json(['staff', 'list'])).toMatchObject({ staff: [{ username: 'ada' }, { username: 'sam' }] })
    expect(await json(['mails', '--state', 'dead'])).toEqual({ mails: [], hasMore: false })
    const today = new Date().toISOString().slice(0, 10)
    expect(await json(['audit', '--since', today, '--type', 'issued', '--limit', '1'])).toMatchObject({
      events: [{ type: 'issued', actor: { type: 'token' } }],
      hasMore: true,
    })
    expect(await json(['audit', '--since', '2999-01-01'])).toEqual({ events: [], hasMore: false })
    for (const words of [
      ['audit', '--since', '2026-02-30'],
      ['mails', '--state', 'lost'],
      ['keys', 'list', '--limit', '0'],
    ]) {
      expect(await latchkey(words, { data })).toMatchObject({ exitCode: 2, stdout: '' })
    }
    expect((await latchkey(['accounts', 'list', '--login', 'nobody'], { data })).stdout).toBe('No accounts.\n')
  })

  it('never takes a whole key as an argument, and does not repeat it', async () => {
    const { keyOf } = await startDemo()
    const key = keyOf('DEMO-1')
    const { stdout, stderr, exitCode } = await latchkey(['support', 'return', key, '--reason', 'lost-pc'], { data })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).not.toContain(key)
  })

  it('is restored from a backup made while it ran: everything is there, and license files still verify', async () => {
    const { demo, keyOf, answer } = await startDemo()
    const pc = temporaryFolder()
    const key = keyOf('DEMO-1')
    await wizard(['activate', '--server', answer.url], pc, key)
    const before = await json(['licenses', 'show'], `${key}\n`)
    const file = join(temporaryFolder(), 'backup.tar')
    await json(['backup', file])
    await demo.kill()
    rmSync(data, { recursive: true })

    const restored = await json(['restore', file])
    process.stdout.write(`restore-rto-ms ${String(restored['tookMs'])} 10000\n`)
    const port = new URL(answer.url).port
    const again = await startLatchkey(['demo'], { data, env: { LATCHKEY_PORT: port } })
    expect({ ...again.answer, url: '' }).toEqual({ ...answer, url: '' })
    expect(await json(['licenses', 'show'], `${key}\n`)).toEqual(before)
    // Renewed by the restored keys and checked by the PC against the root key it has trusted all along.
    expect(await wizard(['renew', '--all'], pc)).toMatchObject({ exitCode: 0 })
    const { stdout } = await wizard(['list'], pc)
    expect(JSON.parse(stdout).licenses).toMatchObject([{ state: 'valid' }, { state: 'valid' }])
  })

  it('imports keys: good rows go in, bad ones are named, and a second time changes nothing', async () => {
    await startDemo()
    const file = join(temporaryFolder(), 'keys.csv')
    const lines = [
      'order,products,expires,key',
      'SO-1,ct:3,2027-12-31,',
      'SO-1,ct:3,2027-12-31,',
      'SO-2,ct izot-net-server,,OLD-KEY-12345',
      'SO-2,ct izot-net-server,,OTHER-KEY-12345',
      'SO-3,no-such-product,,',
      'SO-4,ct,,old-key-12345',
      '=SO-5,ct,,',
    ]
    writeFileSync(file, lines.join('\n'))
    const dry = JSON.parse((await latchkey(['keys', 'import', file, '--dry-run', '--json'], { data })).stdout)
    expect(dry.counts).toEqual({ issued: 0, takenOver: 0, thereAlready: 0, good: 5, refused: 2 })
    const first = await latchkey(['keys', 'import', file, '--json'], { data })
    const { rows, counts } = JSON.parse(first.stdout)
    expect({ exitCode: first.exitCode, counts }).toEqual({
      exitCode: 80,
      counts: { issued: 2, takenOver: 2, thereAlready: 0, good: 0, refused: 3 },
    })
    expect(rows.filter((row: { outcome: string }) => row.outcome === 'refused')).toMatchObject([
      { line: 6, column: 'products', reason: 'names a product or policy that does not exist' },
      { line: 7, column: 'key', reason: 'is the same key as in line 4' },
      { line: 8, column: 'order' },
    ])
    const before = await json(['licenses', 'list'])
    const second = await latchkey(['keys', 'import', file, '--json'], { data })
    expect(JSON.parse(second.stdout).counts).toEqual({ issued: 0, takenOver: 0, thereAlready: 4, good: 0, refused: 3 })
    expect(await json(['licenses', 'list'])).toEqual(before)
    expect(await json(['keys', 'show'], 'OTHER-KEY-12345\n')).toMatchObject({ legacy: true, order: 'SO-2' })
  })
})

describe('a server', () => {
  it('keeps a second one off its data, and a restore too', async () => {
    const { data } = await served()
    expect(await latchkey(['serve'], { data })).toMatchObject({ exitCode: 71, stdout: '' })
    const file = join(temporaryFolder(), 'b.tar')
    await latchkey(['backup', file], { data })
    expect(await latchkey(['restore', file, '--force'], { data })).toMatchObject({ exitCode: 71, stdout: '' })
  })

  it('stops at SIGTERM and at SIGINT with 0, and tells nobody any more where it was', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { data, server } = await served()
      expect(await server.stop(signal)).toMatchObject({ exitCode: 0 })
      expect(existsSync(join(data, 'server.json'))).toBe(false)
    }
  })

  it('leaves no lock behind when it is killed', async () => {
    const { data, server } = await served()
    await server.kill()
    const again = await startLatchkey(['serve'], { data })
    expect(await again.stop()).toMatchObject({ exitCode: 0 })
  })

  it('that finds its port taken names address and way out', async () => {
    const { server } = await served()
    const data = join(temporaryFolder(), 'data')
    await latchkey(['init'], { data })
    const { stdout, stderr, exitCode } = await latchkey(['serve'], {
      data,
      env: { LATCHKEY_PORT: new URL(server.answer.url).port },
    })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 74 })
    expect(stderr).toContain(`The port is taken: ${new URL(server.answer.url).host} is in use by another program.`)
    expect(stderr).toContain('LATCHKEY_PORT=7301')
  })

  it('without data, or with files that are no certificate, does not start', async () => {
    const data = join(temporaryFolder(), 'data')
    expect(await latchkey(['serve'], { data })).toMatchObject({ exitCode: 70 })
    await latchkey(['init'], { data })
    const file = join(data, 'operator-token')
    const env = { LATCHKEY_TLS_CERT: file, LATCHKEY_TLS_KEY: file }
    expect(await latchkey(['serve'], { data, env })).toMatchObject({ exitCode: 2, stdout: '' })
    const none = { LATCHKEY_TLS_CERT: join(data, 'none'), LATCHKEY_TLS_KEY: file }
    expect(await latchkey(['serve'], { data, env: none })).toMatchObject({ exitCode: 79, stdout: '' })
  })

  it('that does not run is named with the way to start it', async () => {
    const { data, server } = await served()
    await server.stop()
    const { stdout, stderr, exitCode } = await latchkey(['licenses', 'list'], {
      data,
      env: { LATCHKEY_URL: server.answer.url },
    })
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: '',
      stderr: `latchkey: No server answers at ${server.answer.url}.
  Why: This command is a client of the server, and it does not run or is elsewhere.
  What to do: Start it with "latchkey serve", or set LATCHKEY_URL to where it runs.
  (SERVER_NOT_RUNNING, exit code 61)
`,
      exitCode: 61,
    })
  })

  it('is never asked without a token', async () => {
    const data = join(temporaryFolder(), 'data')
    mkdirSync(data)
    expect(await latchkey(['tokens', 'list'], { data })).toMatchObject({ exitCode: 77, stdout: '' })
  })
})

async function served() {
  const data = join(temporaryFolder(), 'data')
  await latchkey(['init'], { data })
  return { data, server: await startLatchkey(['serve'], { data }) }
}

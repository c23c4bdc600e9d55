import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import {
  cpSync,
  mkdtempSync,
  chmodSync,
  mkdirSync,
  truncateSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { latchkey, temporaryFolder } from './latchkey.ts'

let template = ''

beforeAll(async () => {
  template = join(mkdtempSync(join(tmpdir(), 'latchkey-template-')), 'data')
  const { exitCode, stderr } = await latchkey(['init'], { data: template })
  if (exitCode !== 0) throw new Error(stderr)
})

afterAll(() => rmSync(dirname(template), { recursive: true }))

/** A folder as `init` leaves it. */
function initialized(): string {
  const data = join(temporaryFolder(), 'data')
  cpSync(template, data, { recursive: true })
  // A copy of a folder gets the rights of its new owner's umask.
  chmodSync(data, 0o700)
  chmodSync(join(data, 'keys'), 0o700)
  return data
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

/** Every file of a folder with a hash of its bytes; locks and write-ahead logs come and go. */
function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(folder, name)).isFile() && !/latchkey\.db-/.test(name))
  return Object.fromEntries(files.toSorted().map((name) => [name, hashOf(join(folder, name))]))
}

describe('latchkey init', () => {
  it('sets up a folder that only its owner can read', async () => {
    const data = initialized()
    const names = ['.', ...readdirSync(data, { recursive: true, encoding: 'utf8' })]
    const open = names.filter((name) => (statSync(join(data, name)).mode & 0o077) !== 0)
    expect(open).toEqual([])
    expect(Object.keys(contentOf(data))).toEqual([
      'keys/encryption.json',
      'keys/key-set.jws',
      'keys/root.json',
      'keys/secrets.json',
      'keys/signing.json',
      'latchkey.db',
      'operator-token',
    ])
  })

  it('a second time changes nothing and says so', async () => {
    const data = initialized()
    const before = contentOf(data)
    const { stdout, stderr, exitCode } = await latchkey(['init'], { data })
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: `${data} is set up already; nothing was changed.\n`,
      stderr: '',
      exitCode: 0,
    })
    expect({ ...contentOf(data), 'latchkey.db': '' }).toEqual({ ...before, 'latchkey.db': '' })
    expect(JSON.parse((await latchkey(['init', '--json'], { data })).stdout)).toEqual({ path: data, created: false })
  })

  it('finishes what a killed one has begun', async () => {
    const data = initialized()
    rmSync(join(data, 'latchkey.db'))
    rmSync(join(data, 'operator-token'))
    mkdirSync(join(data, 'keys.tmp'))
    const keys = contentOf(join(data, 'keys'))
    expect(await latchkey(['init'], { data })).toMatchObject({ exitCode: 0 })
    expect(contentOf(join(data, 'keys'))).toEqual(keys)
    expect(await latchkey(['doctor'], { data })).toMatchObject({ exitCode: 0 })
  })

  it('makes a new token when the old one is lost', async () => {
    const data = initialized()
    const lost = readFileSync(join(data, 'operator-token'), 'utf8')
    rmSync(join(data, 'operator-token'))
    await latchkey(['init'], { data })
    expect(readFileSync(join(data, 'operator-token'), 'utf8')).toMatch(/^lk_live_[A-Za-z0-9_-]{49}\n$/)
    expect(readFileSync(join(data, 'operator-token'), 'utf8')).not.toBe(lost)
  })

  it('never gives new keys to a database whose keys are gone', async () => {
    const data = initialized()
    rmSync(join(data, 'keys'), { recursive: true })
    const { exitCode, stderr } = await latchkey(['init'], { data })
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 72, stderr: expect.stringContaining('keys is missing') })
    expect(existsSync(join(data, 'keys'))).toBe(false)
  })

  it('where a file stands in the way is refused', async () => {
    const data = join(temporaryFolder(), 'data')
    writeFileSync(data, 'not a folder')
    expect(await latchkey(['init'], { data })).toMatchObject({ exitCode: 73, stdout: '' })
  })
})

describe('latchkey backup', () => {
  it('without data says how to set them up', async () => {
    const folder = temporaryFolder()
    const { stdout, stderr, exitCode } = await latchkey(['backup', 'b.tar'], { data: join(folder, 'none') })
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: '',
      stderr: `latchkey: There is no Latchkey data in ${join(folder, 'none')}.
  Why: It was never set up there, or LATCHKEY_DATA names another folder.
  What to do: Run "latchkey init", or set LATCHKEY_DATA to the folder that holds the data.
  (DATA_MISSING, exit code 70)
`,
      exitCode: 70,
    })
  })

  it('never writes over a file', async () => {
    const data = initialized()
    const file = join(temporaryFolder(), 'b.tar')
    writeFileSync(file, 'mine')
    expect(await latchkey(['backup', file], { data })).toMatchObject({ exitCode: 75, stdout: '' })
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  it('into a folder that does not exist is refused, and leaves nothing behind', async () => {
    const data = initialized()
    const folder = temporaryFolder()
    expect(await latchkey(['backup', join(folder, 'none', 'b.tar')], { data })).toMatchObject({ exitCode: 2 })
    expect(readdirSync(folder)).toEqual([])
  })

  it('is for its owner only, and leaves nothing else behind', async () => {
    const data = initialized()
    const folder = temporaryFolder()
    expect(await latchkey(['backup', join(folder, 'b.tar')], { data })).toMatchObject({ exitCode: 0 })
    expect(readdirSync(folder)).toEqual(['b.tar'])
    expect(statSync(join(folder, 'b.tar')).mode & 0o777).toBe(0o600)
  })
})

describe('latchkey restore', () => {
  it('brings back every file, on another machine too, and tells how long it took', async () => {
    const { data, file } = await backedUp()
    const other = join(temporaryFolder(), 'other')
    const { stdout, exitCode } = await latchkey(['restore', file, '--json'], { data: other })
    expect({ exitCode, answer: JSON.parse(stdout) }).toEqual({
      exitCode: 0,
      answer: { path: other, createdAt: expect.any(String), files: 7, movedAside: null, tookMs: expect.any(Number) },
    })
    const { 'latchkey.db': _, ...files } = contentOf(data)
    const { 'latchkey.db': database, ...restored } = contentOf(other)
    expect(restored).toEqual(files)
    expect(database).toEqual(expect.any(String))
    expect(await latchkey(['doctor'], { data: other })).toMatchObject({ exitCode: 0 })
  })

  it('into a folder with data is refused and changes nothing; with --force the data are moved aside', async () => {
    const { data, file } = await backedUp()
    const before = contentOf(data)
    expect(await latchkey(['restore', file], { data })).toMatchObject({ exitCode: 75, stdout: '' })
    expect(contentOf(data)).toEqual(before)
    const { stdout } = await latchkey(['restore', file, '--force', '--json'], { data })
    expect(contentOf(JSON.parse(stdout).movedAside)).toEqual(before)
    expect(await latchkey(['doctor'], { data })).toMatchObject({ exitCode: 0 })
  })

  it('refuses a backup that is not whole, wherever it was cut or altered, and changes nothing', async () => {
    const { file } = await backedUp()
    const whole = readFileSync(file)
    const cut = [0, 511, 512, 5_000, whole.length - 1024].map((length) => whole.subarray(0, length))
    const altered = [0, 150_000, whole.length - 1_500].map((index) => {
      const bytes = Buffer.from(whole)
      bytes[index] = (bytes[index] ?? 0) ^ 1
      return bytes
    })
    const broken = join(temporaryFolder(), 'broken.tar')
    for (const bytes of [...cut, ...altered, Buffer.from('not a tar at all')]) {
      const data = join(temporaryFolder(), 'data')
      writeFileSync(broken, bytes)
      expect(await latchkey(['restore', broken], { data })).toMatchObject({ exitCode: 76, stdout: '' })
      expect(Object.keys(contentOf(data))).toEqual([])
    }
  })

  it('never writes outside the folder, whatever names a backup lists', async () => {
    const { file } = await backedUp()
    const bytes = readFileSync(file)
    const evil = Buffer.from(bytes.toString('latin1').replaceAll('keys/root.json', '../../root.jsn'), 'latin1')
    const broken = join(temporaryFolder(), 'evil.tar')
    writeFileSync(broken, evil)
    const parent = temporaryFolder()
    expect(await latchkey(['restore', broken], { data: join(parent, 'a', 'data') })).toMatchObject({ exitCode: 76 })
    expect(readdirSync(parent, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('root'))).toEqual(
      [],
    )
  })

  it('of a file that does not exist names it', async () => {
    const data = temporaryFolder()
    const { stderr, exitCode } = await latchkey(['restore', '/none.tar'], { data })
    expect({ stderr, exitCode }).toMatchObject({ exitCode: 79, stderr: expect.stringContaining('/none.tar') })
  })
})

describe('latchkey doctor', () => {
  it('finds a new folder healthy, in words and as JSON', async () => {
    const data = initialized()
    const { stdout, stderr, exitCode } = await latchkey(['doctor'], { data })
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(
      stdout
        .replace(/latchkey-[0-9a-f]{18}/, 'ISSUER')
        .replace(/\d+ MiB/, 'N MiB')
        .replace(/reads \S+/, 'reads T'),
    ).toBe(`passed   folder      ${data}, for its owner only.
passed   keys        Those of issuer ISSUER are there, for their owner only.
passed   database    Every page of it can be read.
passed   invariants  All of them hold.
passed   token       Commands on this machine have their token.
skipped  server      None runs; 127.0.0.1:0 is free for it.
passed   clock       It reads T
passed   space       N MiB are free.

Verdict: healthy
`)
    expect(await findings(data)).toEqual({ exitCode: 0, verdict: 'passed', bad: [] })
  })

  it('changes nothing', async () => {
    const data = initialized()
    const before = contentOf(data)
    await latchkey(['doctor'], { data })
    expect(contentOf(data)).toEqual(before)
  })

  it('fails keys that others can read, and says how to close them', async () => {
    const data = initialized()
    chmodSync(join(data, 'keys', 'signing.json'), 0o644)
    expect(await findings(data)).toEqual({
      exitCode: 78,
      verdict: 'failed',
      bad: [['keys', `chmod -R go= ${join(data, 'keys')}`]],
    })
  })

  it('fails a key that is missing, and one that is damaged', async () => {
    const data = initialized()
    const path = join(data, 'keys', 'secrets.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.slice(0, 40))
    expect(await findings(data)).toMatchObject({ exitCode: 78, bad: [['keys', expect.stringContaining('damaged')]] })
    rmSync(path)
    expect(await findings(data)).toMatchObject({ exitCode: 78, bad: [['keys', expect.stringContaining('backup')]] })
  })

  it('warns of a token that is missing: commands need it, the server does not', async () => {
    const data = initialized()
    rmSync(join(data, 'operator-token'))
    expect(await findings(data)).toMatchObject({ exitCode: 0, verdict: 'warned', bad: [['token', expect.anything()]] })
  })

  it('fails a damaged database', async () => {
    const data = initialized()
    truncateSync(join(data, 'latchkey.db'), 50_000)
    expect(await findings(data)).toMatchObject({ exitCode: 78, verdict: 'failed' })
  })

  it('fails a broken invariant', async () => {
    const data = initialized()
    const database = new DatabaseSync(join(data, 'latchkey.db'))
    database.exec('PRAGMA foreign_keys = OFF; UPDATE operations SET events = events + 1')
    database.close()
    expect(await findings(data)).toMatchObject({
      exitCode: 78,
      bad: [['invariants', expect.stringContaining('report')]],
    })
  })

  it('fails a port that another program holds', async () => {
    const data = initialized()
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => void other.once('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await findings(data, { LATCHKEY_PORT: String(port) })).toMatchObject({
      exitCode: 78,
      bad: [['server', expect.stringContaining('LATCHKEY_PORT')]],
    })
    other.close()
  })

  it('without data says how to set them up', async () => {
    expect(await latchkey(['doctor'], { data: join(temporaryFolder(), 'none') })).toMatchObject({ exitCode: 70 })
  })
})

async function backedUp() {
  const data = initialized()
  const file = join(temporaryFolder(), 'b.tar')
  await latchkey(['backup', file], { data })
  return { data, file }
}

async function findings(data: string, env: Record<string, string> = {}) {
  const { stdout, exitCode } = await latchkey(['doctor', '--json'], { data, env })
  const { verdict, checks } = JSON.parse(stdout)
  const bad = checks.filter(({ status }: { status: string }) => status === 'failed' || status === 'warned')
  return { exitCode, verdict, bad: bad.map(({ name, wayOut }: { name: string; wayOut: string }) => [name, wayOut]) }
}

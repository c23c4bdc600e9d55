import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'content-disposition'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LIMITS } from '@latchkey/core/limits'
import { folderStorage } from '../../src/downloads/folder-storage.ts'
import { openSession, startServer, type TestServer } from '../http/fixture.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'latchkey-downloads-'))
const ROOT = join(FOLDER, 'root')
const BYTES = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 251))
const SHA256 = createHash('sha256').update(BYTES).digest('hex')

let server: TestServer
let ann: ReturnType<TestServer['client']>
let bob: ReturnType<TestServer['client']>
let licenseId: string
let releaseId: string
let fileId: string

beforeAll(async () => {
  mkdirSync(join(ROOT, 'ct'), { recursive: true })
  writeFileSync(join(ROOT, 'ct', 'setup.exe'), BYTES)
  writeFileSync(join(FOLDER, 'secret.txt'), 'the operator’s')
  symlinkSync(join(FOLDER, 'secret.txt'), join(ROOT, 'out.exe'))
  symlinkSync(FOLDER, join(ROOT, 'up'))
  server = await startServer({ storage: folderStorage(ROOT) })
  const { key, licenses } = await server.issue()
  licenseId = licenses[0]?.id ?? ''
  ann = await owner('ann')
  bob = await owner('bob')
  await ann.call('claimKey', { body: { key, seats: [] } })
  releaseId = await publish('5.2')
  const put = await server.admin.call('putReleaseFile', {
    params: { id: releaseId },
    body: { path: 'ct/setup.exe', os: 'Windows' },
  })
  if (!put.ok) throw new Error(JSON.stringify(put.error))
  fileId = put.value.artifacts[0]?.id ?? ''
})
afterAll(async () => {
  await server.close()
  rmSync(FOLDER, { recursive: true, force: true })
})

async function owner(username: string) {
  const id = (await server.customer(username)) as never
  return server.client(await openSession(server.accounts, { id, role: 'customer' }, server.clock.at))
}

async function publish(version: string, releasedAt = new Date(server.clock.at - 1_000).toISOString()): Promise<string> {
  const put = await server.admin.call('putRelease', {
    params: { id: 'ct' },
    body: { version, releasedAt, notes: 'New.' },
  })
  if (!put.ok) throw new Error(JSON.stringify(put.error))
  return put.value.id
}

async function link(id = fileId, client = ann): Promise<string> {
  const made = await client.call('createDownloadLink', { params: { id } })
  if (!made.ok) throw new Error(made.error.code)
  return made.value.url
}

const get = async (url: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${server.url}${url}`, { method, headers })
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code]

describe('a download', () => {
  test('is listed for its owner with size and checksum', async () => {
    const listed = await ann.call('listMyDownloads', {})
    const artifacts = [{ id: fileId, name: 'setup.exe', os: 'Windows', sizeBytes: BYTES.length, sha256: SHA256 }]
    expect(listed).toMatchObject({ value: { items: [{ productName: 'Commissioning Tool', artifacts }] } })
  })

  test('is the file that was published, to the byte, under its name, with its checksum', async () => {
    const answer = await get(await link())
    expect(answer.status).toBe(200)
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(SHA256)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=setup.exe',
      'content-length': String(BYTES.length),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      etag: `"${SHA256}"`,
      'repr-digest': `sha-256=:${Buffer.from(SHA256, 'hex').toString('base64')}:`,
    })
  })

  test.each([
    ['bytes=0-9', 206, 'bytes 0-9/100000', BYTES.subarray(0, 10)],
    ['bytes=99990-', 206, 'bytes 99990-99999/100000', BYTES.subarray(99_990)],
    ['bytes=-5', 206, 'bytes 99995-99999/100000', BYTES.subarray(-5)],
    ['bytes=99999-200000', 206, 'bytes 99999-99999/100000', BYTES.subarray(-1)],
    ['bytes=-200000', 206, 'bytes 0-99999/100000', BYTES],
    ['bytes=0-1,5-6', 200, null, BYTES],
    ['bytes=-', 200, null, BYTES],
    ['bytes=1-99999999999999999999', 200, null, BYTES],
    ['lines=1-2', 200, null, BYTES],
    ['nonsense', 200, null, BYTES],
    ['bytes=9-1', 200, null, BYTES],
  ])('of the range %s is %i', async (range, status, contentRange, expected) => {
    const answer = await get(await link(), { range })
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange])
    expect(bytes.equals(expected)).toBe(true)
  })

  test('of a range beyond its end is 416 and tells its size', async () => {
    for (const range of ['bytes=100000-', 'bytes=200000-300000', 'bytes=-0']) {
      const answer = await get(await link(), { range })
      expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
        416,
        'bytes */100000',
        '',
      ])
    }
  })

  test('goes on only if it is still the same file, and is not sent to whoever has it', async () => {
    const url = await link()
    expect((await get(url, { range: 'bytes=5-', 'if-range': `"${SHA256}"` })).status).toBe(206)
    expect((await get(url, { range: 'bytes=5-', 'if-range': '"other"' })).status).toBe(200)
    expect((await get(url, { range: 'bytes=5-', 'if-range': 'Tue, 24 Nov 2026 12:00:00 GMT' })).status).toBe(200)
    const known = await get(url, { 'if-none-match': `"${SHA256}"` })
    expect([known.status, await known.text()]).toEqual([304, ''])
  })

  test('tells by HEAD what GET would, without the bytes', async () => {
    const whole = await get(await link(), {}, 'HEAD')
    expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([200, '100000', ''])
    const part = await get(await link(), { range: 'bytes=-5' }, 'HEAD')
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '5'])
  })
})

const standing = (to: 'good' | 'suspended' | 'revoked') =>
  server.admin.call('setStanding', { params: { id: licenseId }, body: { standing: to, note: '' } })

describe('a link', () => {
  test('is good for fifteen minutes', async () => {
    const url = await link()
    server.clock.at += LIMITS.downloadLinkMs - 1
    expect((await get(url, {}, 'HEAD')).status).toBe(200)
    server.clock.at += 1
    expect(await codeOf(await get(url))).toEqual([403, 'DOWNLOAD_LINK_INVALID'])
  })

  test('is for this file and this account, and nothing of it can be changed', async () => {
    const url = new URL(await link(), server.url)
    const changed = (change: (url: URL) => void) => {
      const other = new URL(url)
      change(other)
      return get(`${other.pathname}${other.search}`)
    }
    const expires = String(Number(url.searchParams.get('expires')) + 1)
    const signature = url.searchParams.get('signature') ?? ''
    const answers = await Promise.all([
      changed(({ searchParams }) => searchParams.set('expires', expires)),
      changed(({ searchParams }) => searchParams.set('expires', '9'.repeat(400))),
      changed(({ searchParams }) => searchParams.set('account', 'acc_other')),
      changed(({ searchParams }) => searchParams.set('signature', '')),
      changed(({ searchParams }) => searchParams.set('signature', `${signature}A`)),
      changed(({ searchParams }) => searchParams.set('signature', signature.toUpperCase())),
      changed(({ searchParams }) => searchParams.append('signature', signature)),
      changed(({ searchParams }) => searchParams.delete('account')),
      changed((other) => void (other.pathname = '/v1/downloads/art_00000000000000000000')),
      changed((other) => void (other.pathname = '/v1/downloads/..%2f..%2fsecret.txt')),
    ])
    for (const answer of answers) expect(await codeOf(answer)).toEqual([403, 'DOWNLOAD_LINK_INVALID'])
  })

  test('is made for nobody else, and made earlier it ends with the right to it', async () => {
    expect(await bob.call('createDownloadLink', { params: { id: fileId } })).toMatchObject({
      error: { status: 404, code: 'NOT_FOUND' },
    })
    const listed = await bob.call('listMyDownloads', {})
    expect(listed).toMatchObject({ value: { items: [] } })
    const url = await link()
    await standing('suspended')
    expect(await codeOf(await get(url))).toEqual([403, 'SUSPENDED'])
    await standing('revoked')
    expect(await ann.call('createDownloadLink', { params: { id: fileId } })).toMatchObject({
      error: { code: 'REVOKED' },
    })
    await standing('good')
    expect((await get(url, {}, 'HEAD')).status).toBe(200)
  })
})

describe('what an owner sees', () => {
  test('is what is out, has files, and is of their products; a version beyond their maintenance says so', async () => {
    const future = await publish('9.0', new Date(server.clock.at + 60_000).toISOString())
    await server.admin.call('putReleaseFile', { params: { id: future }, body: { path: 'ct/setup.exe', os: 'Windows' } })
    await publish('5.3')
    const listed = await ann.call('listMyDownloads', {})
    expect(listed.ok && listed.value.items.map(({ version }) => version)).toEqual(['5.2'])
    const policy = { params: { id: 'maintained' }, body: { name: 'A year', terms: { maintenanceDays: 0 } } }
    expect((await server.admin.call('putPolicy', policy)).ok).toBe(true)
    const carl = await owner('carl')
    const { key } = await server.issue({ policy: 'maintained' })
    await carl.call('claimKey', { body: { key, seats: [] } })
    const late = await publish('6.0', new Date(server.clock.at + 1).toISOString())
    const put = await server.admin.call('putReleaseFile', {
      params: { id: late },
      body: { path: 'ct/setup.exe', os: 'Windows' },
    })
    server.clock.at += 2
    const id = put.ok ? (put.value.artifacts[0]?.id ?? '') : ''
    expect(await carl.call('createDownloadLink', { params: { id } })).toMatchObject({
      error: { status: 403, code: 'VERSION_NOT_COVERED', title: expect.stringContaining('Commissioning Tool') },
    })
    expect((await carl.call('createDownloadLink', { params: { id: fileId } })).ok).toBe(true)
  })
})

describe('a file of a release', () => {
  test.each([
    '../secret.txt',
    'ct/../../secret.txt',
    '..',
    '.',
    './ct/setup.exe',
    'ct/./setup.exe',
    '/etc/passwd',
    'ct//setup.exe',
    'ct/',
    '',
    'C:\\Windows\\win.ini',
    'ct\\setup.exe',
    '..\\secret.txt',
    'file:///etc/passwd',
    'ct/setup.exe\u0000.txt',
    'ct/\nsetup.exe',
    'a'.repeat(501),
  ])('is refused by its path %j', async (path) => {
    const put = await server.admin.call('putReleaseFile', { params: { id: releaseId }, body: { path, os: 'Windows' } })
    expect(put).toMatchObject({ error: { status: 400, code: 'REQUEST_MALFORMED' } })
  })

  test.each([
    'out.exe',
    'up/secret.txt',
    'up/root/../secret.txt'.replace('root/../', ''),
    'ct',
    'ct/missing.exe',
    'ct/setup.exe/x',
    '%2e%2e/secret.txt',
    '..%2fsecret.txt',
  ])('is not there by %j, whatever link leads out', async (path) => {
    const body = { path, os: 'Windows', name: 'x.exe' }
    expect(await server.admin.call('putReleaseFile', { params: { id: releaseId }, body })).toMatchObject({
      error: { status: 404, code: 'FILE_MISSING' },
    })
  })

  test.each([
    'a/b.exe',
    'a\\b.exe',
    '..',
    '.hidden',
    'a\r\nSet-Cookie: x=1',
    'a\u0000.exe',
    'a\u202Eexe.txt',
    'a".exe',
    'con:.exe',
    'a.exe ',
    'a.exe.',
    ' ',
    'x'.repeat(201),
  ])('is refused by its name %j', async (name) => {
    const body = { path: 'ct/setup.exe', os: 'Windows', name }
    expect(await server.admin.call('putReleaseFile', { params: { id: releaseId }, body })).toMatchObject({
      error: { status: 400 },
    })
  })

  test.each([
    'Grüße & Küsse.exe',
    '設定 (1).msi',
    "it's; filename=evil.exe",
    '100%25 sure.zip',
    'تثبيت.exe',
    'emoji 🎉.zip',
    'a, b=c.tar.gz',
  ])('keeps the name %j where it is saved', async (name) => {
    const id = await publish(`7.${name.length}`)
    const put = await server.admin.call('putReleaseFile', {
      params: { id },
      body: { path: 'ct/setup.exe', os: 'Linux', name },
    })
    const file = put.ok ? (put.value.artifacts[0]?.id ?? '') : ''
    const header = (await get(await link(file), {}, 'HEAD')).headers.get('content-disposition') ?? ''
    expect(parse(header)).toMatchObject({ type: 'attachment', parameters: { filename: name } })
  })

  test('that was changed since is not given out; put back with another date it is', async () => {
    writeFileSync(join(ROOT, 'ct', 'changing.exe'), 'the first one')
    const id = await publish('8.0')
    const put = await server.admin.call('putReleaseFile', {
      params: { id },
      body: { path: 'ct/changing.exe', os: 'Windows' },
    })
    const file = put.ok ? (put.value.artifacts[0]?.id ?? '') : ''
    const url = await link(file)
    writeFileSync(join(ROOT, 'ct', 'changing.exe'), 'the other one')
    expect(await codeOf(await get(url))).toEqual([409, 'FILE_CHANGED'])
    writeFileSync(join(ROOT, 'ct', 'changing.exe'), 'the first one')
    utimesSync(join(ROOT, 'ct', 'changing.exe'), 1, 1)
    expect(await (await get(url)).text()).toBe('the first one')
    rmSync(join(ROOT, 'ct', 'changing.exe'))
    expect(await codeOf(await get(url))).toEqual([404, 'FILE_MISSING'])
  })

  test('of a release that is none, or of a product that is none, is refused', async () => {
    const body = { path: 'ct/setup.exe', os: 'Windows' }
    expect(await server.admin.call('putReleaseFile', { params: { id: 'rel_x' }, body })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    })
    const release = { version: '1', releasedAt: '2026-01-01T00:00:00Z' }
    expect(await server.admin.call('putRelease', { params: { id: 'nothing' }, body: release })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    })
    for (const version of ['', '../1', '1/2', 'a b', '1\n']) {
      expect(
        await server.admin.call('putRelease', { params: { id: 'ct' }, body: { ...release, version } }),
      ).toMatchObject({ error: { status: 400 } })
    }
  })
})

test('paths that no client library would send leave the folder neither', async () => {
  const { port } = new URL(server.url)
  const statuses = await Promise.all(
    [
      '/v1/downloads/../../secret.txt',
      '/v1/downloads/..%2f..%2fsecret.txt',
      '/v1/downloads/%00',
      '/v1/downloads//etc/passwd',
    ].map(
      (path) =>
        new Promise<number>((resolve, reject) => {
          request({ host: '127.0.0.1', port, path }, (answer) => {
            answer.resume()
            resolve(answer.statusCode ?? 0)
          })
            .on('error', reject)
            .end()
        }),
    ),
  )
  for (const status of statuses) expect([400, 403, 404]).toContain(status)
})

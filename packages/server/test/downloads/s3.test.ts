import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import S3rver from '@20minutes/s3rver'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { s3Storage } from '../../src/downloads/s3-storage.ts'
import { digestOf, type DownloadStorage, PublishedFiles } from '../../src/downloads/storage.ts'

/** A real S3 server of this machine; the SDK finds its credentials in the environment, as it would an operator's. */
const directory = mkdtempSync(join(tmpdir(), 'latchkey-s3-'))
const s3 = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory,
  configureBuckets: [{ name: 'downloads', configs: [] }],
})
let storage: DownloadStorage
let client: S3Client
let endpoint: string

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'S3RVER'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'S3RVER'
  const { port } = await s3.run()
  endpoint = `http://127.0.0.1:${port}`
  client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true })
  storage = s3Storage({ bucket: 'downloads', prefix: 'releases/', endpoint, region: 'us-east-1' })
})
afterAll(async () => {
  client.destroy()
  await s3.close()
  rmSync(directory, { recursive: true, force: true })
})

const put = (path: string, text: string) =>
  client.send(new PutObjectCommand({ Bucket: 'downloads', Key: `releases/${path}`, Body: text }))

async function textOf(
  files: { open: PublishedFiles['open'] },
  file: Parameters<PublishedFiles['open']>[0],
  range: { start: number; end: number } | null = null,
) {
  const opened = await files.open(file)
  if (!opened.ok) return opened.error
  const chunks: Buffer[] = []
  for await (const chunk of await opened.value.read(range)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

test('a file of a bucket is read whole and in part, and no longer once it was changed or removed', async () => {
  await put('ct/setup.exe', 'the first one')
  const digest = await digestOf(storage, 'ct/setup.exe')
  if (!digest.ok) throw new Error(digest.error)
  const sha256 = createHash('sha256').update('the first one').digest('hex')
  expect(digest.value).toMatchObject({ sizeBytes: 13, sha256 })
  const files = new PublishedFiles(storage)
  const file = { path: 'ct/setup.exe', ...digest.value }
  expect(await textOf(files, file)).toBe('the first one')
  expect(await textOf(files, file, { start: 4, end: 8 })).toBe('first')
  await put('ct/setup.exe', 'the other one')
  expect(await textOf(files, file)).toBe('FILE_CHANGED')
  expect(await textOf(files, { ...file, path: 'ct/missing.exe' })).toBe('FILE_MISSING')
})

test('one that is changed while it is looked at is not mixed with the one before', async () => {
  await put('ct/racing.exe', 'the first one')
  const opened = await storage.open('ct/racing.exe')
  if (!opened.ok) throw new Error(opened.error)
  await put('ct/racing.exe', 'the other one')
  await expect(opened.value.read(null)).rejects.toThrow('changed')
})

test('a storage that is down, or another bucket, is told apart from a missing file', async () => {
  const down = s3Storage({ bucket: 'downloads', prefix: '', endpoint: 'http://127.0.0.1:9', region: 'us-east-1' })
  expect(await down.open('ct/setup.exe')).toEqual({ ok: false, error: 'STORAGE_DOWN' })
  const elsewhere = s3Storage({ bucket: 'no-such-bucket', prefix: '', endpoint, region: 'us-east-1' })
  expect(await elsewhere.open('ct/setup.exe')).toEqual({ ok: false, error: 'STORAGE_DOWN' })
  const here = s3Storage({ bucket: 'downloads', prefix: 'releases/', endpoint, region: 'us-east-1' })
  expect(await here.open('ct/no-such-file.exe')).toEqual({ ok: false, error: 'FILE_MISSING' })
})

test('wrong credentials are a storage that is down, lose nothing, and are mended by right ones', async () => {
  await put('ct/kept.exe', 'still here')
  process.env['AWS_SECRET_ACCESS_KEY'] = 'another one'
  const locked = s3Storage({ bucket: 'downloads', prefix: 'releases/', endpoint, region: 'us-east-1' })
  expect(await locked.open('ct/kept.exe')).toEqual({ ok: false, error: 'STORAGE_DOWN' })
  process.env['AWS_SECRET_ACCESS_KEY'] = 'S3RVER'
  const mended = s3Storage({ bucket: 'downloads', prefix: 'releases/', endpoint, region: 'us-east-1' })
  expect(await digestOf(mended, 'ct/kept.exe')).toMatchObject({ ok: true, value: { sizeBytes: 10 } })
})

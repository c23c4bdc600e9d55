import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DAY_MS } from '@latchkey/core/limits'
import { REFUSALS } from '@latchkey/core/refusals'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPc, type Pc, shiftedClock } from '../../../../test/support/pc.ts'
import { openVendor, type Vendor } from '../../../../test/support/vendor.ts'

/** A PC without network: real processes, files carried by the test, answered by a real server's page and command. */
let vendor: Vendor

beforeAll(async () => {
  vendor = await openVendor()
})
afterAll(async () => {
  await vendor[Symbol.asyncDispose]()
})

/** Nobody listens there: whatever reaches for the network fails. */
const OFFLINE = { LATCHKEY_SERVER: 'http://127.0.0.1:9' }

const at = (name: string) => join(vendor.folder, name)
const licensesOn = (pc: Pc) => readdirSync(join(pc.store, 'licenses'))

/** What a browser without JavaScript sends, and gets. */
async function upload(content: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const form = new FormData()
  form.append('file', new Blob([content as BlobPart]), 'x.lkreq')
  return await fetch(`${vendor.url()}/offline`, { method: 'POST', body: form, headers })
}

/** Carries a file to the page and its answer back. */
async function carry(from: string, to: string): Promise<void> {
  const answer = await upload(readFileSync(from))
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="RESPONSE-[\w.-]+\.lkres"$/)
  writeFileSync(to, await answer.text())
}

async function trustedPc(name: string): Promise<Pc> {
  const pc = openPc(vendor, name)
  const keys = at(`${name}-keys`)
  writeFileSync(keys, await (await fetch(`${vendor.url()}/offline/keys`)).text())
  expect(await pc.wizard(['import', keys], {}, OFFLINE)).toMatchObject({ exitCode: 0, stderr: '' })
  return pc
}

test('activates and gives back by files alone; each file is used once', async () => {
  const { id, key } = await vendor.issuePair()
  const never = openPc(vendor, 'PC-NEVER')
  const unknown = await never.json(['request', '--file', at('never.lkreq')], { key }, OFFLINE)
  expect(unknown.exitCode).toBe(REFUSALS.SERVER_NOT_SET.exitCode)
  const pc = await trustedPc('PC-CELLAR')
  const saved = await pc.wizard(['request', '--file', at('cellar.lkreq')], { key }, OFFLINE)
  expect(saved).toMatchObject({ exitCode: 0, stderr: '' })
  const request = readFileSync(at('cellar.lkreq'), 'utf8')
  expect(request).toContain('-----BEGIN REQUEST-----')
  expect(request).not.toContain(key)
  await carry(at('cellar.lkreq'), at('cellar.lkres'))
  // Twice is the same bytes, and costs nothing.
  await carry(at('cellar.lkreq'), at('cellar-again.lkres'))
  const bodies = ['cellar.lkres', 'cellar-again.lkres'].map((name) => readFileSync(at(name), 'utf8'))
  expect(bodies[1]).toBe(bodies[0])

  const loaded = await pc.json(['import', at('cellar.lkres')], {}, OFFLINE)
  expect(loaded).toMatchObject({ exitCode: 0, json: { rows: [{ status: 'succeeded' }, { status: 'succeeded' }] } })
  expect((await pc.json(['list'], {}, OFFLINE)).json.licenses).toMatchObject([{ state: 'valid' }, { state: 'valid' }])
  expect((await pc.json(['import', at('cellar.lkres')], {}, OFFLINE)).exitCode).toBe(REFUSALS.RESPONSE_USED.exitCode)

  // A return is one file: with it the licenses work here no more, and nothing brings them back.
  const wrongKey = (await vendor.issuePair()).key
  const notTheirs = await pc.json(
    ['request', '--return', '--all', '--file', at('no.lkret')],
    { key: wrongKey },
    OFFLINE,
  )
  expect(notTheirs.exitCode).toBe(REFUSALS.KEY_REQUIRED.exitCode)
  expect(existsSync(at('no.lkret'))).toBe(false)
  const nowhere = await pc.json(['request', '--return', '--all', '--file', at('no/such/x.lkret')], { key }, OFFLINE)
  expect(nowhere.exitCode).toBe(REFUSALS.STORE_DENIED.exitCode)
  expect(licensesOn(pc)).toHaveLength(2)
  const returned = await pc.wizard(['request', '--return', '--all', '--file', at('cellar.lkret')], { key }, OFFLINE)
  expect(returned.exitCode).toBe(0)
  expect(readFileSync(at('cellar.lkret'), 'utf8')).toContain('-----BEGIN RETURN-----')
  expect(licensesOn(pc)).toEqual([])
  const answered = await vendor.latchkey(['offline', 'answer', at('cellar.lkret'), '--out', at('cellar-return.lkres')])
  expect(answered).toMatchObject({ exitCode: 0, stderr: '' })
  expect(vendor.state(id)).toMatchObject([{ activatedOn: null }, { activatedOn: null }])
  expect((await pc.json(['import', at('cellar-return.lkres')], {}, OFFLINE)).exitCode).toBe(0)
  expect((await pc.json(['list'], {}, OFFLINE)).json).toMatchObject({ licenses: [], pending: 0 })
})

test('what is wrong with a response is refused by name, and nothing is lost', async () => {
  const { key } = await vendor.issueKey({})
  const [pc, other] = [await trustedPc('PC-ATTIC'), await trustedPc('PC-BARN')]
  expect((await pc.wizard(['request', '--file', at('attic.lkreq')], { key }, OFFLINE)).exitCode).toBe(0)
  await carry(at('attic.lkreq'), at('attic.lkres'))
  const good = readFileSync(at('attic.lkres'), 'utf8')
  const lines = good.split('\n')
  const altered = lines.map((line, index) =>
    index === 4 ? line.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) : line,
  )
  const files: Readonly<Record<string, readonly [string, keyof typeof REFUSALS]>> = {
    cut: [good.slice(0, good.length / 2), 'FILE_UNREADABLE'],
    empty: ['', 'FILE_UNREADABLE'],
    'a request': [readFileSync(at('attic.lkreq'), 'utf8'), 'FILE_UNREADABLE'],
    'ten megabytes': [`${good}${'x'.repeat(10 * 1024 * 1024)}`, 'FILE_UNREADABLE'],
    altered: [altered.join('\n'), 'FILE_UNREADABLE'],
  }
  for (const [name, [content, code]] of Object.entries(files)) {
    writeFileSync(at('bad.lkres'), content)
    const refused = await pc.json(['import', at('bad.lkres')], {}, OFFLINE)
    expect([name, refused.json.refusal.code]).toEqual([name, code])
  }
  expect((await pc.json(['import', at('nothing-there')], {}, OFFLINE)).exitCode).toBe(REFUSALS.FILE_UNREADABLE.exitCode)
  const foreign = await other.json(['import', at('attic.lkres')], {}, OFFLINE)
  expect(foreign.json.refusal.code).toBe('RESPONSE_NOT_FOR_THIS_HOST')
  expect((await pc.json(['import', at('attic.lkres')], {}, OFFLINE)).exitCode).toBe(0)
})

test('the page refuses what is no request in words, other sites altogether, and needs no script', async () => {
  const page = await (await fetch(`${vendor.url()}/offline`)).text()
  expect(page).toContain('enctype="multipart/form-data"')
  expect(page).not.toContain('<script')
  const tooLarge = [300 * 1024, 10 * 1024 * 1024].map((sizeBytes) => 'x'.repeat(sizeBytes))
  for (const content of ['', 'hello', '-----BEGIN REQUEST-----\nabc\n-----END REQUEST-----', ...tooLarge]) {
    const refused = await upload(content)
    expect([refused.status, refused.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
    expect(await refused.text()).toContain('REQUEST_MALFORMED')
  }
  const german = await upload('hello', { 'accept-language': 'de' })
  expect(await german.text()).not.toContain('The request could not be read')
  expect((await upload('x', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
})

test('a request made days ago is answered and loaded; after 30 days its response is RESPONSE_STALE', async () => {
  const { id, key } = await vendor.issueKey({})
  const pc = await trustedPc('PC-LATE')
  // Online a request may be 26 hours old; a file may take days to where it is answered.
  const made = await pc.json(
    ['request', '--file', at('late.lkreq')],
    { key },
    { ...OFFLINE, ...shiftedClock(-3 * DAY_MS) },
  )
  expect(made.exitCode).toBe(0)
  await carry(at('late.lkreq'), at('late.lkres'))
  expect(vendor.state(id)).toMatchObject([{ activatedOn: expect.any(String), generation: 1 }])
  const stale = await pc.json(['import', at('late.lkres')], {}, { ...OFFLINE, ...shiftedClock(31 * DAY_MS) })
  expect(stale.json.refusal.code).toBe('RESPONSE_STALE')
  expect((await pc.json(['list'], {}, OFFLINE)).json).toMatchObject({ licenses: [], pending: 1 })
  // Nothing is lost: the clock put right, it is loaded.
  expect((await pc.json(['import', at('late.lkres')], {}, OFFLINE)).exitCode).toBe(0)
  expect((await pc.json(['list'], {}, OFFLINE)).json).toMatchObject({ licenses: [{ state: 'valid' }], pending: 0 })
})

test('a request that waits is written once more, to the byte; one that is loaded is not', async () => {
  const { key } = await vendor.issueKey({})
  const pc = await trustedPc('PC-TWICE')
  const made = await pc.json(['request', '--file', at('first.lkreq')], { key }, OFFLINE)
  const again = (file: string) =>
    pc.json(['request', '--again', made.json.operations[0], '--file', at(file)], {}, OFFLINE)
  expect(await again('second.lkreq')).toMatchObject({ exitCode: 0, json: { operations: made.json.operations } })
  expect(readFileSync(at('second.lkreq'), 'utf8')).toBe(readFileSync(at('first.lkreq'), 'utf8'))
  expect((await again('first.lkreq')).exitCode).toBe(2)
  await carry(at('second.lkreq'), at('second.lkres'))
  expect((await pc.json(['import', at('second.lkres')], {}, OFFLINE)).exitCode).toBe(0)
  expect((await again('third.lkreq')).json.refusal.code).toBe('RESPONSE_USED')
  expect(existsSync(at('third.lkreq'))).toBe(false)
})

test('killed at any step of a return by file, it is neither lost nor doubled', async () => {
  for (const step of [
    'before-journal',
    'after-journal',
    'after-receipt',
    'after-license-file-removed',
    'inside-write',
    'inside-write:2',
    'inside-write:3',
    'after-request-file',
  ]) {
    const { id, key } = await vendor.issueKey({})
    const pc = openPc(vendor, `PC-${step.replace(':', '-')}`)
    expect((await pc.wizard(['activate'], { key })).exitCode).toBe(0)
    const file = at(`${step.replace(':', '-')}.lkret`)
    const killed = await pc.wizard(
      ['request', '--return', '--file', file],
      { key },
      { ...OFFLINE, LATCHKEY_FAILPOINT: step },
    )
    expect([step, killed.signal]).toEqual([step, 'SIGKILL'])
    // With the file in the world the license is not used here, whether the wizard runs again or not.
    expect([step, existsSync(file) && licensesOn(pc).length > 0]).toEqual([step, false])
    // With the network back the next start finishes what was begun.
    expect((await pc.wizard(['repair'])).exitCode).toBe(0)
    const [state] = vendor.state(id)
    const isHere = licensesOn(pc).length > 0
    expect([step, isHere]).toEqual([step, state?.activatedOn !== null])
  }
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DAY_MS, HOUR_MS } from '@latchkey/core/limits'
import { REFUSALS } from '@latchkey/core/refusals'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPc, type Pc, shiftedClock } from '../../../../test/support/pc.ts'
import { openVendor, type Person, type Vendor } from '../../../../test/support/vendor.ts'

/** Real processes of the wizard against a real server: the old PC is gone, and somebody goes on at once. */
let vendor: Vendor
let alice: Person

beforeAll(async () => {
  vendor = await openVendor()
  alice = await vendor.createAccount('alice')
})
afterAll(async () => {
  await vendor[Symbol.asyncDispose]()
})

function licenseFiles(pc: Pc): readonly string[] {
  const directory = join(pc.store, 'licenses')
  return readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'))
}

test('the owner goes on for 14 days on one more PC, once; the file says what it is, and ends by return', async () => {
  const { id, key } = await vendor.issueKey({})
  const [gone, spare, third] = ['PC-GONE', 'PC-SPARE', 'PC-THIRD'].map((name) => openPc(vendor, name)) as [Pc, Pc, Pc]
  expect((await gone.wizard(['activate'], { account: alice, key })).exitCode).toBe(0)

  const stranger = await spare.json(['emergency'], { key })
  expect(stranger.exitCode).toBe(REFUSALS.NOT_YOUR_LICENSE.exitCode)

  const planned = await spare.json(['emergency', '--dry-run'], { account: alice })
  expect(planned).toMatchObject({
    exitCode: 0,
    json: { dryRun: true, rows: [{ action: 'emergency', status: 'planned' }] },
  })
  const told = await spare.wizard(['emergency'], { account: alice })
  expect(told).toMatchObject({ exitCode: 0, stderr: '' })
  expect(told.stdout).toContain('May be used on this PC now')
  expect(licenseFiles(spare)).toEqual([expect.stringContaining('EMERGENCY LICENSE until')])
  expect(vendor.state(id)).toMatchObject([{ associatedTo: alice.id, generation: 1 }])
  const { json: mine } = await spare.json(['list'])
  expect(mine.licenses).toMatchObject([{ state: 'emergency', license: { activatedOn: null } }])
  const days = (Date.parse(mine.licenses[0].leaseUntil) - Date.now()) / 86_400_000
  expect(Math.ceil(days)).toBe(14)

  // Once more is free; a renewal keeps it as it is; nobody else gets one this year.
  const again = await spare.json(['emergency'], { account: alice })
  expect(again).toMatchObject({ exitCode: 0, json: { rows: [{ status: 'succeeded', alreadySo: true }] } })
  expect((await spare.wizard(['renew', '--all'])).exitCode).toBe(0)
  expect((await spare.json(['list'])).json.licenses).toMatchObject([
    { state: 'emergency', leaseUntil: mine.licenses[0].leaseUntil },
  ])
  const second = await third.json(['emergency'], { account: alice })
  expect(second.exitCode).toBe(REFUSALS.EMERGENCY_LIMIT.exitCode)
  const nextAt = new Date(second.json.rows[0].refusal.facts.until)
  expect(Math.round((nextAt.getTime() - Date.now()) / 86_400_000)).toBe(365)

  expect((await spare.json(['return'], { account: alice })).exitCode).toBe(0)
  expect(licenseFiles(spare)).toEqual([])
  // The PC that has the license is not concerned.
  expect((await gone.wizard(['renew', '--all'])).exitCode).toBe(0)
  expect(vendor.state(id)).toMatchObject([{ associatedTo: alice.id, generation: 1, activatedOn: expect.any(String) }])
})

test('with a clock that is days off none is given; with one that is 25 hours off it is, and it ends by the server', async () => {
  const { key } = await vendor.issueKey({})
  const [gone, spare] = [openPc(vendor, 'PC-GONE-3'), openPc(vendor, 'PC-SPARE-3')]
  expect((await gone.wizard(['activate'], { key })).exitCode).toBe(0)
  for (const ms of [2 * DAY_MS, -2 * DAY_MS]) {
    expect((await spare.json(['emergency'], { key }, shiftedClock(ms))).json.refusal.code).toBe('CLOCK_SKEW')
  }
  expect((await spare.json(['emergency'], { key }, shiftedClock(-25 * HOUR_MS))).exitCode).toBe(0)
  const { json } = await spare.json(['list'])
  expect(Math.ceil((Date.parse(json.licenses[0].leaseUntil) - Date.now()) / DAY_MS)).toBe(14)
  // Set back, the clock buys no day: what counts is the latest time that the server has signed.
  const later = await spare.json(['list'], {}, shiftedClock(15 * DAY_MS))
  expect(later.json.licenses).toMatchObject([{ state: 'lease-ended' }])
})

test('the license itself takes its place once Support has returned it; idle and unknown ones are refused', async () => {
  const { id, key } = await vendor.issueKey({})
  const [gone, spare] = [openPc(vendor, 'PC-GONE-2'), openPc(vendor, 'PC-SPARE-2')]
  expect((await spare.json(['emergency'], { key })).exitCode).toBe(REFUSALS.NOT_ACTIVATED.exitCode)
  expect((await gone.wizard(['activate'], { key })).exitCode).toBe(0)
  // Nobody owns it: who has the key has what there is to show.
  expect((await spare.wizard(['emergency'], { key })).exitCode).toBe(0)
  expect((await vendor.latchkey(['support', 'return', id, '--reason', 'lost-pc'])).exitCode).toBe(0)
  expect((await spare.wizard(['activate'], { key })).exitCode).toBe(0)
  expect((await spare.json(['list'])).json.licenses).toMatchObject([{ state: 'valid' }])
  expect(licenseFiles(spare)).toEqual([expect.stringContaining('lease until')])
  expect(vendor.state(id)).toMatchObject([{ generation: 2, activatedOn: expect.any(String) }])
})

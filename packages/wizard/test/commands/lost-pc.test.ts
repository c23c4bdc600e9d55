import { REFUSALS } from '@latchkey/core/refusals'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPc } from '../../../../test/support/pc.ts'
import { openVendor, type Person, type Vendor } from '../../../../test/support/vendor.ts'

/** Real processes of the wizard against a real server: the owner returns what a lost PC has, from another one. */
let vendor: Vendor
let alice: Person

beforeAll(async () => {
  vendor = await openVendor()
  alice = await vendor.createAccount('alice')
})
afterAll(async () => {
  await vendor[Symbol.asyncDispose]()
})

test('the owner returns a lost PC twice a year alone, then hears when the next is free', async () => {
  const { id, key } = await vendor.issueKey({})
  const spare = openPc(vendor, 'PC-SPARE')
  expect((await spare.json(['lost-pc'], { key })).exitCode).toBe(REFUSALS.NOT_ACTIVATED.exitCode)
  for (const left of [2, 1]) {
    const gone = openPc(vendor, `PC-GONE-${left}`)
    expect((await gone.wizard(['activate'], { account: alice, key })).exitCode).toBe(0)
    const held = vendor.state(id)
    // Who has only the key is not the owner.
    expect((await spare.json(['lost-pc'], { key })).exitCode).not.toBe(0)
    const planned = await spare.json(['lost-pc', '--dry-run'], { account: alice })
    expect(planned).toMatchObject({
      exitCode: 0,
      json: { dryRun: true, rows: [{ action: 'lostPc', status: 'planned' }], lostPcReturns: { left, max: 2 } },
    })
    expect(vendor.state(id)).toEqual(held)
    const returned = await spare.wizard(['lost-pc', '--reason', 'dead-pc'], { account: alice })
    expect(returned).toMatchObject({ exitCode: 0, stderr: '' })
    expect(returned.stdout).toMatch(/Returned: it can be\b/)
    expect(vendor.state(id)).toMatchObject([{ associatedTo: alice.id, activatedOn: null }])
  }
  expect((await spare.wizard(['activate'], { account: alice })).exitCode).toBe(0)
  const third = await openPc(vendor, 'PC-THIRD').json(['lost-pc'], { account: alice })
  expect(third.exitCode).toBe(REFUSALS.RETURN_LIMIT.exitCode)
  const nextAt = Number(third.json.rows[0].refusal.facts.until)
  expect(Math.round((nextAt - Date.now()) / 86_400_000)).toBe(365)
  expect(vendor.state(id)).toMatchObject([{ associatedTo: alice.id, activatedOn: expect.any(String) }])
})

test('a reason that needs somebody who looks is wrong usage, and names those that do not', async () => {
  const { exitCode, stderr } = await openPc(vendor, 'PC-ASKS').wizard(['lost-pc', '--reason', 'refund'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('lost-pc, dead-pc, reinstall')
})

import type { AccountId } from '@latchkey/core/ids'
import { beforeEach, expect, test } from 'vitest'
import { issueKey, type MemoryVendor, openPc, openVendor } from '../memory-engine.ts'
import { openWalk, typeProof, type Walk } from './walk.ts'

/** Maria owns Acme, and what she associates goes there: every sentence that says where names Acme, before and after. */

const MARIA = 'acc_maria' as AccountId
const ACME = 'acc_acme' as AccountId
let vendor: MemoryVendor
let key: string
let walk: Walk

beforeEach(async () => {
  const opened = openVendor()
  vendor = { ...opened, accounts: [...opened.accounts, { id: ACME, name: 'Acme', password: '' }] }
  vendor.organizations.set(MARIA, { owned: [ACME], receiving: ACME })
  key = issueKey(vendor, 1, ['ct', 'izot-net-server'])
  walk = await openWalk(openPc(vendor, 'PC-1'))
  await walk.press('next')
})

const owners = () => [...vendor.keys.values()].flatMap(({ licenses }) => licenses.map((one) => one.associatedTo))

test('Step 2 says that Next will associate to the organization, and Step 3 that it has', async () => {
  typeProof(walk, { account: 'maria', key })
  await walk.press('next')
  expect(walk.words()).toContain('will associate 2 licenses to Acme')
  expect(owners()).toEqual([null, null])
  await walk.press('next')
  expect(walk.words()).toContain('to Acme')
  expect(walk.words()).not.toContain('maria')
  expect(owners()).toEqual([ACME, ACME])
  expect(walk.row('Commissioning Tool').cells.associatedTo).toContain('Acme')
})

test('without the setting everything goes to the person, as before', async () => {
  vendor.organizations.set(MARIA, { owned: [ACME], receiving: null })
  typeProof(walk, { account: 'maria', key })
  await walk.press('next')
  expect(walk.words()).toContain('will associate 2 licenses to maria')
  await walk.press('next')
  expect(owners()).toEqual([MARIA, MARIA])
})

test('Manage says so of a return with account and key, and of what the organization has already', async () => {
  typeProof(walk, { key })
  await walk.press('next')
  await walk.press('next')
  for (const product of ['Commissioning Tool', 'IzoT Net Server']) walk.choose(product, 'activate')
  await walk.press('next')
  await walk.press('ok')
  await walk.press('restart')
  walk.set('route', 'manage')
  await walk.press('next')
  walk.choose('Commissioning Tool', 'return')
  walk.choose('IzoT Net Server', 'associate')
  await walk.press('next')
  typeProof(walk, { account: 'maria', key })
  await walk.press('next')
  expect(walk.words()).toContain('Commissioning Tool: stops working on this PC and is associated to Acme.')
  expect(walk.words()).toContain('IzoT Net Server: is associated to Acme.')
  expect(walk.words()).not.toContain('maria')
})

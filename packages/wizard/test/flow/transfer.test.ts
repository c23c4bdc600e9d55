import { refusal } from '@latchkey/core/refusals'
import { beforeEach, describe, expect, test } from 'vitest'
import { issueKey, type MemoryVendor, openPc, openVendor, replaceKey } from '../memory-engine.ts'
import { noteOf, openWalk, typeProof, type Walk } from './walk.ts'

let vendor: MemoryVendor
let key: string
let walk: Walk

/** A PC that runs what belongs to maria, with Manage chosen. */
beforeEach(async () => {
  vendor = openVendor()
  key = issueKey(vendor, 1, ['ct', 'izot-net-server'])
  walk = await openWalk(openPc(vendor, 'PC-1'))
  await walk.press('next')
  typeProof(walk, { account: 'maria', key })
  await walk.press('next')
  await walk.press('next')
  for (const product of ['Commissioning Tool', 'IzoT Net Server']) walk.choose(product, 'activate')
  await walk.press('next')
  await walk.press('ok')
  await walk.press('restart')
  walk.set('route', 'manage')
  await walk.press('next')
})

const owners = () =>
  [...vendor.keys.values()].flatMap(({ licenses }) =>
    licenses.map(({ associatedTo, activatedOn, generation }) => `${associatedTo}/${activatedOn} ${generation}`),
  )
const OF_MARIA = ['acc_maria/host_PC-1 1', 'acc_maria/host_PC-1 1']

describe('Move to another account', () => {
  test('moves in one pass, and says to whom and whether it runs on before Next does it', async () => {
    walk.choose('Commissioning Tool', 'transfer')
    walk.choose('IzoT Net Server', 'transfer')
    await walk.press('next')
    expect(walk.words()).toContain(
      'Move Commissioning Tool to another account; Move IzoT Net Server to another account',
    )
    typeProof(walk, { account: 'otto', key })
    await walk.press('next')
    expect(walk.words()).toContain(
      'Commissioning Tool: moves from the account it has to otto and stays active on this PC; its owner is told. It is done as a whole, or not at all.',
    )
    expect(owners()).toEqual(OF_MARIA)
    await walk.press('next')
    expect(walk.screen().name).toBe('result')
    expect(walk.rows().map((row) => [row.status?.words, noteOf(row)])).toEqual([
      ['Succeeded', 'Moved from the account it had; active on this PC as before. Associated to otto.'],
      ['Succeeded', 'Moved from the account it had; active on this PC as before. Associated to otto.'],
    ])
    expect(walk.words()).toContain(
      'license-wizard transfer --account otto --key-stdin --license ct --license izot-net-server',
    )
    expect(owners()).toEqual(['acc_otto/host_PC-1 2', 'acc_otto/host_PC-1 2'])
    await walk.press('restart')
    expect(walk.words()).toContain('Commissioning Tool (active) and IzoT Net Server (active)')
  })

  test('beside Return, each license gets its own', async () => {
    walk.choose('Commissioning Tool', 'transfer')
    walk.choose('IzoT Net Server', 'return')
    await walk.press('next')
    typeProof(walk, { account: 'otto', key })
    await walk.press('next')
    await walk.press('next')
    expect(owners()).toEqual(['acc_otto/host_PC-1 2', 'acc_otto/null 1'])
    expect(walk.words()).toContain('license-wizard return')
    expect(walk.words()).toContain('license-wizard transfer')
  })

  test('to the account that has it, nothing happens, and that is said before', async () => {
    walk.choose('Commissioning Tool', 'transfer')
    await walk.press('next')
    typeProof(walk, { account: 'maria', key })
    await walk.press('next')
    expect(walk.words()).toContain('Commissioning Tool: is associated to maria already.')
    await walk.press('next')
    expect(walk.rows()[0]?.notes).toEqual(['It was active on this PC already.', 'Associated to maria.'])
    expect(owners()).toEqual(OF_MARIA)
  })

  test.each([
    ['the key alone', undefined, true],
    ['the account alone', 'otto' as const, false],
  ])('%s is not enough; what is missing is said, and nothing changes', async (_, account, showsKey) => {
    walk.choose('Commissioning Tool', 'transfer')
    await walk.press('next')
    typeProof(walk, { ...(account === undefined ? {} : { account }), ...(showsKey ? { key } : {}) })
    await walk.press('next')
    expect(walk.screen().name).toBe('credentials')
    expect(walk.words()).toContain('Enter the account that the license is to move to')
    expect(owners()).toEqual(OF_MARIA)
  })

  test('one that cannot be activated again is refused before Next, and stays as it is', async () => {
    for (const [id, known] of vendor.keys) {
      const licenses = known.licenses.map((license) => Object.assign({}, license, { expiresAt: vendor.now }))
      vendor.keys.set(id, { ...known, licenses })
    }
    walk.choose('Commissioning Tool', 'transfer')
    await walk.press('next')
    typeProof(walk, { account: 'otto', key })
    await walk.press('next')
    expect(walk.words()).toContain('Commissioning Tool: will be refused.')
    await walk.press('next')
    expect(walk.rows()[0]?.status?.words).toBe('Not done')
    expect(walk.rows().map(noteOf)[0]).toContain('EXPIRED')
    expect(owners()).toEqual(OF_MARIA)
  })

  test('where the network fails nothing typed is lost, and Next tries again', async () => {
    walk.choose('Commissioning Tool', 'transfer')
    await walk.press('next')
    typeProof(walk, { account: 'otto', key })
    await walk.press('next')
    vendor.offline = refusal('NETWORK_TIMEOUT', { server: 'licenses.example' })
    await walk.press('next')
    expect(walk.words()).toContain('Code NETWORK_TIMEOUT')
    expect(owners()).toEqual(OF_MARIA)
    vendor.offline = null
    await walk.press('next')
    expect(walk.screen().name).toBe('result')
    expect(owners()).toEqual(['acc_otto/host_PC-1 2', 'acc_maria/host_PC-1 1'])
  })
})

test("somebody who signs in to return what is another account's is told so before, and that Next changes nothing", async () => {
  walk.choose('Commissioning Tool', 'return')
  await walk.press('next')
  typeProof(walk, { account: 'otto' })
  await walk.press('next')
  expect(walk.words()).toContain('Commissioning Tool: will be refused. This license is associated to another account.')
  expect(walk.words()).toContain('Next > changes nothing.')
  await walk.press('next')
  expect(noteOf(walk.row('Commissioning Tool'))).toContain('NOT_YOUR_LICENSE')
  expect(owners()).toEqual(OF_MARIA)
})

describe('with a key that was replaced meanwhile', () => {
  test('what is returned is returned and stays with its owner; what would be moved is refused, before and after', async () => {
    replaceKey(vendor, key, 7)
    walk.choose('Commissioning Tool', 'return')
    walk.choose('IzoT Net Server', 'transfer')
    await walk.press('next')
    typeProof(walk, { account: 'otto', key })
    await walk.press('next')
    expect(walk.words()).toContain('It still returns a license from this PC, but associates none to an account.')
    expect(walk.words()).toContain('Commissioning Tool: stops working on this PC; it stays associated to maria.')
    expect(walk.words()).toContain('IzoT Net Server: will be refused. This Activation Key was replaced by a new one.')
    expect(owners()).toEqual(OF_MARIA)
    await walk.press('next')
    expect(walk.rows().map(({ status }) => status?.words)).toEqual(['Succeeded', 'Not done'])
    expect(noteOf(walk.row('IzoT Net Server'))).toContain('KEY_REPLACED')
    expect(owners()).toEqual(['acc_maria/null 1', 'acc_maria/host_PC-1 1'])
  })

  test('without a return it is refused as a whole, and the new key goes on from there', async () => {
    const renewed = replaceKey(vendor, key, 7)
    walk.choose('Commissioning Tool', 'transfer')
    await walk.press('next')
    typeProof(walk, { account: 'otto', key })
    await walk.press('next')
    expect(walk.words()).toContain('This Activation Key was replaced by a new one.')
    expect(walk.screen().focus.on).toBe('key')
    await walk.press('next')
    expect(owners()).toEqual(OF_MARIA)
    typeProof(walk, { account: 'otto', key: renewed })
    await walk.press('next')
    await walk.press('next')
    expect(owners()).toEqual(['acc_otto/host_PC-1 2', 'acc_maria/host_PC-1 1'])
  })
})

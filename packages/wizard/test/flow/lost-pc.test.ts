import type { LicenseId } from '@latchkey/core/ids'
import { beforeEach, describe, expect, test } from 'vitest'
import { issueKey, type MemoryVendor, openPc, openVendor } from '../memory-engine.ts'
import { openWalk, typeProof, type Walk } from './walk.ts'

const CT = 'Commissioning Tool'
const NET = 'IzoT Net Server'

let vendor: MemoryVendor
let key: string
let walk: Walk

/** maria's licenses are active on OLD-PC, and she stands before NEW-PC. */
beforeEach(async () => {
  vendor = openVendor()
  key = issueKey(vendor, 1, ['ct', 'izot-net-server'])
  const signIn = { account: { id: 'acc_maria', name: 'maria' }, token: 'acc_maria' }
  await openPc(vendor, 'OLD-PC').activate({ key, signIn }, [{ keyId: 'key_1' as never, product: 'ct' as never }])
  walk = await openWalk(openPc(vendor, 'NEW-PC'))
})

const places = () =>
  [...vendor.keys.values()].flatMap(({ licenses }) => licenses.map(({ activatedOn }) => activatedOn ?? '-'))

async function lookUp(proof: Parameters<typeof typeProof>[1]): Promise<void> {
  await walk.press('next')
  typeProof(walk, proof)
  await walk.press('next')
  if (walk.screen().name === 'credentials') await walk.press('next')
}

async function askWaysOut(product: string): Promise<void> {
  await walk.press(walk.row(product).links[0]?.name ?? '')
  expect(walk.screen().name).toBe('way-out')
  walk.set('wayOut', 'lost-pc')
}

const hints = () =>
  walk
    .screen()
    .controls.flatMap((control) =>
      control.kind === 'radio' && control.value === 'lost-pc' ? (control.hint ?? []) : [],
    )

describe('"I no longer have that PC", for its owner', () => {
  test('says before how many returns are left, returns it at once, and goes on to Activate', async () => {
    await lookUp({ account: 'maria' })
    await askWaysOut(CT)
    expect(hints()).toEqual([
      'You may do this yourself: 2 of 2 such returns are left; this one uses one. After that, ask Support.',
    ])
    await walk.press('next')
    expect(walk.screen().name).toBe('lost-pc')
    expect(walk.words()).toContain('Commissioning Tool: is returned from OLD-PC')
    expect(walk.words()).toContain('2 of 2')
    expect(places()).toEqual(['host_OLD-PC', '-'])
    await walk.press('ok')
    expect(walk.screen().name).toBe('licenses')
    expect(walk.words()).toContain('Returned: Commissioning Tool.')
    expect(walk.row(CT).action?.value).toBe('activate')
    expect(places()).toEqual(['-', '-'])
    await walk.press('next')
    await walk.press('ok')
    expect(walk.rows()[0]?.status?.words).toBe('Succeeded')
    expect(places()).toEqual(['host_NEW-PC', '-'])
  })

  test('a key that is in use there: the license in the way is the one that is returned', async () => {
    await lookUp({ account: 'maria', key })
    await askWaysOut(NET)
    await walk.press('next')
    expect(walk.words()).toContain('Commissioning Tool: is returned from OLD-PC')
    await walk.press('ok')
    expect(places()).toEqual(['-', '-'])
    expect(walk.row(NET).action?.value).toBe('activate')
  })

  test('once the limit is used up it says until when, and leads to Support', async () => {
    vendor.lostPcReturns.set('lic_1_0' as LicenseId, [vendor.now, vendor.now])
    await lookUp({ account: 'maria' })
    await askWaysOut(CT)
    expect(hints()).toEqual(['Support returns the license for you.'])
    await walk.press('next')
    expect(walk.screen().name).toBe('support')
    expect(walk.words()).toContain('No self-service return of this license is left')
    expect(places()).toEqual(['host_OLD-PC', '-'])
  })

  test('a return refused at the last moment changes nothing, and says why', async () => {
    await lookUp({ account: 'maria' })
    await askWaysOut(CT)
    await walk.press('next')
    vendor.lostPcReturns.set('lic_1_0' as LicenseId, [vendor.now, vendor.now])
    await walk.press('ok')
    expect(walk.screen().name).toBe('lost-pc')
    expect(walk.words()).toContain('Code RETURN_LIMIT')
    expect(places()).toEqual(['host_OLD-PC', '-'])
  })
})

describe('"I no longer have that PC", by the key alone', () => {
  test('asks Support with a reason, and shows afterwards where the request stands', async () => {
    await lookUp({ key })
    await askWaysOut(CT)
    await walk.press('next')
    expect(walk.screen().name).toBe('support')
    walk.set('reason', 'dead-pc')
    walk.set('email', 'maria@example.com')
    await walk.press('send')
    expect(walk.screen().name).toBe('support-sent')
    await walk.press('restart')
    expect(walk.words()).toContain('Your request to Support about Commissioning Tool is open; an answer is expected by')
    await walk.press('requests')
    expect(walk.screen()).toMatchObject({ name: 'requests', title: 'Your requests to Support' })

    const request = vendor.requests.get('rr_1')
    if (request === undefined) throw new Error('nothing was asked')
    vendor.requests.set('rr_1', { ...request, stage: 'proof-asked' })
    await walk.press('refresh')
    const statusOf = () =>
      walk
        .screen()
        .controls.flatMap((control) => (control.kind === 'table' ? control.rows.map((row) => row.cells[2]) : []))
    expect(statusOf()).toEqual(['Support needs a proof: please answer its mail'])
    vendor.requests.set('rr_1', { ...request, state: 'returned', stage: 'closed', closedAt: vendor.now })
    await walk.press('refresh')
    expect(statusOf()).toEqual(['Returned: you can activate it now'])
    await walk.press('back')
    expect(walk.screen().name).toBe('start')
    expect(walk.words()).toContain('Support has returned Commissioning Tool')
  })

  test('without a request nothing of it is shown: Step 1 stays as KB1023 has it', () => {
    expect(walk.screen().controls.map(({ kind }) => kind)).toEqual(['radio', 'radio'])
    expect(walk.words()).toBe('This PC (NEW-PC) holds no licenses yet.')
  })
})

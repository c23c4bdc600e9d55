import { refusal } from '@latchkey/core/refusals'
import { beforeEach, describe, expect, test } from 'vitest'
import { answerFile, filesOf, issueKey, type MemoryVendor, openPc, openVendor } from '../memory-engine.ts'
import { NO_SETTINGS, openWalk, typeProof, type Walk } from './walk.ts'

const CT = 'Commissioning Tool'
const REQUEST = '/home/maria/Downloads/REQUEST-PC-1.lkreq'
const RETURN = '/home/maria/Downloads/RETURN-PC-1.lkret'

let vendor: MemoryVendor
let key: string

beforeEach(() => {
  vendor = openVendor()
  key = issueKey(vendor, 1, ['ct', 'izot-net-server'])
  vendor.offline = refusal('NETWORK_DNS', { server: 'licenses.example' })
})

const walkAt = (engine = openPc(vendor, 'PC-1')) => openWalk(engine, NO_SETTINGS, filesOf(vendor))
const places = () =>
  [...vendor.keys.values()].flatMap(({ licenses }) => licenses.map(({ activatedOn }) => activatedOn ?? '-'))
const words = (walk: Walk) => walk.words().replaceAll('\u00A0', ' ')
const controls = (walk: Walk) => walk.screen().controls.flatMap((one) => (one.kind === 'licenses' ? [] : [one.name]))
const buttons = (walk: Walk) => walk.screen().buttons.map(({ name }) => name)

/** The other PC, with network. */
async function carry(from: string, to: string): Promise<void> {
  const { offline } = vendor
  vendor.offline = null
  await answerFile(vendor, from, to)
  vendor.offline = offline
}

async function saved(walk: Walk): Promise<void> {
  await walk.press('next')
  typeProof(walk, { key })
  await walk.press('save-request')
  await walk.press('save')
}

describe('a PC without network', () => {
  test('is offered a file as soon as the network fails, saves the request, and is active with the response', async () => {
    const walk = await walkAt()
    await walk.press('next')
    typeProof(walk, { key })
    expect(buttons(walk)).toContain('save-request')
    expect(walk.words()).not.toContain('If this PC has no network')
    await walk.press('next')
    expect(walk.words()).toContain('If this PC has no network: save a request file')
    await walk.press('save-request')
    expect(walk.screen()).toMatchObject({ name: 'save-request', step: 3, focus: { on: 'file' } })
    expect(walk.words()).toContain('Nothing is changed on this PC before the response is loaded.')
    await walk.press('save')
    expect(walk.screen()).toMatchObject({ name: 'offline', step: 4 })
    expect(walk.words()).toContain(REQUEST)
    await carry(REQUEST, 'response.lkres')
    await walk.drop('response.lkres')
    expect(walk.screen().name).toBe('result')
    expect(walk.rows().map(({ status }) => status?.words)).toEqual(['Succeeded', 'Succeeded'])
    expect(places()).toEqual(['host_PC-1', 'host_PC-1'])
    await walk.press('restart')
    expect(controls(walk)).not.toContain('offline')
  })

  test('gives back by one file: the license goes with Save, not before, and the other actions stay undone', async () => {
    vendor.offline = null
    const engine = openPc(vendor, 'PC-1')
    await engine.activate({ key }, [{ keyId: 'key_1' as never, product: 'ct' as never }])
    vendor.offline = refusal('NETWORK_TIMEOUT')
    const walk = await walkAt(engine)
    await walk.press('next')
    walk.choose(CT, 'associate')
    await walk.press('next')
    expect(buttons(walk)).not.toContain('save-request')
    await walk.press('back')
    walk.choose(CT, 'return')
    await walk.press('next')
    await walk.press('save-request')
    expect(walk.words()).toContain('Commissioning Tool: with Save it stops working on this PC, for good')
    expect(await engine.localLicenses()).toHaveLength(1)
    walk.set('key', issueKey(vendor, 2, ['ct']))
    await walk.press('save')
    expect(walk.words()).toContain('KEY_REQUIRED')
    expect(await engine.localLicenses()).toHaveLength(1)
    walk.set('key', key)
    await walk.press('save')
    expect(walk.words()).toContain('Commissioning Tool: given back, and no longer used on this PC.')
    expect(await engine.localLicenses()).toEqual([])
    expect(places().slice(0, 2)).toEqual(['host_PC-1', '-'])
    await carry(RETURN, '/usb/return.lkres')
    walk.set('response', '/usb/return.lkres')
    await walk.press('load')
    expect(walk.rows().map(({ status }) => status?.words)).toEqual(['Succeeded'])
    expect(places().slice(0, 2)).toEqual(['-', '-'])
  })

  test('tells at the next start what it waits for; the file can be saved again, and nothing is written over', async () => {
    const engine = openPc(vendor, 'PC-1')
    await saved(await walkAt(engine))
    const walk = await walkAt(engine)
    expect(words(walk)).toContain('Saved as a file and waiting for its response since Nov 24, 2026: Activate')
    await walk.press('offline')
    const again = controls(walk).find((name) => name.startsWith('save-again:')) ?? ''
    await walk.press(again)
    expect(walk.screen().name).toBe('save-request')
    expect(controls(walk)).toEqual(['file'])
    await walk.press('save')
    expect(walk.words()).toContain(`${REQUEST} is there already and is not written over`)
    walk.set('file', '/usb/again.lkreq')
    await walk.press('save')
    expect(walk.screen().name).toBe('offline')
    await carry('/usb/again.lkreq', '/usb/again.lkres')
    walk.set('response', '/usb/again.lkres')
    await walk.press('load')
    expect(walk.screen().name).toBe('result')
  })

  test('a file that could not be written leaves a request that waits: Save writes it elsewhere, not a second one', async () => {
    const engine = openPc(vendor, 'PC-1')
    const walk = await walkAt(engine)
    await walk.press('next')
    typeProof(walk, { key })
    await walk.press('save-request')
    walk.set('file', '/no/such/x.lkreq')
    await walk.press('save')
    expect(walk.screen().name).toBe('save-request')
    expect(walk.words()).toContain('The file cannot be written to /no/such: this user may not write there')
    walk.set('file', '/usb/x.lkreq')
    await walk.press('save')
    expect(walk.screen().name).toBe('offline')
    expect(await engine.pending()).toHaveLength(1)
  })

  test('what is no response, one of another PC, one used before and one too large are refused by name', async () => {
    const [engine, other] = [openPc(vendor, 'PC-1'), openPc(vendor, 'PC-2')]
    const walk = await walkAt(engine)
    await saved(walk)
    await carry(REQUEST, 'mine.lkres')
    const elsewhere = await walkAt(other)
    await elsewhere.press('next')
    typeProof(elsewhere, { key })
    await elsewhere.press('save-request')
    await elsewhere.press('save')
    await elsewhere.drop('mine.lkres')
    expect(elsewhere.words()).toContain('RESPONSE_NOT_FOR_THIS_HOST')
    for (const [name, content] of [
      ['holiday.jpg', 'AAAA'],
      ['large.lkres', null],
    ] as const) {
      await walk.drop(name, content)
      expect(walk.screen()).toMatchObject({ name: 'offline' })
      expect(walk.words()).toContain('FILE_UNREADABLE')
      expect(await engine.pending()).toHaveLength(1)
    }
    await walk.drop('mine.lkres')
    expect(walk.screen().name).toBe('result')
    await walk.press('restart')
    await walk.press('offline')
    await walk.drop('mine.lkres')
    expect(walk.words()).toContain('RESPONSE_USED')
  })

  test('that has never met its server is told to load its keys, and comes back with what was typed', async () => {
    const walk = await walkAt(openPc(vendor, 'PC-1', { knowsServer: false }))
    await saved(walk)
    expect(walk.screen().name).toBe('save-request')
    expect(walk.words()).toContain('This PC does not know its license server yet')
    await walk.press('offline')
    vendor.files.set('/usb/keys', { kind: 'keys' })
    walk.set('response', '/usb/keys')
    await walk.press('load')
    expect(walk.screen().name).toBe('save-request')
    expect(walk.words()).toContain('This PC now trusts the keys of https://licenses.example.')
    await walk.press('save')
    expect(walk.words()).toContain(REQUEST)
  })

  test('Back leads to where the way by file was taken, with everything typed', async () => {
    const walk = await walkAt()
    await walk.press('next')
    typeProof(walk, { account: 'maria', key })
    await walk.press('save-request')
    await walk.press('back')
    expect(walk.screen().name).toBe('credentials')
    expect(walk.state().form).toMatchObject({ mode: 'account', username: 'maria', key })
  })
})

async function atWaysOut(account: 'maria' | 'otto'): Promise<Walk> {
  vendor.offline = null
  const signIn = { account: { id: 'acc_maria', name: 'maria' }, token: 'acc_maria' }
  await openPc(vendor, 'OLD-PC').activate({ key, signIn }, [{ keyId: 'key_1' as never, product: 'ct' as never }])
  const walk = await walkAt()
  await walk.press('next')
  typeProof(walk, { account, ...(account === 'otto' ? { key } : {}) })
  await walk.press('next')
  if (walk.screen().name === 'credentials') await walk.press('next')
  await walk.press(walk.row(CT).links[0]?.name ?? '')
  return walk
}
const ways = (walk: Walk) =>
  walk.screen().controls.flatMap((control) => (control.kind === 'radio' ? [control.value] : []))

describe('an emergency license', () => {
  test('is offered to the owner, says how long and how often before, and runs beside the other PC', async () => {
    const walk = await atWaysOut('maria')
    expect(ways(walk)).toEqual(['return-there', 'lost-pc', 'emergency', 'ask-support'])
    walk.set('wayOut', 'emergency')
    await walk.press('next')
    expect(walk.screen().name).toBe('emergency')
    expect(walk.words()).toContain('Commissioning Tool: works on this PC at once, beside OLD-PC')
    expect(walk.words()).toContain('It works for 14 days; it can be had once in 365 days per license.')
    await walk.press('ok')
    expect(walk.row(CT)).toMatchObject({ status: { good: true } })
    expect(walk.row(CT).notes[0]?.replaceAll('\u00A0', ' ')).toBe(
      'Works on this PC until Dec 08, 2026, as an emergency license.',
    )
    expect(walk.words()).toContain('license-wizard emergency --account maria --license lic_1_0')
    expect(places()).toEqual(['host_OLD-PC', '-'])
  })

  test('is not offered to whoever only knows the key of an owned license; why is said', async () => {
    const walk = await atWaysOut('otto')
    expect(ways(walk)).toEqual(['return-there', 'lost-pc', 'ask-support'])
    expect(walk.words()).toContain('Go on at once with an emergency license is not possible')
  })
})

import { refusal } from '@latchkey/core/refusals'
import type { ConnectionChoice } from '@latchkey/host/connection'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { useLanguage } from '../../src/language.ts'
import { issueKey, type MemoryVendor, openPc, openVendor } from '../memory-engine.ts'
import { NO_SETTINGS, openWalk, typeProof, type Walk } from './walk.ts'

let vendor: MemoryVendor
let walk: Walk
let kept: ConnectionChoice[]

beforeEach(async () => {
  vendor = openVendor()
  kept = []
  walk = await openWalk(openPc(vendor, 'PC-1'), { ...NO_SETTINGS, keepConnection: (choice) => void kept.push(choice) })
})

afterEach(async () => {
  await useLanguage('en')
})

const cells = () =>
  walk.screen().controls.flatMap((control) => (control.kind === 'table' ? control.rows.map((row) => row.cells) : []))

async function open(what: 'doctor' | 'connection' | 'language'): Promise<void> {
  await walk.press('help')
  walk.set('help', what)
  await walk.press('next')
}

describe('Help and settings', () => {
  test('can be opened from any screen, and Back leads there again with nothing lost', async () => {
    const key = issueKey(vendor, 1, ['ct'])
    await walk.press('next')
    typeProof(walk, { account: 'maria', key })
    await open('doctor')
    await walk.press('back')
    await walk.press('back')
    expect(walk.screen().name).toBe('credentials')
    expect(walk.state().form).toMatchObject({ username: 'maria', key, hasKey: true })
    await walk.press('next')
    await walk.press('next')
    expect(walk.screen().name).toBe('licenses')
  })

  test('offers Back and Cancel everywhere; No leads back to where one was', async () => {
    for (const what of ['doctor', 'connection', 'language'] as const) {
      await open(what)
      expect(
        walk
          .screen()
          .buttons.map(({ name }) => name)
          .slice(-2),
      ).toEqual(['back', 'cancel'])
      await walk.press('cancel')
      await walk.press('no')
      expect(walk.screen().name).toBe(what)
      await walk.press('back')
      await walk.press('back')
      expect(walk.screen().name).toBe('start')
    }
  })
})

describe('the doctor', () => {
  test('tells each check and one verdict, and looks again when asked to', async () => {
    await open('doctor')
    expect(walk.screen().title).toBe('The way to the license server')
    expect(cells()).toEqual([
      ['Folder of licenses', 'passed', 'Licenses lie in /nowhere (as chosen).'],
      ['Connection', 'passed', 'Reached.'],
    ])
    expect(walk.words()).toContain('All is well.')
    vendor.offline = refusal('NETWORK_TIMEOUT', { server: 'licenses.example' })
    await walk.press('refresh')
    expect(cells()[1]?.slice(0, 2)).toEqual(['Connection', 'failed'])
    expect(walk.words()).toContain('Code NETWORK_TIMEOUT')
  })
})

describe('proxy and certificates', () => {
  test.each([
    ['', 'This is no address of a proxy.'],
    ['not an address', 'This is no address of a proxy.'],
    ['http://', 'This is no address of a proxy.'],
    ['http://proxy.example.com:8080/path', 'This is no address of a proxy.'],
    ['socks5://proxy.example.com:1080', 'Only http and https proxies can be used.'],
    ['proxy.example.com', 'The port is missing.'],
    ['http://proxy.example.com:99999', 'This is no address of a proxy.'],
  ])('%j is refused with the reason; nothing is kept', async (address, why) => {
    await open('connection')
    walk.set('proxy', 'manual')
    walk.set('address', address)
    await walk.press('next')
    expect(walk.screen()).toMatchObject({ name: 'connection', focus: { on: 'address' } })
    expect(walk.words()).toContain(why)
    expect(kept).toEqual([])
    await walk.setAndWait('language', 'de')
    expect(walk.words()).not.toContain(why)
  })

  test.each([
    ['/no/such/file.pem', 'This file cannot be read.'],
    [import.meta.filename, 'This file holds no certificate.'],
  ])('the certificate file %s is refused with the reason; nothing is kept', async (path, why) => {
    await open('connection')
    walk.set('caFile', path)
    await walk.press('next')
    expect(walk.screen()).toMatchObject({ name: 'connection', focus: { on: 'caFile' } })
    expect(walk.words()).toContain(why)
    expect(kept).toEqual([])
  })

  test('what can be used is kept for the next start, and the doctor says where it leads', async () => {
    await open('connection')
    expect(walk.words()).toContain('This PC is set up without a proxy.')
    walk.set('proxy', 'manual')
    walk.set('address', ' proxy.example.com:80 ')
    await walk.press('next')
    expect(walk.screen().name).toBe('doctor')
    expect(kept).toEqual([{ proxy: 'manual', address: 'proxy.example.com:80', caFile: '', server: '' }])
    await walk.press('back')
    await open('connection')
    expect(walk.state().form).toMatchObject({ proxy: 'manual', address: 'proxy.example.com:80' })
  })
})

test('the language is spoken at once, and everything typed stays', async () => {
  await walk.press('next')
  walk.set('username', 'maria')
  await open('language')
  expect(walk.screen().controls).toContainEqual(expect.objectContaining({ value: 'de', label: 'Deutsch' }))
  await walk.setAndWait('language', 'de')
  expect(walk.screen().title).toBe('Sprache')
  await walk.press('back')
  await walk.press('back')
  expect(walk.state().form.username).toBe('maria')
})

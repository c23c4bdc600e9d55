import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DAY_MS } from '@latchkey/core/limits'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../packages/web/test/browser.ts'
import { openPc, type Pc, shiftedClock } from './support/pc.ts'
import { enterAccount, type Screens } from './support/screens.ts'
import { openVendor, type Vendor } from './support/vendor.ts'
import { openPage, startWindow } from './support/window.ts'
import { atWindow } from './support/window-screens.ts'

/** A PC without network, and one whose license is on a PC that is gone: the real window, files carried to a real server by the test. */
let browser: Browser
let vendor: Vendor

beforeAll(async () => {
  ;[browser, vendor] = await Promise.all([launchBrowser(), openVendor()])
})
afterAll(async () => {
  await browser.close()
  await vendor[Symbol.asyncDispose]()
})

/** Nobody listens there: whatever reaches for the network fails. */
const OFFLINE = { LATCHKEY_SERVER: 'http://127.0.0.1:9' }
const at = (name: string) => join(vendor.folder, name)
const licensesOn = (pc: Pc) => {
  const folder = join(pc.store, 'licenses')
  return existsSync(folder) ? readdirSync(folder) : []
}

/** The other PC, with network: the page /offline. */
async function carry(from: string, to: string): Promise<void> {
  const form = new FormData()
  form.append('file', new Blob([readFileSync(from)]), 'x.lkreq')
  const answer = await fetch(`${vendor.url()}/offline`, { method: 'POST', body: form })
  expect(answer.headers.get('content-disposition')).toContain('.lkres')
  writeFileSync(to, await answer.text())
}

async function pick(page: Page, path: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(path)
  await page.locator('main[aria-busy=false]').waitFor({ state: 'attached' })
}

/** As from a folder that lies beside the window. */
async function drop(page: Page, path: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    (content) => {
      const data = new DataTransfer()
      data.items.add(new File([content], 'response.lkres'))
      return data
    },
    readFileSync(path, 'utf8'),
  )
  await page.getByText('Drop the file here, or choose it.').dispatchEvent('drop', { dataTransfer: transfer })
}

async function showKey(screens: Screens, key: string): Promise<void> {
  await screens.step(1)
  await screens.select('Activate product license')
  await screens.click('Next >')
  await screens.step(2)
  await screens.select('Use my Activation Key')
  await screens.enter('Activation Key', key)
}

test('a PC that never had network activates and gives back through its window by files; killed between, nothing is lost', async () => {
  const { id, key } = await vendor.issuePair()
  const [pc, other] = [openPc(vendor, 'PC-CELLAR'), openPc(vendor, 'PC-BARN')]
  // That PC has a request of its own; its response is for nobody else.
  writeFileSync(at('keys'), await (await fetch(`${vendor.url()}/offline/keys`)).text())
  expect((await other.wizard(['import', at('keys')], {}, OFFLINE)).exitCode).toBe(0)
  const { key: otherKey } = await vendor.issueKey({})
  expect((await other.wizard(['request', '--file', at('barn.lkreq')], { key: otherKey }, OFFLINE)).exitCode).toBe(0)
  await carry(at('barn.lkreq'), at('barn.lkres'))
  writeFileSync(at('large.lkres'), 'x'.repeat(300 * 1024))
  writeFileSync(at('huge.lkres'), 'x'.repeat(10 * 1024 * 1024))
  writeFileSync(
    at('holiday.jpg'),
    Uint8Array.from({ length: 200_000 }, (_, index) => index % 256),
  )

  {
    await using wizard = await startWindow(vendor, pc, OFFLINE)
    await using opened = await openPage(browser, await wizard.nextUrl())
    const { page, complaints } = opened
    // By the keyboard alone, but for the system's own window that picks a file.
    const screens = atWindow(page, wizard, 'keyboard')
    await showKey(screens, key)
    await screens.click('Next >')
    expect(await screens.see('If this PC has no network')).toContain('NETWORK_REFUSED')
    await screens.click('This PC has no network')
    await screens.see('Save a request file')
    await screens.enter('Save as', at('no/such/cellar.lkreq'))
    await screens.click('Save')
    await screens.see('This PC does not know its license server yet')
    await screens.click('Load the keys')
    const chosen = page.waitForEvent('filechooser')
    await screens.click('Choose a file')
    await (await chosen).setFiles(at('keys'))
    await screens.see('This PC now trusts the keys of')
    await screens.click('Save')
    await screens.see('The file cannot be written to')
    await screens.enter('Save as', at('cellar.lkreq'))
    await screens.click('Save')
    await screens.see('The request is saved.')
    expect(await page.getByText(at('cellar.lkreq')).count()).toBeGreaterThan(0)
    expect(readFileSync(at('cellar.lkreq'), 'utf8')).toContain('-----BEGIN REQUEST-----')
    await carry(at('cellar.lkreq'), at('cellar.lkres'))
    for (const [name, code] of [
      ['large.lkres', 'FILE_UNREADABLE'],
      ['barn.lkres', 'RESPONSE_NOT_FOR_THIS_HOST'],
      ['huge.lkres', 'FILE_UNREADABLE'],
      ['barn.lkres', 'RESPONSE_NOT_FOR_THIS_HOST'],
      ['holiday.jpg', 'FILE_UNREADABLE'],
    ] as const) {
      await pick(page, at(name))
      await screens.see(`Code ${code}`)
      expect(licensesOn(pc)).toEqual([])
    }
    expect(complaints).toEqual([])
    await wizard.kill()
  }
  {
    // A month later the response is too old; nothing is lost by having tried.
    await using wizard = await startWindow(vendor, pc, { ...OFFLINE, ...shiftedClock(31 * DAY_MS) })
    await using opened = await openPage(browser, await wizard.nextUrl())
    const screens = atWindow(opened.page, wizard, 'mouse')
    await screens.click('Load the response, or save the request again')
    await pick(opened.page, at('cellar.lkres'))
    await screens.see('Code RESPONSE_STALE')
    expect(licensesOn(pc)).toEqual([])
  }
  {
    await using wizard = await startWindow(vendor, pc, OFFLINE)
    await using opened = await openPage(browser, await wizard.nextUrl())
    const { page, complaints } = opened
    const screens = atWindow(page, wizard, 'mouse')
    await screens.see('Saved as a file and waiting for its response since')
    await screens.click('Load the response, or save the request again')
    await screens.see('Waits for its response')
    await drop(page, at('cellar.lkres'))
    await screens.step(4)
    expect(await page.getByText('Succeeded').count()).toBe(2)
    expect(licensesOn(pc)).toHaveLength(2)
    expect(vendor.state(id)).toMatchObject([{ generation: 1 }, { generation: 1 }])

    await screens.click('Restart')
    await screens.step(1)
    await screens.click('Next >')
    await screens.step(2)
    await screens.changeActions('Return')
    await screens.click('Next >')
    await screens.step(3)
    await screens.click('This PC has no network')
    await screens.see('with Save it stops working on this PC, for good')
    expect(licensesOn(pc)).toHaveLength(2)
    await screens.enter('Activation Key', key)
    await screens.enter('Save as', at('cellar.lkret'))
    await screens.click('Save')
    await screens.see('given back, and no longer used on this PC.')
    expect(licensesOn(pc)).toEqual([])
    await carry(at('cellar.lkret'), at('cellar-return.lkres'))
    expect(vendor.state(id)).toMatchObject([{ activatedOn: null }, { activatedOn: null }])
    await pick(page, at('cellar-return.lkres'))
    await screens.step(4)
    expect(await page.getByText('Succeeded').count()).toBe(2)
    expect(complaints).toEqual([])
  }
  expect((await pc.json(['list'], {}, OFFLINE)).json).toMatchObject({ licenses: [], pending: 0 })
})

test('an emergency license at the window: how long and how often is said before; a second one is refused with its day', async () => {
  const { id, key } = await vendor.issueKey({})
  const erna = await vendor.createAccount('erna')
  const [gone, spare, third] = ['PC-GONE', 'PC-SPARE', 'PC-THIRD'].map((name) => openPc(vendor, name)) as [Pc, Pc, Pc]
  expect((await gone.wizard(['activate'], { account: erna, key })).exitCode).toBe(0)
  const waysOut = async (pc: Pc, work: (screens: Screens) => Promise<void>) => {
    await using wizard = await startWindow(vendor, pc)
    await using opened = await openPage(browser, await wizard.nextUrl())
    const screens = atWindow(opened.page, wizard, 'mouse')
    await screens.step(1)
    await screens.click('Next >')
    await screens.step(2)
    await enterAccount(screens, erna)
    await screens.click('Next >')
    await screens.step(3)
    await screens.click('What can I do about PC-GONE?')
    await screens.see('Active on another PC')
    await work(screens)
    expect(opened.complaints).toEqual([])
  }
  await waysOut(spare, async (screens) => {
    await screens.select('Go on at once with an emergency license')
    await screens.click('Next >')
    expect(await screens.see('beside PC-GONE')).toContain('It works for 14 days; it can be had once in 365 days')
    expect(licensesOn(spare)).toEqual([])
    await screens.click('OK')
    expect(await screens.see('Works on this PC until')).toContain('Succeeded')
  })
  expect((await spare.json(['list'])).json.licenses).toMatchObject([{ state: 'emergency' }])
  expect(vendor.state(id)).toMatchObject([{ associatedTo: erna.id, generation: 1 }])
  await waysOut(third, async (screens) => {
    const told = await screens.see('Go on at once with an emergency license is not possible')
    expect(told).toMatch(/No emergency license is left before [A-Z][a-z]{2} \d{1,2}, \d{4}/)
  })
})

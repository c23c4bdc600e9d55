import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { REFUSALS, type RefusalCode } from '@latchkey/core/refusals'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findings } from '../packages/web/test/axe.ts'
import { launchBrowser } from '../packages/web/test/browser.ts'
import { denyFolder } from './support/grounds.ts'
import { openPc, type Pc } from './support/pc.ts'
import { openVendor, type Vendor } from './support/vendor.ts'
import { openPage, startWindow } from './support/window.ts'
import { atWindow } from './support/window-screens.ts'

/** A double-click where the licenses of the PC cannot be opened: nobody looks at a terminal then, so the window has to say it. */
let browser: Browser
let vendor: Vendor
let pcs = 0

beforeAll(async () => {
  ;[browser, vendor] = await Promise.all([launchBrowser(), openVendor()])
})

afterAll(async () => {
  await browser.close()
  await vendor[Symbol.asyncDispose]()
})

function nextPc(): Pc {
  pcs += 1
  return openPc(vendor, `PC-${pcs}`)
}

interface Trouble {
  readonly code: RefusalCode
  readonly what: string
  /** Gives what is named in the refusal. */
  readonly make: (pc: Pc) => string
  readonly putRight: (pc: Pc) => void
}

const SERVER_OF_TOMORROW = '{"version":2,"address":"https://licenses.example","trust":"unknown today"}'

const TROUBLES: readonly Trouble[] = [
  {
    code: 'STORE_DENIED',
    what: 'a folder that cannot be written',
    make: (pc) => {
      denyFolder(pc.store)
      return pc.store
    },
    putRight: (pc) => rmSync(pc.store),
  },
  {
    code: 'DEVICE_KEY_DAMAGED',
    what: 'a device key that is damaged',
    make: (pc) => {
      const path = join(pc.store, 'device-key.pem')
      mkdirSync(pc.store, { recursive: true })
      writeFileSync(path, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')
      return path
    },
    putRight: (pc) => rmSync(join(pc.store, 'device-key.pem')),
  },
  {
    code: 'STORE_NEWER',
    what: 'a folder that a newer version has kept',
    make: (pc) => {
      mkdirSync(pc.store, { recursive: true })
      writeFileSync(join(pc.store, 'server.json'), SERVER_OF_TOMORROW)
      return join(pc.store, 'server.json')
    },
    putRight: (pc) => {
      expect(readFileSync(join(pc.store, 'server.json'), 'utf8')).toBe(SERVER_OF_TOMORROW)
      rmSync(join(pc.store, 'server.json'))
    },
  },
]

const alertOf = (page: Page) => page.getByRole('alert')

describe('the licenses of this PC cannot be opened', () => {
  test.each(TROUBLES)(
    '$what: the window says what, why and what to do, and goes on once it is put right',
    async (it) => {
      const pc = nextPc()
      const named = it.make(pc)
      await using wizard = await startWindow(vendor, pc)
      await using opened = await openPage(browser, await wizard.nextUrl(), {
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      const { page } = opened
      const screens = atWindow(page, wizard, 'keyboard')
      await page.getByRole('heading', { level: 1, name: 'The licenses of this PC cannot be opened' }).waitFor()
      const row: { readonly cause: string; readonly wayOut: string } = REFUSALS[it.code]
      for (const words of [named, row.cause, row.wayOut, it.code]) {
        expect(await alertOf(page).innerText()).toContain(words)
      }
      await page.getByRole('button', { name: 'Copy details' }).click()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(it.code)
      expect(await findings(page)).toEqual([])

      await screens.click('Try again')
      await page.locator('main[aria-busy=false]').waitFor({ state: 'attached' })
      expect(await alertOf(page).innerText()).toContain(named)
      it.putRight(pc)
      // Enter is "Try again", wherever the focus is.
      await page.getByRole('heading', { level: 1 }).focus()
      await page.keyboard.press('Enter')
      await screens.step(1)
      await screens.see('holds no licenses yet')
      await screens.click('Cancel')
      await screens.click('Yes')
      expect(await screens.exited()).toMatchObject({ exitCode: 0 })
      expect(opened.complaints).toEqual([])
    },
  )

  test('whoever gives up leaves with the exit code of the refusal; a second start shows the same window', async () => {
    const pc = nextPc()
    denyFolder(pc.store)
    await using wizard = await startWindow(vendor, pc)
    await using first = await openPage(browser, await wizard.nextUrl())
    await first.page.getByRole('heading', { level: 1 }).waitFor()
    await using second = await startWindow(vendor, pc)
    expect(await second.ended()).toBe(0)
    await using again = await openPage(browser, await wizard.nextUrl())
    await again.page.getByRole('alert').waitFor()
    expect(await again.page.getByRole('button', { name: 'Help and settings' }).count()).toBe(0)
    await again.page.keyboard.press('Escape')
    await again.page.getByRole('alertdialog', { name: 'Do you want to exit?' }).waitFor()
    await again.page.keyboard.press('Enter')
    expect(await wizard.ended()).toBe(REFUSALS.STORE_DENIED.exitCode)
  })

  test('it is told in the language of the person, also where nothing at all can be written for this user', async () => {
    const pc = nextPc()
    denyFolder(pc.store)
    await using wizard = await startWindow(vendor, pc, {
      XDG_STATE_HOME: join(pc.store, 'state'),
      LATCHKEY_LANGUAGE: 'de',
    })
    await using opened = await openPage(browser, await wizard.nextUrl())
    await opened.page.getByRole('button', { name: 'Noch einmal versuchen' }).waitFor()
    expect(await opened.page.locator('html').getAttribute('lang')).toBe('de')
  })
})

/** Settings of a person, as somebody has left them. */
function damaged(pc: Pc, content: string) {
  const config = join(vendor.folder, `${pc.name}-config`)
  const path = join(config, 'latchkey', 'wizard.json')
  mkdirSync(join(config, 'latchkey'), { recursive: true })
  writeFileSync(path, content)
  return { path, env: { XDG_CONFIG_HOME: config } }
}

describe('settings that are damaged', () => {
  test.each(['not json', '{"connection":{"proxy":"manual","address":"no address","caFile":""}}'])(
    '%j: Step 1 says so, nobody is kept from their licenses, and setting them anew puts it right',
    async (content) => {
      const pc = nextPc()
      const { path, env } = damaged(pc, content)
      await using wizard = await startWindow(vendor, pc, env)
      await using opened = await openPage(browser, await wizard.nextUrl())
      const screens = atWindow(opened.page, wizard, 'mouse')
      await screens.step(1)
      const told = await screens.see('Your settings cannot be read')
      for (const words of [
        path,
        REFUSALS.SETTINGS_DAMAGED.cause,
        REFUSALS.SETTINGS_DAMAGED.wayOut,
        'SETTINGS_DAMAGED',
      ]) {
        expect(told).toContain(words)
      }
      expect(readFileSync(path, 'utf8')).toBe(content)
      await screens.click('Help and settings')
      await screens.select('Server, proxy and certificates')
      await screens.click('Next >')
      await screens.select('Use no proxy')
      await screens.click('Next >')
      await opened.page.getByRole('heading', { level: 1, name: 'The way to the license server' }).waitFor()
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ connection: { proxy: 'none' } })
      expect(opened.complaints).toEqual([])
      const listed = await pc.wizard(['list'], {}, env)
      expect(listed).toMatchObject({ exitCode: 0, stderr: '' })
    },
  )

  test.each(['[]', '\u0000', '{"language":7,"connection":{"proxy":"x"}}'])(
    '%j: a command tells it too, does what it is asked for, and leaves them as they are',
    async (content) => {
      const pc = nextPc()
      const { path, env } = damaged(pc, content)
      const listed = await pc.wizard(['list'], {}, env)
      expect(listed.exitCode).toBe(0)
      expect(listed.stderr.replaceAll('\n', ' ')).toContain('Your settings cannot be read')
      expect(listed.stderr.replaceAll('\n', '')).toContain(path)
      expect(readFileSync(path, 'utf8')).toBe(content)
    },
  )

  test('a file of certificates that has gone is named, and another one is asked for', async () => {
    const pc = nextPc()
    const ca = join(vendor.folder, `${pc.name}.pem`)
    const choice = { proxy: 'system', address: '', caFile: ca, server: '' }
    const { env } = damaged(pc, JSON.stringify({ connection: choice }))
    const doctor = await pc.json(['doctor'], {}, { ...env, LATCHKEY_SERVER: 'https://127.0.0.1:9' })
    expect(doctor.json.verdict).toMatchObject({ code: 'CA_FILE_UNREADABLE', facts: { path: ca } })
    expect(doctor.exitCode).toBe(REFUSALS.CA_FILE_UNREADABLE.exitCode)
  })
})

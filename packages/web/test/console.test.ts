import type { AnswerOf } from '@latchkey/contract/operations'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPages } from '../../../scripts/build-pages.ts'
import { openPc } from '../../../test/support/pc.ts'
import { openVendor, type Vendor, valueOf } from '../../../test/support/vendor.ts'
import { launchBrowser } from './browser.ts'
import { signInStaff, STAFF_PASSWORD } from './sign-in.ts'

/** What staff do beside the queue: search, keys, policies; in a real browser, on a real server. */

let vendor: Vendor
let browser: Browser
let page: Page
let key: AnswerOf<'issueKey'>

beforeAll(async () => {
  await buildPages('site')
  ;[vendor, browser] = await Promise.all([openVendor(), launchBrowser()])
  const added = await vendor.latchkey(
    ['staff', 'add', 'ada', '--role', 'admin', '--email', 'ada@example.com'],
    `${STAFF_PASSWORD}\n`,
  )
  if (added.exitCode !== 0) throw new Error(added.stderr)
  key = await vendor.issuePair()
  await openPc(vendor, 'LINE-4-PC').json(['activate'], { key: key.key })
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  page.setDefaultTimeout(15_000)
  await signInStaff(page, vendor.url())
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await vendor?.[Symbol.asyncDispose]()
})

function box() {
  return page.getByRole('combobox', { name: /^Search/ })
}

describe('the search box', () => {
  test.each(['/', 'Control+k', 'Meta+k'])('is gone to by %s, and opens a pasted key by Enter', async (shortcut) => {
    await page.goto(`${vendor.url()}/console/products`)
    await page.getByRole('heading', { level: 1, name: 'Products' }).waitFor()
    await page.keyboard.press(shortcut)
    await box().waitFor()
    await page.keyboard.insertText(` ${key.key.toLowerCase().replaceAll('-', ' ')} `)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/console/keys/${key.id}`)
    await page.getByText(`Order ${key.order}`).waitFor()
    expect(page.url()).not.toContain(key.key)
  })

  test('lists what fits, by kind, and goes there by arrow keys', async () => {
    await page.keyboard.press('/')
    await box().fill('line-4')
    await page.getByRole('option', { name: /^PC LINE-4-PC/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'LINE-4-PC' }).waitFor()
    expect(page.url()).toContain('/console/hosts/')
  })

  test('looks for what was typed before its code was there', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    await page.route(/assets\/finder-.*\.js/, async (route) => {
      await held
      await route.continue()
    })
    await page.goto(`${vendor.url()}/console/products`)
    await page.getByRole('heading', { level: 1, name: 'Products' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.insertText('line-4')
    release()
    await page.getByRole('option', { name: /^PC LINE-4-PC/ }).waitFor()
    expect(await box().inputValue()).toBe('line-4')
    await page.unroute(/assets\/finder-.*\.js/)
  })

  test('says what is wrong with a mistyped key, and that nothing fits', async () => {
    const wrong = `${key.key.slice(0, -1)}${key.key.endsWith('7') ? '8' : '7'}`
    await page.keyboard.press('/')
    await box().fill(wrong)
    await page.getByText(/group 6/).waitFor()
    await box().fill('nobody-is-called-so')
    await page.getByText(/^Nothing fits/).waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByRole('option').count()).toBe(0)
  })

  test('takes / as a character in a field, and leaves it there', async () => {
    await page.goto(`${vendor.url()}/console/keys/issue`)
    const order = page.getByRole('textbox', { name: 'Order', exact: true })
    await order.click()
    await page.keyboard.type('SO/1')
    expect(await order.inputValue()).toBe('SO/1')
  })
})

describe('a key', () => {
  test('is issued once, however it is pressed, and printed on a sheet of its own, as PDF too', async () => {
    await page.goto(`${vendor.url()}/console/keys/issue`)
    await page.getByRole('textbox', { name: 'Order', exact: true }).fill('PRINT-1')
    await page.getByRole('button', { name: 'Issue the key' }).dblclick()
    await page.getByText('The key of order PRINT-1 is issued').waitFor()
    const { items } = valueOf(await vendor.client().call('listKeys', { query: { order: 'PRINT-1' } }))
    expect(items).toHaveLength(1)
    // The dialog of the browser, which this one does not have.
    await page.evaluate('window.print = () => undefined')
    await page.getByRole('button', { name: 'Print, or save as PDF' }).click()
    await page.emulateMedia({ media: 'print' })
    const sheet = await page.locator('body').innerText()
    expect(sheet).toMatch(/(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}/)
    expect(sheet).toContain('PRINT-1')
    expect(sheet).not.toContain('Issue another one')
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-')
    await page.emulateMedia({ media: 'screen' })
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    await page.getByRole('button', { name: 'Issue another one' }).waitFor()
  })
})

describe('a leaked key', () => {
  test("is replaced in one dialog: the PC that is not the customer's is ended, the new key is told once", async () => {
    const leaked = await vendor.issuePair()
    expect((await openPc(vendor, 'GOOD-PC').json(['activate'], { key: leaked.key })).exitCode).toBe(0)
    await page.goto(`${vendor.url()}/console/keys/${leaked.id}`)
    await page.getByRole('button', { name: 'Replace the key …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Replace the key' })
    await dialog.getByText('the licenses have no owner').waitFor()
    await dialog.getByLabel('Why').fill('Found in a forum')
    const boxes = dialog.getByRole('checkbox', { name: /from GOOD-PC/ })
    for (const at of [0, 1]) await boxes.nth(at).press('Space')
    await dialog.getByLabel('Send the new key to').fill('buyer@plant.example')
    await dialog.getByRole('button', { name: 'Replace the key' }).click()
    const done = page.getByRole('dialog', { name: 'The key is replaced' })
    const shown = (await done.getByText(/^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/).textContent()) ?? ''
    await done.getByText('It is on its way to buyer@plant.example.').waitFor()
    expect(shown).not.toBe(leaked.key)
    await done.getByRole('button', { name: 'Done' }).click()
    await page.getByText(`Order ${leaked.order}`).waitFor()
    expect(await page.getByText(shown).count()).toBe(0)

    const old = await openPc(vendor, 'THIEF').json(['activate'], { key: leaked.key })
    expect(old).toMatchObject({ exitCode: 82 })
    expect((await openPc(vendor, 'NEW-PC').json(['activate'], { key: shown })).exitCode).toBe(0)
    await page.goto(`${vendor.url()}/console/audit`)
    await page.getByText('key-rotated').first().waitFor()
  })
})

describe('a policy', () => {
  test('is tried on the recorded past before it is saved', async () => {
    await page.goto(`${vendor.url()}/console/policies`)
    await page
      .getByRole('button', { name: /Standard/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: /^Change/ })
    await dialog.getByRole('button', { name: 'Dry run' }).click()
    await dialog.getByText('would have refused 0 of 0 lost-PC returns by owners.').waitFor()
    await dialog.getByText(/All of the last 365 days was looked at: \d+ events since/).waitFor()
    expect(await dialog.getByRole('listitem').count()).toBe(3)
    // A window of 1280 by 800 pixels at 200 %: the buttons stay in reach.
    for (const height of [900, 400]) {
      await page.setViewportSize({ width: 640, height })
      const box = await dialog.boundingBox()
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(height)
    }
    await page.setViewportSize({ width: 1280, height: 900 })
  })
})

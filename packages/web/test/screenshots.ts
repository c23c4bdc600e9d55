// Makes docs/screenshots: the main screens of window, portal and console; the latter two on a real server with a little that has happened on it.
// Run: npm run screenshots
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { openPc } from '../../../test/support/pc.ts'
import { openVendor, type Vendor, valueOf } from '../../../test/support/vendor.ts'
import { signIn, signInStaff, STAFF_PASSWORD } from './sign-in.ts'
import { STILL, until, windowScreenshots } from './window-screenshots.ts'

const folder = join(import.meta.dirname, '../../..', 'docs', 'screenshots')

async function shoot(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  await until(page, '!/Loading/.test(document.body.innerText)')
  await until(page, STILL)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  console.log(name)
}

async function portal(vendor: Vendor, browser: Browser): Promise<void> {
  const alice = await vendor.createAccount('alice')
  const key = await vendor.issuePair()
  await openPc(vendor, 'OFFICE-PC').json(['activate'], { account: alice, key: key.key })
  await openPc(vendor, 'PLANT-3').json(['activate'], { account: alice, key: (await vendor.issueKey({})).key })
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
  await page.goto(vendor.url())
  await shoot(page, 'portal-sign-in')
  await signIn(page, alice.username, alice.password)
  await page.getByRole('heading', { level: 1, name: 'My licenses' }).waitFor()
  await shoot(page, 'portal-home')
  await page.getByRole('link', { name: 'Commissioning Tool' }).first().click()
  await page.getByText('What you can do').waitFor()
  await shoot(page, 'portal-license')
  await page.goto(`${vendor.url()}/hosts`)
  await shoot(page, 'portal-pcs')
  await page.goto(`${vendor.url()}/organizations`)
  await page.getByLabel('Its name').fill('Harbor Plant')
  await page.getByRole('button', { name: 'Create it' }).click()
  await page.getByRole('region', { name: 'Harbor Plant' }).waitFor()
  await shoot(page, 'portal-organizations')
}

/** Something to plot: seats in use, some of them returned, on the PC and without it. */
async function busyDay(vendor: Vendor): Promise<void> {
  const { key, licenses } = await vendor.issueKey({ products: [{ product: 'ct', seats: 8 }] })
  for (const name of ['LINE-1', 'LINE-2', 'LINE-3', 'LAB', 'PORCH', 'GATE']) {
    await openPc(vendor, name).json(['activate'], { key })
  }
  await openPc(vendor, 'LAB').json(['return'], { key })
  const gone = vendor.client()
  const { items } = valueOf(await gone.call('listLicenses', { query: { limit: 100 } }))
  const lost = items.find(
    ({ id, activatedOn }) => activatedOn?.hostName === 'GATE' && licenses.some((one) => one.id === id),
  )
  await gone.call('supportReturnLicense', { params: { id: lost?.id ?? '' }, body: { reason: 'dead-pc' } })
}

async function console_(vendor: Vendor, browser: Browser): Promise<void> {
  await busyDay(vendor)
  const key = await vendor.issuePair()
  await openPc(vendor, 'OLD-PC').json(['activate'], { key: key.key })
  const body = { key: key.key, email: 'reader@example.com', message: 'License transfer, please.' } as const
  valueOf(await vendor.client().call('sendReturnRequestForm', { body: { ...body, reason: 'account-transfer' } }))
  await vendor.latchkey(['staff', 'add', 'ada', '--role', 'admin', '--email', 'ada@example.com'], `${STAFF_PASSWORD}\n`)
  const page = await (await browser.newContext({ viewport: { width: 1360, height: 860 } })).newPage()
  await signInStaff(page, vendor.url())
  await shoot(page, 'console-overview')
  await page.goto(`${vendor.url()}/console/requests`)
  await shoot(page, 'console-queue')
  await page.getByRole('link', { name: 'reader@example.com' }).click()
  await page.getByRole('button', { name: 'Decide …' }).waitFor()
  await shoot(page, 'console-request')
  await page.getByRole('button', { name: 'Decide …' }).click()
  await page.getByRole('region', { name: 'What will happen' }).waitFor()
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(folder, 'console-decision.png') })
  await page.goto(`${vendor.url()}/console/licenses/${key.licenses[0]?.id ?? ''}`)
  await shoot(page, 'console-license')
  await page.emulateMedia({ colorScheme: 'dark' })
  await shoot(page, 'console-license-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(`${vendor.url()}/console/licenses`)
  await page
    .getByRole('checkbox', { name: /OLD-PC/ })
    .first()
    .press('Space')
  await shoot(page, 'console-licenses')
  await page.goto(`${vendor.url()}/console/audit`)
  await shoot(page, 'console-audit')
}

mkdirSync(folder, { recursive: true })
await using vendor = await openVendor()
const browser = await launchBrowser()
try {
  await windowScreenshots(browser, folder)
  await portal(vendor, browser)
  await console_(vendor, browser)
} finally {
  await browser.close()
}

// Makes docs/screenshots: the main screens of window, portal and console; the latter two on a real server with a little that has happened on it.
// Run: npm run screenshots
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { totpCode } from '../../server/src/accounts/totp.ts'
import { launchBrowser } from './browser.ts'
import { openPc } from '../../../test/support/pc.ts'
import { openVendor, type Vendor, valueOf } from '../../../test/support/vendor.ts'
import { STILL, until, windowScreenshots } from './window-screenshots.ts'

const folder = join(import.meta.dirname, '../../..', 'docs', 'screenshots')
const STAFF_PASSWORD = 'the long password of ada'

async function shoot(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  await until(page, '!/Loading/.test(document.body.innerText)')
  await until(page, STILL)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  console.log(name)
}

async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('User name or e-mail address').fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
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
}

async function console_(vendor: Vendor, browser: Browser): Promise<void> {
  const key = await vendor.issuePair()
  await openPc(vendor, 'OLD-PC').json(['activate'], { key: key.key })
  const body = { key: key.key, email: 'reader@example.com', message: 'License transfer, please.' } as const
  valueOf(await vendor.client().call('sendReturnRequestForm', { body: { ...body, reason: 'account-transfer' } }))
  await vendor.latchkey(['staff', 'add', 'ada', '--role', 'admin', '--email', 'ada@example.com'], `${STAFF_PASSWORD}\n`)
  const page = await (await browser.newContext({ viewport: { width: 1360, height: 860 } })).newPage()
  await page.goto(`${vendor.url()}/console`)
  await signIn(page, 'ada', STAFF_PASSWORD)
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
  const secret = (await page.locator('code').first().textContent()) ?? ''
  await page.getByLabel('First code').fill(totpCode(secret.trim(), Date.now()))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('button', { name: 'I have kept them, go on' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
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

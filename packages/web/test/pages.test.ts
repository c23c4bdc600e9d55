import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { AnswerOf } from '@latchkey/contract/operations'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './browser.ts'
import { signIn, signInStaff, STAFF_PASSWORD } from './sign-in.ts'
import { buildPages } from '../../../scripts/build-pages.ts'
import { openPc } from '../../../test/support/pc.ts'
import { openVendor, type Person, type Vendor, valueOf } from '../../../test/support/vendor.ts'

/** The portal and the console in a real browser, on a real server, by role and label; one server and one browser for all. */

const root = resolve(import.meta.dirname, '../../..')
/** What somebody with bad intentions writes into a field that others read. */
const INJECTION = `<img src=x onerror="document.title='broken'">{{7*7}}\u202E=HYPERLINK("http://evil.example")`

let vendor: Vendor
let browser: Browser
let complaints: string[]
let staff: Page
let customer: Page
let alice: Person
let key: AnswerOf<'issueKey'>

/** A page that reports what the policy refused, what was thrown, and what was asked of elsewhere. */
async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.exposeFunction('complain', (text: string) => complaints.push(text))
  await page.addInitScript(
    'addEventListener("securitypolicyviolation", (e) => complain(`CSP ${e.effectiveDirective} ${e.blockedURI} ${e.sample}`))',
  )
  page.on('pageerror', (error) => complaints.push(`thrown ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(vendor.url()) && !request.url().startsWith('blob:')) complaints.push(request.url())
  })
  return page
}

beforeAll(async () => {
  complaints = []
  await buildPages('site')
  ;[vendor, browser] = await Promise.all([openVendor(), launchBrowser()])
  const added = await vendor.latchkey(
    ['staff', 'add', 'ada', '--role', 'admin', '--email', 'ada@example.com'],
    `${STAFF_PASSWORD}\n`,
  )
  if (added.exitCode !== 0) throw new Error(added.stderr)
  alice = await vendor.createAccount('alice')
  key = await vendor.issuePair()
  staff = await openPage(await browser.newContext({ viewport: { width: 1280, height: 900 } }))
  customer = await openPage(await browser.newContext({ viewport: { width: 1280, height: 900 } }))
  await signInStaff(staff, vendor.url())
  await customer.goto(vendor.url())
  await signIn(customer, alice.username, alice.password)
  await customer.getByRole('heading', { level: 1, name: 'My licenses' }).waitFor()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await vendor?.[Symbol.asyncDispose]()
})

describe('KB1023, route 2: the old PC is gone', () => {
  test('an agent returns the licenses in one dialog by keyboard alone; then the new PC activates by the key', async () => {
    const kb = await vendor.issuePair()
    expect((await openPc(vendor, 'OLD-PC').json(['activate'], { key: kb.key })).exitCode).toBe(0)
    const visitor = await openPage(await browser.newContext())
    await visitor.goto(`${vendor.url()}/ask-support`)
    await visitor.getByLabel('Activation Key').fill(kb.key)
    await visitor.getByLabel('Your e-mail address').fill('reader@example.com')
    await visitor.getByLabel('What else should Support know?').fill(`License transfer, please. ${INJECTION}`)
    await visitor.getByRole('button', { name: 'Send the request' }).click()
    await visitor.getByText(/You have an answer within/).waitFor()
    await visitor.context().close()

    await staff.goto(`${vendor.url()}/console/requests`)
    await staff.getByRole('link', { name: 'reader@example.com' }).click()
    await staff.getByText('License transfer, please.').first().waitFor()
    // Whatever a stranger wrote is text: no element of it, no change of the page by it.
    expect(await staff.locator('img[src="x"]').count()).toBe(0)
    await staff.getByRole('button', { name: 'Decide …' }).focus()
    await staff.keyboard.press('Enter')
    const dialog = staff.getByRole('dialog', { name: 'Decide the request of reader@example.com' })
    await dialog.getByRole('region', { name: 'What will happen' }).getByRole('listitem').nth(1).waitFor()
    await expect.poll(async () => dialog.getByLabel('Reply to the customer').inputValue()).toContain('License Wizard')
    await dialog.getByRole('combobox', { name: 'Decision' }).focus()
    await staff.keyboard.press('Enter')
    await staff.getByRole('option', { name: /^Return and release/ }).waitFor()
    await staff.keyboard.press('Escape')
    await dialog.getByRole('combobox', { name: 'Decision' }).focus()
    const confirm = dialog.getByRole('button', { name: /^Return/ })
    for (let presses = 0; presses < 30 && !(await isFocused(confirm)); presses += 1) await staff.keyboard.press('Tab')
    await staff.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })

    expect(vendor.liveActivations(kb.id)).toBe(0)
    expect((await openPc(vendor, 'NEW-PC').json(['activate'], { key: kb.key })).exitCode).toBe(0)
    expect(vendor.liveActivations(kb.id)).toBe(2)
    expect(complaints).toEqual([])
  })
})

async function isFocused(locator: ReturnType<Page['getByRole']>): Promise<boolean> {
  return locator.evaluate((element) => element === element.ownerDocument.activeElement)
}

describe('a customer at the portal', () => {
  test('claims a key after seeing what it will do, and returns a lost PC within the policy', async () => {
    expect((await openPc(vendor, 'LOST-PC').json(['activate'], { key: key.key })).exitCode).toBe(0)
    await customer.goto(`${vendor.url()}/claim`)
    await customer.getByLabel('Activation Key').fill(key.key)
    await customer.getByRole('button', { name: 'Associate 2 licenses to me' }).click()
    await customer.getByText('The licenses are yours').waitFor()
    expect(vendor.state(key.id).map(({ associatedTo }) => associatedTo)).toEqual([alice.id, alice.id])

    await customer.goto(vendor.url())
    await customer.getByRole('link', { name: 'Commissioning Tool' }).click()
    await customer.getByText('2 of 2 left this year.').waitFor()
    await customer.getByRole('button', { name: 'Return without the PC …' }).click()
    await customer.getByText('1 of 2 such returns are left afterwards.').waitFor()
    await customer.getByRole('button', { name: 'Return it', exact: true }).click()
    await customer.getByText('1 of 2 left this year.').waitFor()
    expect(vendor.liveActivations(key.id)).toBe(1)
    expect(complaints).toEqual([])
  })

  test('names a PC as they like, and no name of theirs becomes markup', async () => {
    await customer.goto(`${vendor.url()}/hosts`)
    await customer.getByRole('button', { name: 'Rename LOST-PC' }).click()
    await customer.getByRole('dialog').getByLabel('Name').fill(INJECTION)
    await customer.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await customer.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await customer.locator('img[src="x"]').count()).toBe(0)
    expect(await customer.title()).not.toBe('broken')
    expect(complaints).toEqual([])
  })
})

describe('a name that looks like markup', () => {
  test('is shown to the letter within a sentence that has elements of its own', async () => {
    await customer.goto(`${vendor.url()}/hosts`)
    await customer.getByRole('button', { name: /^Rename/ }).click()
    await customer.getByRole('dialog').getByLabel('Name').fill('The <b>lab</b> <0>PC</0>')
    await customer.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await customer.getByRole('dialog').waitFor({ state: 'hidden' })
    await customer.getByRole('button', { name: /^I no longer have this PC/ }).click()
    const effects = await customer.getByRole('dialog').getByRole('list').innerText()
    expect(effects).toContain('The <b>lab</b> <0>PC</0> loses it at its next contact')
    await customer.getByRole('button', { name: 'Cancel' }).click()
    expect(complaints).toEqual([])
  })
})

describe('a double click', () => {
  test('sends one request', async () => {
    const doubled = await vendor.issuePair()
    expect((await openPc(vendor, 'DOUBLED-PC').json(['activate'], { key: doubled.key })).exitCode).toBe(0)
    const visitor = await openPage(await browser.newContext())
    await visitor.goto(`${vendor.url()}/ask-support`)
    await visitor.getByLabel('Activation Key').fill(doubled.key)
    await visitor.getByLabel('Your e-mail address').fill('doubled@example.com')
    const sent: string[] = []
    visitor.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.url())
    })
    await visitor.getByRole('button', { name: 'Send the request' }).dblclick()
    await visitor.getByText(/You have an answer within/).waitFor()
    await visitor.context().close()
    expect(sent).toHaveLength(1)
  })
})

describe('undoing a return', () => {
  test('is offered where there is one to undo, and nowhere else', async () => {
    const { licenses, key: text } = await vendor.issueKey({})
    const [license] = licenses
    const menu = async () => {
      await staff.goto(`${vendor.url()}/console/licenses/${license?.id ?? ''}`)
      await staff.getByRole('button', { name: 'More' }).click()
      await staff.getByRole('menuitem').first().waitFor()
      return staff.getByRole('menuitem').allTextContents()
    }
    expect((await openPc(vendor, 'UNDO-PC').json(['activate'], { key: text })).exitCode).toBe(0)
    expect((await menu()).join()).not.toMatch(/Undo/)
    const body = { reason: 'dead-pc' } as const
    valueOf(await vendor.client().call('supportReturnLicense', { params: { id: license?.id ?? '' }, body }))
    expect((await menu()).join()).toMatch(/Undo the last return/)
    expect(complaints).toEqual([])
  })
})

describe('the server serves', () => {
  test('pages under a policy without exceptions, files for ever, and an API that stays an API', async () => {
    const page = await fetch(`${vendor.url()}/console/licenses/anything`, { headers: { accept: 'text/html' } })
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|data:|\*/)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const etag = page.headers.get('etag') ?? ''
    const again = await fetch(`${vendor.url()}/console`, { headers: { accept: 'text/html', 'if-none-match': etag } })
    expect(again.status).toBe(304)
    const files = await readdir(join(root, 'packages/web/dist/pages/assets'))
    // The smallest are not worth packing.
    const script = files.find((name) => name.endsWith('.js.br'))?.replace(/\.br$/, '') ?? ''
    const file = await fetch(`${vendor.url()}/assets/${script}`, { headers: { 'accept-encoding': 'gzip, br' } })
    expect(file.headers.get('cache-control')).toContain('immutable')
    expect(file.headers.get('content-encoding')).toBe('br')
    for (const path of ['/v1/nothing', '/assets/gone.js', '/assets/..%2f..%2fpages.json', '/pages.json%00']) {
      const answer = await fetch(`${vendor.url()}${path}`, {
        headers: { accept: path.startsWith('/v1') ? 'text/html' : '*/*' },
      })
      expect([path, answer.status]).toEqual([path, 404])
    }
  })
})

import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { signInStaff, STAFF_PASSWORD } from './sign-in.ts'
import { openVendor, type Vendor } from '../../../test/support/vendor.ts'

const root = resolve(import.meta.dirname, '../../..')
const run = promisify(execFile)

/** Portal and console as they are shipped, on a real server, in a real browser that complains of what it must not meet. */
export interface PagesStage extends AsyncDisposable {
  readonly vendor: Vendor
  readonly browser: Browser
  /** What the policy refused, what was thrown, what was asked of elsewhere, and dialogs. */
  readonly complaints: readonly string[]
  openPage(options?: BrowserContextOptions): Promise<Page>
  /** A page of a member of staff, enrolled through the screens. */
  openStaffPage(username: string): Promise<Page>
}

export async function openPagesStage(env: Readonly<Record<string, string>> = {}): Promise<PagesStage> {
  await run(process.execPath, [join(root, 'scripts', 'build-pages.ts')])
  const [vendor, browser] = await Promise.all([openVendor(env), launchBrowser()])
  const complaints: string[] = []
  const openPage = async (options: BrowserContextOptions = {}) =>
    watch(await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options }), vendor, complaints)
  return {
    vendor,
    browser,
    complaints,
    openPage,
    async openStaffPage(username) {
      const args = ['staff', 'add', username, '--role', 'admin', '--email', `${username}@example.com`]
      const added = await vendor.latchkey(args, `${STAFF_PASSWORD}\n`)
      if (added.exitCode !== 0) throw new Error(added.stderr)
      const page = await openPage()
      await signInStaff(page, vendor.url(), username)
      return page
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await vendor[Symbol.asyncDispose]()
    },
  }
}

async function watch(context: BrowserContext, vendor: Vendor, complaints: string[]): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.exposeFunction('complain', (text: string) => complaints.push(text))
  await page.addInitScript(
    'addEventListener("securitypolicyviolation", (e) => complain(`CSP ${e.effectiveDirective} ${e.blockedURI} ${e.sample}`))',
  )
  page.on('pageerror', (error) => complaints.push(`thrown ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  const { port } = new URL(vendor.url())
  page.on('request', (request) => {
    const url = new URL(request.url())
    const isOwn = url.port === port && ['127.0.0.1', 'localhost'].includes(url.hostname)
    if (!isOwn && url.protocol !== 'blob:') complaints.push(request.url())
  })
  return page
}

/** Somebody without a mouse: every key they press is counted, and nothing else is done. */
export class Typist {
  readonly page: Page
  presses = 0

  constructor(page: Page) {
    this.page = page
  }

  async press(key: string): Promise<void> {
    this.presses += 1
    await this.page.keyboard.press(key)
  }

  /** Goes on with Tab until something is focused. */
  async tabTo(target: Locator, pressesMax = 60): Promise<void> {
    await target.waitFor()
    for (let presses = 0; presses < pressesMax; presses += 1) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return
      await this.press('Tab')
    }
    throw new Error(`the keyboard does not come to ${target.toString()}`)
  }

  async choose(target: Locator): Promise<void> {
    await this.tabTo(target)
    await this.press('Enter')
  }

  /** What is typed counts as one press: it is pasted. */
  async paste(target: Locator, text: string): Promise<void> {
    await this.tabTo(target)
    this.presses += 1
    await this.page.keyboard.insertText(text)
  }
}

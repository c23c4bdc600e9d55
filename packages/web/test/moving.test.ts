import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPagesStage, type PagesStage } from './pages-stage.ts'

/** Moving between screens of the console, whose frame is also the portal's: nothing flickers, nothing is lost on the way back. */

/** As long as a busy machine may take. */
const SOON = { timeout: 15_000 }

let stage: PagesStage
let page: Page

beforeAll(async () => {
  stage = await openPagesStage()
  for (let order = 0; order < 12; order += 1) {
    await stage.vendor.issueKey({ order: `SO-${order}`, products: [{ product: 'ct', seats: 5 }] })
  }
  page = await stage.openStaffPage('ada')
}, 180_000)

afterAll(async () => {
  await stage?.[Symbol.asyncDispose]()
})

async function goTo(place: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: place }).click()
  await page.getByRole('heading', { level: 1, name: place }).waitFor()
}

const scrollTop = async () => page.evaluate('scrollY')

/** What stood on the page at some time from now on. */
async function watchFor(words: string): Promise<() => Promise<boolean>> {
  await page.evaluate((words) => {
    const seen = { isSeen: false }
    Object.assign(globalThis, { seen })
    const look = () => {
      if (document.body.innerText.includes(words)) seen.isSeen = true
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
  }, words)
  return async () => page.evaluate(() => (globalThis as unknown as { seen: { isSeen: boolean } }).seen.isSeen)
}

describe('another screen', () => {
  test('comes without a word of loading when it is quick', async () => {
    const wasSeen = await watchFor('Loading')
    for (const place of ['Licenses', 'Audit log', 'Policies', 'Activation keys']) await goTo(place)
    expect(await wasSeen()).toBe(false)
  })

  test('leaves the one before where it is while its code is fetched, then says that it loads', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    await page.route(/assets\/staff-.*\.js/, async (route) => {
      await held
      await route.continue()
    })
    await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: 'Staff' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Activation keys')
    await page.getByText('Loading …').waitFor()
    release()
    await page.getByRole('heading', { level: 1, name: 'Staff' }).waitFor()
    expect(await page.title()).toBe('Staff')
  })

  test('that cannot be shown has a heading, the reason and a way on', async () => {
    await page.route(/assets\/tokens-.*\.js/, (route) => route.abort())
    await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: 'API tokens' }).click()
    await page.getByRole('heading', { level: 1, name: 'This page could not be shown' }).waitFor()
    await page.unroute(/assets\/tokens-.*\.js/)
    await page.getByRole('button', { name: 'Load the page again' }).click()
    await page.getByRole('heading', { level: 1, name: 'API tokens' }).waitFor()
    expect(page.url()).toContain('/console/tokens')
  })
})

describe('a dialog', () => {
  test('whose code cannot be fetched says so beside the page, which stays', async () => {
    await page.goto(`${stage.vendor.url()}/console/licenses`)
    await page.getByRole('table').getByRole('link', { name: 'Commissioning Tool' }).first().click()
    await page.route(/assets\/license-task-.*\.js/, (route) => route.abort())
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Suspend …' }).click()
    await page.getByRole('alert').getByRole('button', { name: 'Load the page again' }).waitFor()
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click()
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.getByText('Terms it was sold under').waitFor()
    await page.unroute(/assets\/license-task-.*\.js/)
  })
})

describe('the way back', () => {
  test('leads to where one was, as do the way on and loading again', async () => {
    await page.goto(`${stage.vendor.url()}/console/licenses`)
    const link = page.getByRole('table').getByRole('link', { name: 'Commissioning Tool' }).nth(40)
    await link.scrollIntoViewIfNeeded()
    const before = await scrollTop()
    expect(before).toBeGreaterThan(500)
    await link.click()
    await page.getByText('Terms it was sold under').waitFor()
    expect(await scrollTop()).toBe(0)
    await page.goBack()
    await expect.poll(scrollTop, SOON).toBe(before)
    await page.goForward()
    await page.getByText('Terms it was sold under').waitFor()
    await expect.poll(scrollTop, SOON).toBe(0)
    await page.goBack()
    await page.reload()
    await expect.poll(scrollTop, SOON).toBe(before)
  })

  test('goes through the pages of a list; each begins at its top, with the focus at its heading', async () => {
    await page.goto(`${stage.vendor.url()}/console/licenses`)
    const first = await page.getByRole('table').getByRole('link').first().getAttribute('href')
    await page.getByRole('link', { name: 'Next page' }).click()
    await page.getByRole('link', { name: 'First page' }).waitFor()
    await expect.poll(scrollTop, SOON).toBe(0)
    await expect.poll(async () => page.locator(':focus').textContent(), SOON).toBe('Licenses')
    await page.goBack()
    await expect
      .poll(async () => page.getByRole('table').getByRole('link').first().getAttribute('href'), SOON)
      .toBe(first)
    await expect.poll(scrollTop, SOON).toBeGreaterThan(500)
  })
})

import type { AnswerOf } from '@latchkey/contract/operations'
import { refusal, wordsOf } from '@latchkey/core/refusals'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPc } from '../../../test/support/pc.ts'
import { PAGES } from '../portal/routes.ts'
import { escapees } from './axe.ts'
import { overflowOf, settled } from './gallery-page.ts'
import { openPagesStage, type PagesStage } from './pages-stage.ts'
import { signIn } from './sign-in.ts'
import { cutTexts, pseudoLanguage } from './pseudo.ts'

/** Every page of the portal in languages of long words and from right to left, at a desk and on a phone. */

let stage: PagesStage
/** The pages, with the ids of what they show. */
let paths: readonly string[]
let state: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>

beforeAll(async () => {
  stage = await openPagesStage()
  const { vendor } = stage
  const alice = await vendor.createAccount('alice')
  const pair = await vendor.issuePair()
  await openPc(vendor, 'OFFICE-PC').json(['activate'], { account: alice, key: pair.key })
  const page = await stage.openPage()
  await page.goto(vendor.url())
  await signIn(page, alice.username, alice.password)
  await page.getByRole('heading', { level: 1, name: 'My licenses' }).waitFor()
  const [first, second] = pair.licenses.map(({ id }) => id)
  const request = await post(page, '/v1/me/return-requests', { licenseIds: [first], reason: 'lost-pc', message: '1' })
  await post(page, '/v1/me/transfers', { licenseIds: [second], email: 'bob@example.com' })
  await post(page, '/v1/me/organizations', { name: 'ACME' })
  const ids: Readonly<Record<string, string>> = {
    '/licenses/:id': second ?? '',
    '/requests/:id': (request as AnswerOf<'openMyReturnRequest'>).id,
  }
  paths = Object.keys(PAGES).map((path) => path.replace(':id', ids[path] ?? ''))
  state = await page.context().storageState()
}, 180_000)

afterAll(async () => {
  await stage?.[Symbol.asyncDispose]()
})

async function post(page: Page, url: string, body: object): Promise<unknown> {
  return page.evaluate(
    async ({ url, body, key }) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': key }
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(await answer.text())
      return (await answer.json()) as unknown
    },
    { url, body, key: crypto.randomUUID() },
  )
}

/** What does not fit on each page, at the width of a phone and of a desk. */
async function misfits(page: Page, look: (path: string) => Promise<readonly string[]>): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const path of paths) {
    await page.goto(`${stage.vendor.url()}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    wrong.push(...(await look(path)))
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 820 })
      await settled(page)
      const found = [...(await cutTexts(page)), ...(await escapees(page))]
      for (const element of found) wrong.push(`${path} at ${width}: cut off: ${element}`)
      if ((await overflowOf(page)) > 0) wrong.push(`${path} at ${width}: scrolls sideways`)
    }
  }
  return wrong
}

/** Names and addresses, the vendor's name, what a PC has typed into it. */
const DATA =
  /OFFICE-PC|Commissioning Tool|IzoT Net Server|Standard|English|alice|bob|example\.com|ACME|Latchkey|Chrome|Linux|license-wizard|\b(?:rr|lic)_\w+|…[0-9A-Z]{5}/g

describe('the portal', () => {
  test('says every word of its own through the catalog, and has room for longer ones', async () => {
    const { page: words } = await pseudoLanguage()
    const page = await stage.openPage({ storageState: state })
    await page.route(/\/assets\/en-[\w-]+\.js$/, async (route) =>
      route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: words }),
    )
    let texts = 0
    const wrong = await misfits(page, async (path) => {
      const said = await page
        .locator('h1, h2, button, label, legend, nav a, th, dt, [role=tab], [placeholder]')
        .evaluateAll((elements) => elements.map((element) => element.textContent ?? ''))
      texts += said.length
      return said
        .filter((text) => /[A-Za-z]{2}/.test(text.replaceAll(DATA, '')))
        .map((text) => `${path}: Latin: ${text}`)
    })
    expect(wrong).toEqual([])
    expect(texts).toBeGreaterThan(200)
    expect(stage.complaints).toEqual([])
  })

  test.each([
    ['en-GB', true],
    ['de-AT', false],
    ['ar', false],
  ])('foretells a refusal in the words of a reader of %s', async (locale, isEnglish) => {
    const { sentence } = wordsOf(refusal('TRANSFER_PENDING'))
    const page = await stage.openPage({ storageState: state, locale })
    await page.goto(`${stage.vendor.url()}${paths.find((path) => path.startsWith('/licenses/')) ?? ''}`)
    await page.locator('button[aria-disabled=true]').first().waitFor()
    expect((await page.locator('main').innerText()).includes(sentence)).toBe(isEnglish)
    await page.context().close()
  })

  test.each([
    ['de-AT', 'de'],
    ['ar', 'ar'],
  ])('fits in %s, at a desk and on a phone', async (locale, lang) => {
    const page = await stage.openPage({ storageState: state, locale })
    const wrong = await misfits(page, async (path) =>
      (await page.locator('html').getAttribute('lang')) === lang ? [] : [`${path}: another language`],
    )
    expect(wrong).toEqual([])
    expect(stage.complaints).toEqual([])
  })
})

import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findings } from './axe.ts'
import { openPagesStage, type PagesStage } from './pages-stage.ts'

/** The long lists of the console: sorted and filtered by the server and in the address, as a file in whole, and several rows at once. */

const SEATS = 120

/** As long as a busy machine may take. */
const SOON = { timeout: 15_000 }

let stage: PagesStage
let page: Page

beforeAll(async () => {
  stage = await openPagesStage()
  await stage.vendor.issueKey({ order: 'BIG', products: [{ product: 'ct', seats: SEATS }] })
  await stage.vendor.issueKey({ order: '=1+1', products: [{ product: 'ct', seats: 2 }] })
  page = await stage.openStaffPage('ada')
}, 180_000)

afterAll(async () => {
  await stage?.[Symbol.asyncDispose]()
})

async function exported(): Promise<readonly string[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ])
  return (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n')
}

const firstLink = async () => page.getByRole('table').getByRole('link').first().getAttribute('href')

describe('a list as a file', () => {
  test('holds all that the filter matches, not the page that is shown, and no formula', async () => {
    await page.goto(`${stage.vendor.url()}/console/audit?type=issued`)
    await page.getByText('Issued with its Activation Key.').nth(49).waitFor()
    const events = await exported()
    expect(events[0]).toBe('at,type,words,actor type,actor,actor id,license,operation')
    expect(events.length).toBe(1 + SEATS + 2)
    expect(events.slice(1).filter((line) => !line.includes(',issued,'))).toEqual([])

    await page.goto(`${stage.vendor.url()}/console/licenses`)
    const licenses = await exported()
    expect(licenses.length).toBe(1 + SEATS + 2)
    expect(licenses.filter((line) => line.includes(",'=1+1,")).length).toBe(2)
    expect(licenses.filter((line) => line.includes(',=1+1'))).toEqual([])
  })

  test('is not saved when it cannot be read to its end, and says why', async () => {
    await page.route('**/v1/licenses?*cursor=*', (route) => route.abort())
    await page.getByRole('button', { name: 'Export CSV' }).click()
    await page.getByText('The license server does not answer.').waitFor()
    await page.unroute('**/v1/licenses?*cursor=*')
    expect((await exported()).length).toBe(1 + SEATS + 2)
  })
})

describe('a list in its address', () => {
  test('is sorted the other way round, page by page', async () => {
    await page.goto(`${stage.vendor.url()}/console/keys`)
    await page.getByRole('columnheader', { name: 'Issued' }).waitFor()
    const newest = await firstLink()
    await page.getByRole('link', { name: 'Oldest first' }).click()
    await expect.poll(firstLink, SOON).not.toBe(newest)
    expect(new URL(page.url()).search).toBe('?sort=oldest')
    expect(await page.getByRole('columnheader', { name: 'Issued' }).getAttribute('aria-sort')).toBe('ascending')
    await page.reload()
    await expect
      .poll(async () => page.getByRole('table').getByRole('link').last().getAttribute('href'), SOON)
      .toBe(newest)

    await page.goto(`${stage.vendor.url()}/console/licenses?sort=oldest`)
    await page.getByRole('link', { name: 'Next page' }).click()
    await page.getByRole('link', { name: 'First page' }).waitFor()
    expect(new URL(page.url()).searchParams.get('sort')).toBe('oldest')
  })

  test('is filtered by who, what and when; what is no day is refused with a reason', async () => {
    await page.goto(`${stage.vendor.url()}/console/audit`)
    await page.getByRole('combobox', { name: 'Who' }).selectOption({ label: 'Staff' })
    const today = new Date().toISOString().slice(0, 10)
    await page.getByLabel('From (UTC)').fill(today)
    await page.getByLabel('To (UTC)').fill(today)
    await page.getByRole('button', { name: 'Filter' }).click()
    await expect.poll(async () => page.getByText('Issued with its Activation Key.').count(), SOON).toBe(0)
    await page.getByText('Signed in: ada').first().waitFor()
    expect(new URL(page.url()).search).toBe(`?actorType=staff&since=${today}&until=${today}`)
    await page.goto(`${stage.vendor.url()}/console/audit?since=yesterday`)
    await page.getByText('since').first().waitFor()
    await page.getByRole('link', { name: 'Show all' }).waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('since')
  })
})

describe('a list of some dozens of rows', () => {
  test('is sorted by any of its columns, in its address, and is a file', async () => {
    await page.goto(`${stage.vendor.url()}/console/products`)
    const names = async () => page.getByRole('rowheader').allTextContents()
    const upwards = ['Commissioning Tool', 'IzoT Net Server', 'OpenLNS Server']
    await page.getByRole('link', { name: 'Name' }).click()
    await expect.poll(names, SOON).toEqual(upwards)
    await page.getByRole('link', { name: 'Name' }).click()
    await expect.poll(names, SOON).toEqual(upwards.toReversed())
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending')
    await page.reload()
    await expect.poll(names, SOON).toEqual(upwards.toReversed())
    await page.goBack()
    await expect.poll(names, SOON).toEqual(upwards)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    const text = await readFile(await (await download).path(), 'utf8')
    expect(text.split('\r\n').slice(0, 2)).toEqual(['code,name,edition,features', expect.stringMatching(/^ct,/)])
  })
})

describe('several rows at once', () => {
  test('have an outcome each: one that fails stops no other, and is tried again alone', async () => {
    await page.goto(`${stage.vendor.url()}/console/licenses`)
    await page
      .getByRole('checkbox', { name: /^Select Commissioning Tool/ })
      .nth(2)
      .waitFor()
    const ids: string[] = []
    for (const at of [0, 1, 2]) {
      await page
        .getByRole('checkbox', { name: /^Select Commissioning Tool/ })
        .nth(at)
        .press('Space')
      const href = await page
        .getByRole('row')
        .nth(at + 1)
        .getByRole('link')
        .first()
        .getAttribute('href')
      ids.push(href?.split('/').at(-1) ?? '')
    }
    await page.getByText('3 selected').waitFor()
    expect(await findings(page)).toEqual([])
    const failing = `**/v1/licenses/${ids[1] ?? ''}/standing`
    await page.route(failing, (route) => route.abort())
    await page.getByRole('button', { name: 'Suspend …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Suspend: 3 licenses' })
    await dialog.getByLabel('Note for the history').fill('Not paid')
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await dialog.getByText('The license server does not answer.').waitFor()
    const outcomes = dialog.getByRole('list', { name: 'What becomes of each' }).getByRole('listitem')
    await expect.poll(async () => outcomes.filter({ hasText: 'Done' }).count(), SOON).toBe(2)
    expect(await outcomes.nth(1).textContent()).toContain('Check the network')
    expect(await findings(page)).toEqual([])

    await page.unroute(failing)
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('tab', { name: 'Suspended' }).click()
    await page.waitForURL('**/console/licenses?standing=suspended')
    await expect.poll(async () => page.getByRole('row').count(), SOON).toBe(4)
    expect((await exported()).length).toBe(4)
  })

  test('are ticked all at once by the box in the head', async () => {
    await page.getByRole('checkbox', { name: 'Select all on this page' }).press('Space')
    await page.getByText('3 selected').waitFor()
    await page.getByRole('button', { name: 'Reinstate …' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reinstate' }).click()
    await page.getByText('No licenses here').waitFor()
    expect(await page.getByRole('row').count()).toBe(0)
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addressIn, mailInOutbox } from '../../server/test/mail/outbox.ts'
import { openPc } from '../../../test/support/pc.ts'
import { openPagesStage, type PagesStage } from './pages-stage.ts'

/** Two people own one organization: each in a browser of their own, with real mails and a real PC. */

const PASSWORD = 'seven green lamps in a row'

let stage: PagesStage
beforeAll(async () => {
  stage = await openPagesStage()
}, 180_000)
afterAll(async () => stage?.[Symbol.asyncDispose]())

async function register(page: Page, email: string): Promise<void> {
  await page.goto(stage.vendor.url())
  await page.getByRole('link', { name: 'Register an account' }).click()
  await page.getByLabel('E-mail address').fill(email)
  await page.keyboard.press('Enter')
  await page.getByText(`A mail went to ${email}`).waitFor()
  await page.goto(addressIn(await mailInOutbox(stage.vendor.data, email, /Confirm your e-mail address/)))
  await page.getByLabel('New password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'My licenses' }).waitFor()
}

test('one creates it and invites, the other accepts and returns a lost PC, is removed, and finds nothing', async () => {
  const { vendor } = stage
  const ann = await stage.openPage()
  await register(ann, 'ann@acme.example')
  await ann.goto(`${vendor.url()}/organizations`)
  await ann.getByLabel('Its name').fill('Acme')
  await ann.getByRole('button', { name: 'Create it' }).click()
  await ann.getByLabel('E-mail address of another owner').fill('bob@acme.example')
  await ann.getByRole('button', { name: 'Invite' }).click()
  await ann.getByText('is invited').waitFor()

  const bob = await stage.openPage()
  expect(bob.context()).not.toBe(ann.context())
  await register(bob, 'bob@acme.example')
  await bob.goto(addressIn(await mailInOutbox(vendor.data, 'bob@acme.example', /invited to own/)))
  await bob.getByRole('button', { name: 'Become an owner' }).click()
  await bob.getByRole('button', { name: 'To its licenses' }).click()
  await bob.getByText('You act for Acme.').waitFor()

  const key = await vendor.issueKey({ products: [{ product: 'ct', seats: 1 }] })
  expect((await openPc(vendor, 'LOST-PC').json(['activate'], { key: key.key })).exitCode).toBe(0)
  await bob.getByRole('link', { name: 'Claim a key' }).first().click()
  await bob.getByLabel('Activation Key').fill(key.key)
  await bob.getByRole('button', { name: 'Associate 1 license to Acme' }).click()
  await bob.getByText('The licenses are yours').waitFor()

  await bob.goto(vendor.url())
  await bob.getByRole('link', { name: 'Commissioning Tool' }).click()
  await bob.getByRole('button', { name: 'Return without the PC …' }).click()
  await bob.getByRole('button', { name: 'Return it', exact: true }).click()
  await bob.getByText('1 of 2 left this year.').waitFor()
  expect(vendor.liveActivations(key.id)).toBe(0)

  await ann.reload()
  await ann.getByText('1 license', { exact: true }).waitFor()
  await ann.getByRole('button', { name: 'Remove bob@acme.example' }).click()
  await ann.getByRole('button', { name: 'Remove', exact: true }).click()
  await ann.getByRole('button', { name: 'Remove bob@acme.example' }).waitFor({ state: 'detached' })
  const refused = bob.waitForResponse((answer) => answer.url().includes('/v1/me/licenses'))
  await bob.reload()
  expect((await refused).status()).toBe(404)
  await bob.getByRole('button', { name: 'Back to my own account' }).click()
  await bob.getByRole('heading', { level: 1, name: 'My licenses' }).waitFor()
  expect(await bob.getByText('You act for Acme.').count()).toBe(0)
}, 120_000)

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addressIn, mailInOutbox } from '../../server/test/mail/outbox.ts'
import { openPc } from '../../../test/support/pc.ts'
import { valueOf } from '../../../test/support/vendor.ts'
import { openPagesStage, type PagesStage } from './pages-stage.ts'

/** Two people own one organization: each in a browser of their own, with real mails and a real PC. */

/** The whole line of a tick-box is its label, which takes the click. */
const BY_LABEL = { force: true }
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
  await bob.getByText('The licenses belong to Acme').waitFor()

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

/** Somebody with an organization of their own, and licenses of their own on a PC. */
async function colleague(email: string, organization: string): Promise<Page> {
  const page = await stage.openPage()
  await register(page, email)
  await page.goto(`${stage.vendor.url()}/organizations`)
  await page.getByLabel('Its name').fill(organization)
  await page.getByRole('button', { name: 'Create it' }).click()
  await page.getByRole('button', { name: 'Show its licenses' }).waitFor()
  return page
}

async function claimSeats(page: Page, seats: number): Promise<string> {
  const { key } = await stage.vendor.issueKey({ products: [{ product: 'ct', seats }] })
  await page.goto(`${stage.vendor.url()}/claim`)
  await page.getByLabel('Activation Key').fill(key)
  await page.getByLabel('Seats of Commissioning Tool').fill(String(seats))
  await page.getByRole('button', { name: `Associate ${seats} licenses` }).click()
  await page.getByText('What was done').waitFor()
  return key
}

test('is renamed, takes some licenses of its owner, offers some on, and keeps its last owner', async () => {
  const { vendor } = stage
  const carl = await colleague('carl@zinc.example', 'Zinc')
  await claimSeats(carl, 3)
  await carl.goto(`${vendor.url()}/organizations`)
  await carl.getByRole('button', { name: 'Rename …' }).click()
  await carl.getByLabel('Its new name').fill('Zinc Works')
  await carl.getByRole('button', { name: 'Rename', exact: true }).click()
  await carl.getByRole('heading', { name: 'Zinc Works' }).waitFor()
  await mailInOutbox(vendor.data, 'carl@zinc.example', /has changed/)

  await carl.getByRole('button', { name: 'Move licenses of mine here …' }).click()
  const choice = carl.getByRole('dialog').getByRole('checkbox')
  await choice.nth(3).waitFor()
  expect(await choice.count()).toBe(4)
  await choice.nth(1).check(BY_LABEL)
  await choice.nth(2).check(BY_LABEL)
  await carl.getByRole('button', { name: 'Move them' }).click()
  await carl.getByText('2 licenses', { exact: true }).waitFor()

  await carl.getByRole('button', { name: 'Show its licenses' }).click()
  await carl.getByRole('heading', { level: 1, name: 'Licenses of Zinc Works' }).waitFor()
  await carl.getByRole('button', { name: 'Transfer several …' }).click()
  await carl.getByLabel('All of them').check(BY_LABEL)
  // Whoever has the link accepts, signed in to whichever account; this address gets no other mail.
  await carl.getByLabel('Their e-mail address').fill('private@zinc.example')
  await carl.getByRole('button', { name: 'Send the offer' }).click()
  await carl.getByText('A link went to private@zinc.example').waitFor()
  const link = addressIn(await mailInOutbox(vendor.data, 'private@zinc.example', /is offered to an account/))
  await carl.goto(vendor.url())
  await carl.getByRole('button', { name: 'Back to my own account' }).click()
  await carl.goto(link)
  await carl.getByRole('button', { name: 'Accept the licenses', exact: true }).click()
  await carl.getByText('You own 2 licenses more').waitFor()

  await carl.goto(`${vendor.url()}/security`)
  await carl.getByRole('button', { name: 'Close my account …' }).click()
  await carl.getByText('3 licenses lose their owner').waitFor()
  await carl.getByLabel('Type carl@zinc.example to confirm').fill('carl@zinc.example')
  await carl.getByRole('button', { name: 'Close my account', exact: true }).click()
  await carl.getByText('This organization would have no owner left.').waitFor()
  await carl.getByText('Invite another owner first, or close the organization.').waitFor()
  await carl.goto(vendor.url())
  await carl.getByRole('heading', { level: 1, name: 'My licenses' }).waitFor()
}, 120_000)

test('what a leaver has goes to the organization by one dialog of Support: held, and done unless they say no', async () => {
  const { vendor } = stage
  const dora = await colleague('dora@tin.example', 'Tin')
  const key = await claimSeats(dora, 2)
  expect((await openPc(vendor, 'LEAVER-PC').json(['activate'], { key })).exitCode).toBe(0)
  const erin = await colleague('erin@tin.example', 'Tin Works')
  const staff = await stage.openStaffPage('sue')
  const client = vendor.client()
  const organization = await idOf('Tin Works')

  await staff.goto(`${vendor.url()}/console/accounts`)
  await staff.getByRole('link', { name: 'dora@tin.example' }).first().click()
  await staff.getByRole('button', { name: 'Hand over licenses …' }).click()
  await staff.getByLabel('To', { exact: true }).fill('nobody@tin.example')
  await staff.keyboard.press('Enter')
  await staff.getByText('There is no such account').waitFor()
  await staff.getByLabel('To', { exact: true }).fill(organization)
  await staff.getByRole('button', { name: 'Show what it does' }).click()
  await staff.getByText('Active on LEAVER-PC, and stays so.').waitFor()
  await staff.getByText('Told by mail: dora@tin.example, erin@tin.example.').waitFor()
  await staff.getByLabel('Reason').fill('Has left; letter of 2026-11-24 on file.')
  await staff.getByRole('button', { name: 'Hand over 2 licenses' }).click()
  await staff.getByRole('heading', { name: 'Decided, and held' }).waitFor()
  await staff.getByRole('link', { name: 'To the handovers' }).click()
  await staff.getByRole('tab', { name: 'On hold' }).click()
  await staff.getByRole('button', { name: 'Open …' }).waitFor()

  await mailInOutbox(vendor.data, 'dora@tin.example', /about to hand over what is yours/)
  await dora.goto(vendor.url())
  await dora.getByText('2 licenses: from dora@tin.example to Tin Works.').waitFor()
  await dora.getByRole('button', { name: 'Say no …' }).click()
  await dora.getByLabel('Why not?').fill('I am on leave, not gone.')
  await dora.getByRole('button', { name: 'Say no', exact: true }).click()
  await dora.getByText('2 licenses: from dora@tin.example').waitFor({ state: 'detached' })
  await staff.getByRole('tab', { name: 'All' }).click()
  await staff.getByText('Owner said no').waitFor()
  await staff.getByRole('button', { name: 'Open …' }).click()
  await staff.getByText('I am on leave, not gone.').waitFor()

  // With their consent, by a policy without a hold, it is done at once; the PC notices nothing.
  await erin.goto(vendor.url())
  expect(await erin.getByText('Commissioning Tool').count()).toBe(0)
  const { key: trusted } = await trustingKey()
  await dora.goto(`${vendor.url()}/claim`)
  await dora.getByLabel('Activation Key').fill(trusted)
  await dora.getByRole('button', { name: 'Associate 1 license to me' }).click()
  await dora.getByText('What was done').waitFor()
  const pc = openPc(vendor, 'TRUSTED-PC')
  expect((await pc.json(['activate'], { key: trusted })).exitCode).toBe(0)
  const { id } = valueOf(await client.call('listAccounts', { query: { login: 'dora@tin.example' } })).items[0] ?? {
    id: '',
  }
  await staff.goto(`${vendor.url()}/console/accounts/${id}`)
  await staff.getByRole('button', { name: 'Hand over licenses …' }).click()
  await staff.getByLabel('To', { exact: true }).fill(organization)
  await staff.getByRole('button', { name: 'Show what it does' }).click()
  for (const box of await staff.getByRole('dialog').getByRole('checkbox').all()) {
    const label = await box.evaluate((element) => element.parentElement?.textContent ?? '')
    if (!label.includes(trusted.slice(-5))) await box.uncheck(BY_LABEL)
  }
  await staff.getByLabel('Reason').fill('Agreed on the telephone.')
  await staff.getByRole('button', { name: 'Hand over 1 license' }).click()
  await staff.getByRole('heading', { name: 'Handed over' }).waitFor()
  expect((await pc.json(['renew', '--all'], {})).exitCode).toBe(0)

  await staff.goto(`${vendor.url()}/console/handovers?state=done`)
  await staff.getByRole('button', { name: 'Open …' }).click()
  await staff.getByRole('button', { name: 'Undo the handover' }).click()
  await staff.getByText('The handover was undone').waitFor()
  const { items } = valueOf(await client.call('listLicenses', { query: { accountId: id } }))
  expect(items).toHaveLength(3)
  expect(stage.complaints).toEqual([])
}, 120_000)

async function idOf(organization: string): Promise<string> {
  const found = valueOf(await stage.vendor.client().call('search', { body: { text: organization } }))
  return /acc_[0-9a-z]{20}/.exec(JSON.stringify(found))?.[0] ?? ''
}

async function trustingKey() {
  const body = { name: 'Trusting', terms: { supportHoldHighRiskHours: 0 } }
  valueOf(await stage.vendor.client().call('putPolicy', { params: { id: 'trusting' }, body }))
  return stage.vendor.issueKey({ products: [{ product: 'ct', seats: 1 }], policy: 'trusting' })
}

import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressIn, mailInOutbox } from '../../server/test/mail/outbox.ts'
import { openPc } from '../../../test/support/pc.ts'
import { openPagesStage, type PagesStage, Typist } from './pages-stage.ts'
import { signIn } from './sign-in.ts'

/** What people do from end to end in a real browser: by keyboard alone, with real mails, and with a passkey. */

const PASSWORD = 'seven green lamps in a row'

let stage: PagesStage
beforeAll(async () => {
  stage = await openPagesStage()
}, 180_000)
afterAll(async () => stage?.[Symbol.asyncDispose]())

/** The link of a mail, as its reader opens it. */
async function linkTo(address: string, subject: RegExp): Promise<string> {
  return addressIn(await mailInOutbox(stage.vendor.data, address, subject))
}

/** Registers by keyboard alone, from the portal's first page to the list of licenses. */
async function register(page: Page, email: string): Promise<Typist> {
  const typist = new Typist(page)
  await page.goto(stage.vendor.url())
  await typist.choose(page.getByRole('link', { name: 'Register an account' }))
  await typist.paste(page.getByLabel('E-mail address'), email)
  await typist.press('Enter')
  await page.getByText(`A mail went to ${email}`).waitFor()
  await page.goto(await linkTo(email, /Confirm your e-mail address/))
  await typist.paste(page.getByLabel('New password', { exact: true }), PASSWORD)
  await typist.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'My licenses' }).waitFor()
  return typist
}

describe('by keyboard alone', () => {
  test('somebody registers, claims a key, returns a lost PC, and gives the license to somebody else, who accepts', async () => {
    const { vendor } = stage
    const page = await stage.openPage()
    const typist = await register(page, 'keys@example.com')
    expect(typist.presses).toBeLessThan(40)

    const key = await vendor.issueKey({ products: [{ product: 'ct', seats: 1 }] })
    expect((await openPc(vendor, 'LOST-PC').json(['activate'], { key: key.key })).exitCode).toBe(0)
    await typist.choose(page.getByRole('link', { name: 'Claim a key' }).first())
    await typist.paste(page.getByLabel('Activation Key'), key.key)
    await typist.choose(page.getByRole('button', { name: 'Associate 1 license to me' }))
    await page.getByText('The licenses are yours').waitFor()

    await page.goto(vendor.url())
    await typist.choose(page.getByRole('link', { name: 'Commissioning Tool' }))
    await typist.choose(page.getByRole('button', { name: 'Return without the PC …' }))
    await typist.choose(page.getByRole('button', { name: 'Return it', exact: true }))
    await page.getByText('1 of 2 left this year.').waitFor()
    expect(vendor.liveActivations(key.id)).toBe(0)

    await typist.choose(page.getByRole('button', { name: 'Transfer …' }))
    await typist.paste(page.getByRole('dialog').getByLabel('Their e-mail address'), 'heir@example.com')
    await typist.press('Enter')
    await page.getByText('A link went to heir@example.com').waitFor()
    expect(typist.presses).toBeLessThan(160)

    const other = await stage.openPage()
    const heir = await register(other, 'heir@example.com')
    await other.goto(await linkTo('heir@example.com', /is offered/))
    await heir.choose(other.getByRole('button', { name: 'Accept the licenses' }))
    await other.getByRole('heading', { name: 'The licenses are yours' }).waitFor()
    const [license] = vendor.state(key.id)
    await heir.choose(other.getByRole('link', { name: 'To my licenses' }))
    await other.getByRole('link', { name: 'Commissioning Tool' }).waitFor()
    expect(license?.activatedOn).toBeNull()
    expect(stage.complaints).toEqual([])
  }, 120_000)

  test('an agent decides a request with fewer keys than a minute has seconds, at a second and a half each', async () => {
    const { vendor } = stage
    const pair = await vendor.issuePair()
    expect((await openPc(vendor, 'DEAD-PC').json(['activate'], { key: pair.key })).exitCode).toBe(0)
    const visitor = await stage.openPage()
    await visitor.goto(`${vendor.url()}/ask-support`)
    await visitor.getByLabel('Activation Key').fill(pair.key)
    await visitor.getByLabel('Your e-mail address').fill('reader@example.com')
    await visitor.getByRole('button', { name: 'Send the request' }).click()
    await visitor.getByText(/You have an answer within/).waitFor()

    const page = await stage.openStaffPage('ada')
    await page.goto(`${vendor.url()}/console/requests`)
    const agent = new Typist(page)
    await agent.choose(page.getByRole('link', { name: 'reader@example.com' }))
    await agent.choose(page.getByRole('button', { name: 'Decide …' }))
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('region', { name: 'What will happen' }).getByRole('listitem').nth(1).waitFor()
    await agent.choose(dialog.getByRole('button', { name: /^Return/ }))
    await dialog.waitFor({ state: 'hidden' })
    process.stdout.write(`request-decided-key-presses ${agent.presses} (target <= 40)\n`)
    expect(agent.presses).toBeLessThanOrEqual(40)
    expect(vendor.liveActivations(pair.id)).toBe(0)
    const told = await mailInOutbox(vendor.data, 'reader@example.com', /answer to your request/)
    expect(told.text).toContain('License Wizard')
    expect(stage.complaints).toEqual([])
  }, 120_000)
})

/** The browser's own authenticator (Chrome DevTools Protocol, WebAuthn): a phone or a security key without its plastic. */
async function authenticatorOf(page: Page) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, authenticatorId }
}

async function credentialOf(cdp: CDPSession, authenticatorId: string) {
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
  const [credential] = credentials
  if (credential === undefined) throw new Error('the authenticator holds no passkey')
  return credential
}

describe('a passkey in a real browser', () => {
  test('is added, signs in without a password, and is refused when its counter shows that it was copied', async () => {
    const { vendor } = stage
    // A passkey belongs to a name, never to an address in numbers.
    const site = vendor.url().replace('127.0.0.1', 'localhost')
    const alice = await vendor.createAccount('alice')
    const page = await stage.openPage()
    const { cdp, authenticatorId } = await authenticatorOf(page)
    await page.goto(`${site}/security`)
    await signIn(page, alice.username, alice.password)
    await page.getByRole('button', { name: 'Add …' }).click()
    await page.getByLabel('Name of the passkey').fill('Phone')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('Keep your recovery codes').waitFor()
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByRole('button', { name: 'Remove the passkey Phone' }).waitFor()
    const copied = await credentialOf(cdp, authenticatorId)

    const signOut = async () => {
      await page.getByRole('button', { name: 'You: alice' }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    }
    for (let round = 0; round < 2; round += 1) {
      await signOut()
      await page.getByRole('button', { name: 'Use a passkey' }).click()
      await page.getByRole('button', { name: 'You: alice' }).waitFor()
    }

    await signOut()
    // With the password, the passkey is the second factor.
    await signIn(page, alice.username, alice.password)
    await page.getByRole('button', { name: 'Use a recovery code instead' }).waitFor()
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByRole('button', { name: 'You: alice' }).waitFor()

    await signOut()
    await cdp.send('WebAuthn.clearCredentials', { authenticatorId })
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...copied, signCount: 0 } })
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByRole('alert').filter({ hasText: 'This second factor does not fit.' }).waitFor()
    expect(await page.getByRole('button', { name: 'You: alice' }).count()).toBe(0)
    expect(stage.complaints).toEqual([])
  }, 120_000)
})

import { LIMITS } from '@latchkey/core/limits'
import { expect, test } from 'vitest'
import { launchBrowser } from '../packages/web/test/browser.ts'
import { openVisitor } from '../packages/server/test/accounts/visitor.ts'
import { openPc } from './support/pc.ts'
import { enterAccount, enterKeyToo, atScreens } from './support/screens.ts'
import { openPage, startWindow } from './support/window.ts'
import { atWindow } from './support/window-screens.ts'
import { openVendor, type Person, valueOf, type Vendor } from './support/vendor.ts'

/** An organization at the License Wizard: real server, real processes, a second owner who has never seen the key. */

async function signIn(vendor: Vendor, { username, password }: Person) {
  const { client } = openVisitor(vendor.url())
  valueOf(await client.call('beginSession', { body: { login: username, password } }))
  return client
}

test('a second owner lists, activates and returns; removed, the same token and password get nothing', async () => {
  await using vendor = await openVendor()
  const [alice, bob] = [await vendor.createAccount('alice'), await vendor.createAccount('bob')]
  const alices = await signIn(vendor, alice)
  const { id: acme } = valueOf(await alices.call('createOrganization', { body: { name: 'Acme' } }))
  const body = { login: 'bob', note: 'Second owner, named in the contract.' }
  valueOf(await vendor.client().call('appointOwner', { params: { id: acme }, body }))
  const { key, id: keyId } = await vendor.issuePair()
  valueOf(await alices.call('claimKey', { body: { key }, account: acme }))

  const pc = openPc(vendor, 'PC-BOB')
  const listed = await pc.json(['list'], { account: bob })
  const ofAcme = { license: { associatedTo: 'Acme' } }
  expect(listed.json.licenses).toMatchObject([ofAcme, ofAcme])
  const did = async (command: string) => await pc.json([command, '--license', 'ct'], { account: bob })
  const active = { exitCode: 0, json: { rows: [{ status: 'succeeded', license: { associatedTo: 'Acme' } }] } }
  expect(await did('activate')).toMatchObject(active)
  expect(vendor.liveActivations(keyId)).toBe(1)
  expect(await did('return')).toMatchObject(active)
  expect(vendor.liveActivations(keyId)).toBe(0)
  expect(vendor.state(keyId).map(({ associatedTo }) => associatedTo)).toEqual([acme, acme])

  valueOf(await alices.call('removeOwner', { params: { id: acme, owner: bob.id } }))
  expect((await pc.json(['list'], { account: bob })).json.licenses).toEqual([])
  expect((await did('activate')).exitCode).not.toBe(0)
  expect(vendor.liveActivations(keyId)).toBe(0)
})

test('the terminal says that Next will associate to the organization, and does', async () => {
  await using vendor = await openVendor()
  const bob = await vendor.createAccount('bob')
  const bobs = await signIn(vendor, bob)
  const { id: acme } = valueOf(await bobs.call('createOrganization', { body: { name: 'Acme' } }))
  valueOf(await bobs.call('setReceivingAccount', { body: { organizationId: acme } }))
  const { key, id: keyId } = await vendor.issuePair()
  await using terminal = openPc(vendor, 'PC-BOB').open()
  const screens = atScreens(terminal)
  await screens.step(1)
  await screens.select('Activate product license')
  await screens.click('Next >')
  await screens.step(2)
  await enterAccount(screens, bob)
  await enterKeyToo(screens, key)
  expect(await screens.nextTo(3)).toContain('will associate 2 licenses to Acme')
  expect(vendor.state(keyId).map(({ associatedTo }) => associatedTo)).toEqual([acme, acme])
})

test('a name meant to do harm, as long as it may be, is text in the window, from the summary to the Status', async () => {
  await using vendor = await openVendor()
  await using browser = await launchBrowser()
  const bob = await vendor.createAccount('bob')
  const bobs = await signIn(vendor, bob)
  const harm = `<img src=x onerror=document.title=1>{0}"'`
  const name = `${harm}${'W'.repeat(LIMITS.nameCharsMax - harm.length)}`
  const tooLong = await bobs.call('createOrganization', { body: { name: `${name}W` } })
  expect(tooLong).toMatchObject({ ok: false })
  const { id } = valueOf(await bobs.call('createOrganization', { body: { name } }))
  valueOf(await bobs.call('setReceivingAccount', { body: { organizationId: id } }))
  const { key, id: keyId } = await vendor.issueKey({})
  const pc = openPc(vendor, 'PC-BOB')
  await using wizard = await startWindow(vendor, pc)
  await using opened = await openPage(browser, await wizard.nextUrl())
  const { page } = opened
  const screens = atWindow(page, wizard, 'mouse')
  const expectText = async () => {
    expect(await page.locator('main').innerText()).toContain(name)
    expect(await page.locator('main img').count()).toBe(0)
    for (const width of [320, 1080]) {
      await page.setViewportSize({ width, height: 820 })
      expect(await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0)
    }
  }
  await screens.step(1)
  await screens.select('Activate product license')
  await screens.click('Next >')
  await screens.step(2)
  await enterAccount(screens, bob)
  await enterKeyToo(screens, key)
  await screens.click('Next >')
  await screens.see('will associate')
  await expectText()
  await screens.click('Next >')
  await screens.step(3)
  await expectText()
  await screens.changeActions('Activate')
  await screens.click('Next >')
  await screens.click('OK')
  await screens.see('Succeeded')
  await expectText()
  expect(vendor.state(keyId)).toMatchObject([{ associatedTo: id, activatedOn: expect.any(String) }])
  expect(await page.title()).not.toBe('1')
  expect(opened.complaints).toEqual([])
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openPc, type Pc } from './pc.ts'
import { enterAccount, enterKeyToo, type Screens } from './screens.ts'
import { openVendor, type Person, type Vendor, valueOf } from './vendor.ts'

/** A face of the License Wizard: terminal, or window. */
export interface Face {
  readonly name: string
  /** Starts the wizard on a PC, does something at its screens, and leaves no process behind. */
  at<T>(vendor: Vendor, pc: Pc, work: (screens: Screens) => Promise<T>): Promise<T>
}

let vendor: Vendor
let alice: Person
let bob: Person
let oldPc: Pc
let newPc: Pc
let key: Awaited<ReturnType<Vendor['issuePair']>>

/** A host's id is told by nobody else; that there is one is what counts. */
const A_TEXT = expect.any(String) as unknown
const SOMEWHERE: Record<string, unknown> = { somewhere: A_TEXT, null: null }

/** What the database says of both licenses; they go the same way in the article. */
function both(associatedTo: Person | null, activatedOn: 'somewhere' | null, generation: number) {
  const expected = {
    associatedTo: associatedTo?.id ?? null,
    activatedOn: SOMEWHERE[`${activatedOn}`],
    generation,
    id: A_TEXT,
  }
  return [
    { product: 'ct', ...expected },
    { product: 'izot-net-server', ...expected },
  ]
}

/** Step 4: "Status" equals "Succeeded" for each license. What earlier steps left on the screen does not count. */
async function bothSucceeded(screens: Screens): Promise<string> {
  const screen = await screens.step(4)
  const result = screen.slice(screen.lastIndexOf('Step 4 of 4 (Current)'))
  expect(result.match(/Succeeded/g)).toHaveLength(2)
  return result
}

/** "Activate the license" (KB1023 2.D): by the key alone. */
async function activateByKey(screens: Screens): Promise<void> {
  // "In step 1 select Activate."
  await screens.step(1)
  await screens.select('Activate product license')
  await screens.click('Next >')
  // "In Step 2, Select "Use my Activation Key" and click Next"
  await screens.step(2)
  await screens.select('Use my Activation Key')
  await screens.enter('Activation Key', key.key)
  expect(await screens.nextTo(3)).toContain('is for Commissioning Tool and IzoT Net Server')
  // "In Step 3, change the license Action to Activate and click next."
  await screens.step(3)
  await screens.changeActions('Activate')
  await screens.click('Next >')
  // "And click OK to change."
  await screens.see('Click OK to change')
  await screens.click('OK')
  await bothSucceeded(screens)
}

/** The first half of KB1023 2.E. */
async function chooseReturn(screens: Screens): Promise<void> {
  // "In step 1 select Manage"
  await screens.step(1)
  await screens.select('Manage')
  await screens.click('Next >')
  // "In step 2, change the Action for each license to Return and click next"
  await screens.step(2)
  await screens.changeActions('Return')
  await screens.click('Next >')
  await screens.step(3)
}

/** "Return the license and associate it to the new Software Download account" (KB1023 2.E). */
async function returnToAccount(screens: Screens, person: Person): Promise<void> {
  await chooseReturn(screens)
  // "in step 3, select "Use my account" enter the ... login and the Activation Key and check the "I also have an Activation Key" and click next."
  await enterAccount(screens, person)
  await enterKeyToo(screens, key.key)
  const outlook = await screens.nextTo(4)
  expect(outlook).toContain('Next > will do this')
  expect(outlook).toContain('stops working on this PC')
  // "In step 4, after the license has already been returned "Status" equals "Succeeded""
  const result = await bothSucceeded(screens)
  expect(result).toContain(`Associated to ${person.username}`)
}

/** "In Step 1, select Activate and continue with the activation." (KB1023 2.G) */
async function reactivate(screens: Screens, person: Person): Promise<void> {
  await screens.step(1)
  await screens.select('Activate product license')
  await screens.click('Next >')
  await screens.step(2)
  await enterAccount(screens, person)
  await screens.click('Next >')
  await screens.step(3)
  await screens.changeActions('Activate')
  await screens.click('Next >')
  await screens.see('Click OK to change')
  await screens.click('OK')
  await bothSucceeded(screens)
}

/** "open a Support ticket at, mention that you want to do a license transfer ..., and provide the Activation Key" (KB1023 2.B). */
async function askSupport(pc: Pc, owner: Person): Promise<void> {
  const words = ['support-request', '--reason', 'account-transfer', '--email', `${owner.username}@example.com`]
  const asked = await pc.json(words, { account: owner, key: key.key })
  expect(asked).toMatchObject({ exitCode: 0, json: { returnRequest: { state: 'open' } } })
}

/** Route 1: "Clicking "Next >" will automatically associate the license", then "click "Cancel" and Yes". */
async function associateAndCancel(screens: Screens, person: Person): Promise<void> {
  await screens.step(1)
  await screens.select('Activate product license')
  await screens.click('Next >')
  await screens.step(2)
  await enterAccount(screens, person)
  await enterKeyToo(screens, key.key)
  expect(await screens.nextTo(3)).toContain(`will associate 2 licenses to ${person.username}`)
  const third = await screens.step(3)
  expect(third).toContain(`Associated to ${person.username}`)
  await screens.click('Cancel')
  await screens.see('Do you want to exit?')
  await screens.click('Yes')
  expect(await screens.exited()).toMatchObject({ exitCode: 0 })
}

/**
 * KB1023 word for word, at the screens: a real server, real wizard processes, two PCs, two accounts. Each test quotes the
 * article in its comments; what the user sees is checked at every step, and the final state in the database.
 */
export function followKb1023(face: Face): void {
  const at = <T>(pc: Pc, work: (screens: Screens) => Promise<T>): Promise<T> => face.at(vendor, pc, work)

  describe(`in ${face.name}`, () => {
    let times = 0

    beforeAll(async () => {
      vendor = await openVendor()
    })

    beforeEach(async () => {
      times += 1
      ;[alice, bob] = [await vendor.createAccount(`alice${times}`), await vendor.createAccount(`bob${times}`)]
      ;[oldPc, newPc] = [openPc(vendor, `PC-OLD-${times}`), openPc(vendor, `PC-NEW-${times}`)]
      key = await vendor.issuePair()
    })

    afterAll(async () => {
      await vendor[Symbol.asyncDispose]()
    })

    describe('KB1023 route 1: licenses never associated to a Software Download account before', () => {
      test('Next associates both licenses, and they stay associated after Cancel, Yes', async () => {
        await at(oldPc, (screens) => associateAndCancel(screens, alice))
        expect(vendor.state(key.id)).toEqual(both(alice, null, 0))
      })

      test('with CT activated already, Next associates and the licenses stay active on the PC', async () => {
        await at(oldPc, activateByKey)
        expect(vendor.state(key.id)).toEqual(both(null, 'somewhere', 1))
        await at(oldPc, (screens) => associateAndCancel(screens, alice))
        expect(vendor.state(key.id)).toEqual(both(alice, 'somewhere', 1))
        const listed = await oldPc.json(['list'])
        expect(listed.exitCode).toBe(0)
        expect(listed.stdout).toContain(alice.username)
      })
    })

    describe('KB1023 route 2: the license is associated already and goes to a new account', () => {
      test('with the old PC at hand (A, E to G), the licenses end up with the new account, active on the PC', async () => {
        await at(oldPc, (screens) => associateAndCancel(screens, alice))
        await at(oldPc, (screens) => reactivate(screens, alice))
        expect(vendor.state(key.id)).toEqual(both(alice, 'somewhere', 1))

        await at(oldPc, async (screens) => {
          await returnToAccount(screens, bob)
          // "The license is now associated to the Software Download account but not activated on this PC."
          expect(vendor.state(key.id)).toEqual(both(bob, null, 1))
          // "click the Restart button"
          await screens.click('Restart')
          await reactivate(screens, bob)
        })
        expect(vendor.state(key.id)).toEqual(both(bob, 'somewhere', 2))
      })

      test('without the old PC (B, C, D, E, G), Support returns the licenses and they end up active on the new PC', async () => {
        await at(oldPc, (screens) => associateAndCancel(screens, alice))
        await at(oldPc, (screens) => reactivate(screens, alice))

        // B: the ticket names the key, and its owner has signed in; C: "After Support return your license go to the new PC". The box
        // "also release" is off: the owner stays.
        await askSupport(newPc, alice)
        const returned = await vendor.latchkey(['support', 'return', '--reason', 'lost-pc'], `${key.key}\n`)
        expect(returned.stderr).toBe('')
        expect(returned.exitCode).toBe(0)
        expect(returned.stdout).toContain('Reply to the customer')
        expect(vendor.state(key.id)).toEqual(both(alice, null, 1))

        await at(newPc, async (screens) => {
          await activateByKey(screens)
          // "Click Restart to start from the beginning. License is activated but not associated" (to the new account).
          expect(vendor.state(key.id)).toEqual(both(alice, 'somewhere', 2))
          // The old PC turns up again: it is told at its next contact, and keeps nothing.
          const renewed = await oldPc.json(['renew', '--all'])
          expect(renewed.exitCode).not.toBe(0)
          expect(renewed.stdout).toContain('RETURNED_BY_SUPPORT')
          expect((await oldPc.wizard(['list'])).stdout).not.toContain('this PC since')
          expect(vendor.state(key.id)).toEqual(both(alice, 'somewhere', 2))
          await screens.click('Restart')
          await returnToAccount(screens, bob)
          expect(vendor.state(key.id)).toEqual(both(bob, null, 2))
          await screens.click('Restart')
          await reactivate(screens, bob)
        })
        expect(vendor.state(key.id)).toEqual(both(bob, 'somewhere', 3))
      })

      test('before Support has returned it, the new PC is told where the license is active and since when, and can ask Support', async () => {
        await at(oldPc, activateByKey)
        await at(newPc, async (screens) => {
          await screens.step(1)
          await screens.select('Activate product license')
          await screens.click('Next >')
          await screens.step(2)
          await screens.select('Use my Activation Key')
          await screens.enter('Activation Key', key.key)
          expect(await screens.nextTo(3)).toContain('is for Commissioning Tool and IzoT Net Server')
          const third = await screens.step(3)
          expect(third).toMatch(
            new RegExp(String.raw`active on\s+${oldPc.name}\s+since\s[A-Z][a-z]{2}\s\d{1,2},\s\d{4}`),
          )
          expect(third).toContain('Return it there')
        })
        expect(vendor.state(key.id)).toEqual(both(null, 'somewhere', 1))
      })

      // The article knows of no such key; it stands here because everybody who follows E with one must come to an end.
      test('E with a key that was replaced meanwhile: the licenses are returned and go to nobody else, which is said before', async () => {
        expect(await oldPc.wizard(['activate'], { key: key.key })).toMatchObject({ exitCode: 0 })
        valueOf(await vendor.client().call('rotateKey', { params: { id: key.id }, body: {} }))
        const planned = await oldPc.json(['return', '--all', '--dry-run'], { key: key.key })
        expect(planned).toMatchObject({ exitCode: 0, json: { rows: [{ status: 'planned' }, { status: 'planned' }] } })
        await at(oldPc, async (screens) => {
          await chooseReturn(screens)
          await enterAccount(screens, bob)
          await enterKeyToo(screens, key.key)
          const outlook = (await screens.nextTo(4)).replaceAll(/[\s│]+/g, ' ')
          expect(outlook).toContain('This Activation Key was replaced by a new one. It still returns')
          expect(outlook).toContain('Commissioning Tool: stops working on this PC')
          expect(outlook).not.toContain(`associated to ${bob.username}`)
          expect(await bothSucceeded(screens)).not.toContain(`Associated to ${bob.username}`)
        })
        expect(vendor.state(key.id)).toEqual(both(null, null, 1))
        expect((await oldPc.json(['list'])).json.licenses).toEqual([])
      })

      test('a user who ignores the warning in 2.D and signs in with account and key is told, activates, and E still works', async () => {
        await at(oldPc, (screens) => associateAndCancel(screens, alice))
        await at(oldPc, (screens) => reactivate(screens, alice))
        await askSupport(newPc, alice)
        const returned = await vendor.latchkey(['support', 'return', '--reason', 'lost-pc'], `${key.key}\n`)
        expect(returned.exitCode).toBe(0)

        await at(newPc, async (screens) => {
          await screens.step(1)
          await screens.select('Activate product license')
          await screens.click('Next >')
          await screens.step(2)
          await enterAccount(screens, bob)
          await enterKeyToo(screens, key.key)
          await screens.nextTo(3)
          const third = await screens.step(3)
          expect(third).toContain('This license is associated to another account already.')
          expect(third).toMatch(/To move it to your[^]+account, activate it with the Activation Key only/)
          expect(vendor.state(key.id)).toEqual(both(alice, null, 1))
          await screens.changeActions('Activate')
          await screens.click('Next >')
          await screens.see('Click OK to change')
          await screens.click('OK')
          await bothSucceeded(screens)
          expect(vendor.state(key.id)).toEqual(both(alice, 'somewhere', 2))
          await screens.click('Restart')
          await returnToAccount(screens, bob)
          await screens.click('Restart')
          await reactivate(screens, bob)
        })
        expect(vendor.state(key.id)).toEqual(both(bob, 'somewhere', 3))
      })
    })
  })
}

import { refusal } from '@latchkey/core/refusals'
import { expect } from 'vitest'
import { drawScreen, type Look } from '../../src/terminal/draw.ts'
import { formFor } from '../../src/terminal/form.ts'
import { paintFor, signsFor } from '../../src/terminal/paint.ts'
import { widthOf } from '../../src/terminal/width.ts'
import { NO_SETTINGS, openWalk, typeProof, type Walk } from '../flow/walk.ts'
import { answerFile, filesOf, issueKey, openPc, openVendor } from '../memory-engine.ts'

/** The marks of inverse video, without which a text field's cursor could not be seen in the golden file. */
const INVERSE = new RegExp(String.raw`\u001B\[7m(.*?)\u001B\[27m`, 'g')

const look: Look = { columns: 80, rows: 24, paint: paintFor(false), signs: signsFor(true) }

function drawnOf(walk: Walk): string {
  const screen = walk.screen()
  return drawScreen(screen, formFor(screen, null), look).join('\n').replaceAll(INVERSE, '$1').replaceAll(/ +$/gm, '')
}

/** Walks through every screen, and gives each as a terminal of 80 x 24 shows it, in the language spoken now. */
export async function tourOfScreens(): Promise<readonly string[]> {
  const vendor = openVendor()
  const key = issueKey(vendor, 1, ['ct', 'izot-net-server'])
  const taken = issueKey(vendor, 2, ['ct'])
  await openPc(vendor, 'OLD-PC').activate({ key: taken }, [{ keyId: 'key_2' as never, product: 'ct' as never }])
  const shown: string[] = []
  const show = (what: string, of = walk) => shown.push(`=== ${what}\n${drawnOf(of)}\n`)

  const walk = await openWalk(openPc(vendor, 'PC-1'))
  show('Activate, Step 1')
  await walk.press('next')
  show('Activate, Step 2')
  walk.set('mode', 'key')
  show('Activate, Step 2, with the key')
  typeProof(walk, { account: 'maria', key: `${key.slice(0, 20)}7${key.slice(21)}` })
  await walk.press('next')
  show('Activate, Step 2, mistyped key')
  typeProof(walk, { account: 'maria', key })
  vendor.offline = refusal('NETWORK_TIMEOUT', { server: 'licenses.example' })
  await walk.press('next')
  show('Activate, Step 2, network failure')
  vendor.offline = null
  await walk.press('next')
  show('Activate, Step 2, before Next associates')
  await walk.press('next')
  show('Activate, Step 3')
  await walk.press('cancel')
  show('Do you want to exit?')
  await walk.press('no')
  walk.choose('Commissioning Tool', 'activate')
  await walk.press('next')
  show('Activate, Step 3, confirmation')
  await walk.press('ok')
  show('Activate, Step 4')
  await walk.press('restart')
  show('Manage, Step 1')
  await walk.press('next')
  walk.choose('Commissioning Tool', 'return')
  show('Manage, Step 2')
  await walk.press('next')
  typeProof(walk, { account: 'maria', key })
  show('Manage, Step 3')
  await walk.press('next')
  show('Manage, Step 3, before Next returns')
  await walk.press('next')
  show('Manage, Step 4')
  await walk.press('restart')
  await walk.press('next')
  typeProof(walk, { key: taken })
  await walk.press('next')
  await walk.press('next')
  show('Activate, Step 3, active elsewhere')
  await walk.press(walk.row('Commissioning Tool').links[0]?.name ?? '')
  show('Way out')
  await walk.press('next')
  show('Return it there')
  await walk.press('back')
  walk.set('wayOut', 'ask-support')
  await walk.press('next')
  show('Ask Support')
  walk.set('email', 'maria@example.com')
  await walk.press('send')
  show('Support has the request')
  await walk.press('restart')
  show('Step 1, with a request')
  await walk.press('requests')
  show('Requests to Support')
  await walk.press('back')
  await openPc(vendor, 'OLD-PC').activate(
    { key: issueKey(vendor, 3, ['ct']), signIn: { account: { id: 'acc_otto', name: 'otto' }, token: 'acc_otto' } },
    [{ keyId: 'key_3' as never, product: 'ct' as never }],
  )
  walk.set('route', 'activate')
  await walk.press('next')
  typeProof(walk, { account: 'otto' })
  await walk.press('next')
  await walk.press(walk.row('Commissioning Tool').links[0]?.name ?? '')
  walk.set('wayOut', 'lost-pc')
  await walk.press('next')
  show('I no longer have that PC')
  await walk.press('ok')
  show('Activate, Step 3, after a return')
  await walk.press('help')
  show('Help and settings')
  await walk.press('next')
  show('The doctor')
  await walk.press('back')
  walk.set('help', 'connection')
  await walk.press('next')
  walk.set('proxy', 'manual')
  walk.set('address', 'socks5://proxy.example.com:1080')
  await walk.press('next')
  show('Proxy and certificates, refused')
  await walk.press('back')
  walk.set('help', 'language')
  await walk.press('next')
  show('Language')

  vendor.offline = refusal('NETWORK_DNS', { server: 'licenses.example' })
  const files = filesOf(vendor)
  const cut = await openWalk(openPc(vendor, 'PC-2', { knowsServer: false }), NO_SETTINGS, files)
  await cut.press('next')
  typeProof(cut, { key: issueKey(vendor, 4, ['ct', 'izot-net-server']) })
  await cut.press('save-request')
  show('Save a request file', cut)
  await cut.press('save')
  show('Save a request file, of a server that is not known', cut)
  await cut.press('offline')
  await cut.drop('holiday.jpg')
  show('Load the keys, refused', cut)
  vendor.files.set('keys', { kind: 'keys' })
  await cut.drop('keys')
  await cut.press('save')
  show('A request is saved', cut)
  vendor.offline = null
  await answerFile(vendor, '/home/maria/Downloads/REQUEST-PC-2.lkreq', 'response.lkres')
  await cut.drop('response.lkres')
  show('The response is loaded', cut)
  await cut.press('restart')
  await cut.press('next')
  for (const product of ['Commissioning Tool', 'IzoT Net Server']) cut.choose(product, 'return')
  await cut.press('next')
  await cut.press('save-request')
  show('Save a return file', cut)
  await cut.press('save')
  show('A return is saved', cut)
  await cut.press('restart')
  show('Step 1, with a file that is carried', cut)

  const stuck = await openWalk(openPc(vendor, 'PC-3'))
  await stuck.press('next')
  typeProof(stuck, { key: taken })
  await stuck.press('next')
  await stuck.press('next')
  await stuck.press(stuck.row('Commissioning Tool').links[0]?.name ?? '')
  stuck.set('wayOut', 'emergency')
  await stuck.press('next')
  show('Go on at once with an emergency license', stuck)
  await stuck.press('ok')
  show('An emergency license, Step 4', stuck)

  return shown
}

/** Nothing is cut off: what does not fit 80 columns and 24 rows would be. */
export function expectFitting(screens: readonly string[]): void {
  for (const screen of screens) {
    const lines = screen.trimEnd().split('\n').slice(1)
    expect(lines.length).toBeLessThanOrEqual(23)
    expect(lines.filter((line) => widthOf(line) > 80)).toEqual([])
  }
}

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPc } from '../../../../test/support/pc.ts'
import { openTerminal, wizardMain } from '../terminal-driver.ts'
import { openVendor, type Person, type Vendor } from '../../../../test/support/vendor.ts'

/** The screens as a person uses them: a real terminal of 80 x 24, a real process, a real server. */
let vendor: Vendor
let alice: Person

beforeAll(async () => {
  vendor = await openVendor()
  alice = await vendor.createAccount('alice')
})
afterAll(async () => {
  await vendor[Symbol.asyncDispose]()
})

const SMALL = { columns: 80, rows: 24 }
const ready = (step: 1 | 2 | 3 | 4) => new RegExp(`Step ${step} of 4 \\(Current\\)[^]*\\[(Next >|Restart)\\]`)

test('KB1023 route 1 by keyboard: account, checkbox, pasted key, Next; then Cancel and Yes', async () => {
  const issued = await vendor.issuePair()
  const pc = openPc(vendor, 'PC-ROUTE1')
  await using terminal = pc.open(SMALL)
  await terminal.waitFor('This PC (PC-ROUTE1) holds no licenses yet.')
  await terminal.waitFor(ready(1))
  await terminal.press('enter')
  await terminal.waitFor(ready(2))
  await terminal.press('enter')
  await terminal.type(alice.username)
  await terminal.press('enter')
  await terminal.type(alice.password)
  await terminal.press('tab', 'space', 'tab')
  await terminal.paste(`\r\n ${issued.key.toLowerCase().replaceAll('-', '\n')} `)
  await terminal.press('enter')
  await terminal.waitFor(/❯\[Next >\]/)
  expect(terminal.screen()).toContain('will associate 2 licenses to alice')
  expect(terminal.screen()).toContain(issued.key)
  expect(vendor.state(issued.id).map(({ associatedTo }) => associatedTo)).toEqual([null, null])
  await terminal.press('enter')
  await terminal.waitFor(ready(3))
  expect(terminal.screen()).toContain('Associated to alice: Commissioning Tool and IzoT Net Server.')
  await terminal.press('esc')
  await terminal.waitFor('Do you want to exit?')
  await terminal.press('esc')
  await terminal.waitFor(ready(3))
  await terminal.press('ctrl+c')
  await terminal.waitFor('❯[Yes]')
  await terminal.press('enter')
  expect(await terminal.exited()).toEqual({ exitCode: 0, signal: 0 })
  expect(terminal.screen()).toContain('Commissioning Tool and IzoT Net Server stay associated to alice.')
  expect(vendor.state(issued.id).map(({ associatedTo }) => associatedTo)).toEqual([alice.id, alice.id])
  expect(terminal.transcript()).not.toContain(alice.password)
})

test('a server that is down is told, nothing typed is lost, and Next tries again', async () => {
  const issued = await vendor.issuePair()
  const pc = openPc(vendor, 'PC-RETRY')
  await using terminal = pc.open({ ...SMALL, env: { LATCHKEY_SERVER: vendor.url() } })
  await terminal.waitFor(ready(1))
  await terminal.press('enter')
  await terminal.waitFor(ready(2))
  await terminal.press('down', 'down', 'down', 'down', 'space')
  await terminal.waitFor('(*) Use my Activation Key')
  await terminal.press('tab')
  await terminal.type(issued.key)
  const port = new URL(vendor.url()).port
  await vendor.stop()
  await terminal.press('enter')
  await terminal.waitFor('Nothing you typed is lost. Next > tries again.')
  expect(terminal.screen()).toContain(issued.key)
  expect(terminal.screen()).toContain('Code NETWORK_')
  await vendor.start({ LATCHKEY_PORT: port })
  await terminal.press('enter')
  await terminal.waitFor(/❯\[Next >\]/)
  await terminal.press('enter')
  await terminal.waitFor(ready(3))
  await terminal.press('space')
  await terminal.waitFor('(*) Activate')
  await terminal.press('enter')
  await terminal.waitFor('❯[OK]')
  await terminal.press('enter')
  await terminal.waitFor(/✔ Succeeded[^]*❯\[Restart\]/)
  expect(terminal.screen()).toMatch(/Reference for Support: op_/)
  await terminal.press('enter')
  await terminal.waitFor('holds 1 license: Commissioning Tool (active)')
})

test('a program killed in the middle of an activation is finished at the next start, and says so', async () => {
  const issued = await vendor.issueKey({})
  const pc = openPc(vendor, 'PC-KILLED')
  const killed = await pc.wizard(['activate'], { key: issued.key }, { LATCHKEY_FAILPOINT: 'after-send' })
  expect(killed.exitCode).not.toBe(0)
  await using terminal = pc.open(SMALL)
  await terminal.waitFor(ready(1))
  await terminal.waitFor(/Finished what was begun last time: Activate/)
  expect(terminal.screen()).toContain('holds 1 license: Commissioning Tool (active)')
})

test('the wizard draws itself anew when the terminal changes its size', async () => {
  const pc = openPc(vendor, 'PC-SIZE')
  await using terminal = pc.open({ columns: 100, rows: 30 })
  await terminal.waitFor(ready(1))
  terminal.resize(60, 14)
  await terminal.press('enter')
  await terminal.waitFor(ready(2))
  for (const line of terminal.screen().split('\n')) expect(line.length).toBeLessThanOrEqual(60)
})

test('without color every sign still reads, and nothing but the cursor is styled', async () => {
  const pc = openPc(vendor, 'PC-PLAIN')
  await using terminal = pc.open({ ...SMALL, env: { NO_COLOR: '1', LANG: 'C' } })
  await terminal.waitFor(ready(1))
  expect(terminal.screen()).toMatch(/^[\u0020-\u007E\n]*$/)
  expect(terminal.screen()).toContain('> (*) Activate product license')
})

test('commands at a terminal ask for secrets without showing them, and once before a transfer', async () => {
  const issued = await vendor.issueKey({})
  const pc = openPc(vendor, 'PC-ASK')
  await pc.wizard(['activate'], { key: issued.key })
  const env = { LATCHKEY_SERVER: vendor.url(), LATCHKEY_STORE: pc.store, LATCHKEY_HOST_NAME: pc.name }
  await using terminal = openTerminal({ args: [wizardMain, 'transfer', '--account', 'alice'], env })
  await terminal.waitFor('Password')
  await terminal.type(alice.password)
  await terminal.press('enter')
  await terminal.waitFor('Activation Key')
  await terminal.paste(issued.key)
  await terminal.press('enter')
  await terminal.waitFor('Click OK to change. OK?')
  expect(terminal.screen()).toContain('moved to alice')
  await terminal.press('left', 'enter')
  expect(await terminal.exited()).toMatchObject({ exitCode: 0 })
  expect(terminal.transcript().match(/Succeeded/g)).toHaveLength(2)
  expect(terminal.transcript()).not.toContain(alice.password)
  expect(terminal.transcript()).not.toContain(issued.key)
  expect(vendor.state(issued.id)).toMatchObject([{ associatedTo: alice.id, activatedOn: expect.any(String) }])
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Found, findBrowser } from '../packages/web/test/browser.ts'
import { openTerminal } from '../packages/wizard/test/terminal-driver.ts'
import { buildPages } from '../scripts/build-pages.ts'
import { surroundings } from './support/process.ts'

/**
 * How the window comes up where a screen is: with what is installed on the PC, the programs of one folder here. The browser is a real
 * one, started by a script, because this machine need not have a screen.
 */
const WIZARD = resolve(import.meta.dirname, '../packages/wizard/bin/license-wizard.js')

let found: Found
let pc: string
const ends: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  found = await findBrowser()
  await buildPages('wizard')
})

beforeEach(() => {
  pc = mkdtempSync(join(tmpdir(), 'latchkey-pc-'))
  mkdirSync(join(pc, 'programs'))
})

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  rmSync(pc, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
})

const env = () => ({
  PATH: join(pc, 'programs'),
  DISPLAY: ':77',
  HOME: pc,
  LATCHKEY_STORE: join(pc, 'store'),
  LATCHKEY_SERVER: 'http://127.0.0.1:9',
})

/** Installs a program that notes how it was called, then does what is given. */
function install(name: string, script: string): void {
  const head = `#!/bin/sh\nprintf '%s\\n' "$@" >> '${join(pc, `${name}.called`)}'\n`
  writeFileSync(join(pc, 'programs', name), `${head}${script}\n`, { mode: 0o755 })
}

const calls = (name: string) => {
  const path = join(pc, `${name}.called`)
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
}

/**
 * A browser without a screen, which can be reached while it runs. The packaged one (headless shell) knows no windows of an application,
 * and is given their address alone.
 */
function browserScript(more = ''): string {
  const settings = { PATH: process.env['PATH'] ?? '', ...found.env }
  const exports = Object.entries(settings).map(([name, value]) => `export ${name}='${value}'\n`)
  const flags = `--headless --no-sandbox --disable-gpu --remote-debugging-port=0 ${more}`
  const isShell = found.executablePath.includes('latchkey-test-browser')
  const address = isShell ? 'case "$1" in --app=*) set -- "$@" "${1#--app=}";; esac\n' : ''
  return `${exports.join('')}${address}exec '${found.executablePath}' ${flags} "$@" 2>/dev/null`
}

/** Playwright leaves alone what it has not started, and a browser without a screen does not end with its last window. */
async function endBrowser(browser: Browser): Promise<void> {
  if (!browser.isConnected()) return
  const gone = new Promise((resolve) => browser.once('disconnected', resolve))
  const session = await browser.newBrowserCDPSession()
  // It may go before it has answered.
  await session.send('Browser.close').catch(() => undefined)
  await gone
}

/** The window as its own browser shows it. */
async function pageOf(profile: string): Promise<Page> {
  const portFile = join(profile, 'DevToolsActivePort')
  await expect.poll(() => existsSync(portFile) && readFileSync(portFile, 'utf8'), { timeout: 60_000 }).toContain('\n')
  const [port] = readFileSync(portFile, 'utf8').split('\n')
  const browser: Browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  ends.push(() => endBrowser(browser))
  const context = browser.contexts()[0]
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'))
  if (page === undefined) throw new Error('the browser shows nothing')
  return page
}

/** The License Wizard as a double-click starts it: without arguments, and without a terminal. */
function doubleClick(more: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [WIZARD], {
    env: surroundings({ ...env(), ...more }),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exited = once(child, 'exit') as Promise<[number | null]>
  ends.push(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return { ended: async () => (await exited)[0], stderr: () => stderr }
}

/** The folder of the profile that a browser was started with. */
async function profileOf(name: string): Promise<string> {
  const flag = '--user-data-dir='
  const named = () => calls(name).find((word) => word.startsWith(flag)) ?? ''
  await expect.poll(named, { timeout: 60_000 }).not.toBe('')
  return named().slice(flag.length)
}

async function expectStep1(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'What do you want to do?' }).waitFor()
}

async function leave(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Yes' }).click()
}

test('a browser of the Chromium family shows it as a window of its own, with a profile of its own', async () => {
  install('chromium', browserScript())
  install('xdg-open', 'exit 0')
  const wizard = doubleClick()
  const profile = await profileOf('chromium')
  expect(profile).toContain(pc)
  expect(calls('chromium')[0]).toMatch(/^--app=http:\/\/127\.0\.0\.1:\d+\/#/)
  const page = await pageOf(profile)
  await expectStep1(page)
  const closed = page.waitForEvent('close')
  await leave(page)
  await closed
  expect(await wizard.ended()).toBe(0)
  expect(calls('xdg-open')).toEqual([])
  expect(wizard.stderr()).toBe('')
})

test('where the first browser fails the next one shows it, and the wizard ends when that window is closed', async () => {
  install('google-chrome', 'exit 1')
  install('chromium', browserScript())
  const wizard = doubleClick()
  const page = await pageOf(await profileOf('chromium'))
  await expectStep1(page)
  expect(calls('google-chrome')).not.toEqual([])
  await page.close()
  expect(await wizard.ended()).toBe(0)
})

test('without a browser of that family the default browser shows it', async () => {
  const profile = join(pc, 'profile')
  install('xdg-open', browserScript(`--user-data-dir='${profile}'`))
  const wizard = doubleClick()
  const page = await pageOf(profile)
  await expectStep1(page)
  await leave(page)
  expect(await wizard.ended()).toBe(0)
})

test('a browser that is named is used, and no other; where it cannot be started, that is told', async () => {
  install('chromium', 'exit 0')
  install('xdg-open', 'exit 0')
  const wizard = doubleClick({ LATCHKEY_BROWSER: join(pc, 'no-such-browser') })
  expect(await wizard.ended()).toBe(2)
  expect(wizard.stderr().replaceAll(/\s+/g, ' ')).toContain(
    'no browser could be opened for the window, and there is no terminal',
  )
  expect([...calls('chromium'), ...calls('xdg-open')]).toEqual([])
})

test('where no browser can be opened, the terminal shows it', async () => {
  install('chromium', 'exit 1')
  install('xdg-open', 'exit 3')
  await using terminal = openTerminal({
    args: [WIZARD],
    env: surroundings(env()),
    columns: 100,
    rows: 40,
    timeoutMs: 60_000,
  })
  await terminal.waitFor('Step 1 of 4 (Current): What do you want to do?')
  expect(calls('xdg-open')).toHaveLength(1)
  await terminal.press('esc')
  await terminal.waitFor('Do you want to exit?')
})

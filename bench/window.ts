// Figures of the License Wizard's window, as `name value target`: first paint from the start of the process, how soon each step reacts,
// and what is sent to a browser. Run: npm run bench:window. Bounded: about two minutes; everything started is stopped.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright-core'
import { findBrowser } from '../packages/web/test/browser.ts'
import { buildPages } from '../scripts/build-pages.ts'
import { openPc } from '../test/support/pc.ts'
import { surroundings } from '../test/support/process.ts'
import { openVendor, type Vendor } from '../test/support/vendor.ts'
import { startWindow } from '../test/support/window.ts'

const STARTS = 5
const ROUNDS = 7
const SIZE_MAX = 200_000
const SERVER = '(asks the server)'

const licenseWizard = resolve(import.meta.dirname, '../packages/wizard/bin/license-wizard.js')
const packaged = resolve(import.meta.dirname, '../dist/package/linux-x64/license-wizard')
const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-window-'))
const found = await findBrowser()

await buildPages('wizard')
await buildPages('site')
const vendor = await openVendor()
const browser = await chromium.launch({ executablePath: found.executablePath, env: { ...process.env, ...found.env } })
try {
  await measureFirstPaint()
  await measureSteps(vendor, browser)
  await measureSizes(vendor, browser)
} finally {
  await browser.close()
  await vendor[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}

/** The way a person goes: the program is started, finds a browser, opens its window there, and something can be read in it. */
async function measureFirstPaint(): Promise<void> {
  const bare: number[] = []
  const ways = [
    { name: 'from sources', program: process.execPath, args: [licenseWizard], times: [] as number[] },
    ...(existsSync(packaged) ? [{ name: 'one file', program: packaged, args: [], times: [] as number[] }] : []),
  ]
  for (let i = 0; i <= STARTS; i++) {
    const isFirst = i === 0
    // In turn, so that all have the same machine; the first of each only fills the caches of the disk.
    const nothing = await barePaintMs(i)
    if (!isFirst) bare.push(nothing)
    for (const { name, program, args, times } of ways) {
      const ms = await windowPaintMs(program, args, `${name}-${i}`)
      if (!isFirst) times.push(ms)
    }
  }
  print('first paint, the browser alone with a page of one word', `${Math.round(median(bare))} ms`, '')
  for (const { name, times } of ways) {
    const ratio = (median(times) / median(bare)).toFixed(2)
    const [least, most] = [Math.min(...times), Math.max(...times)].map(Math.round)
    print(
      `first paint of the window, ${name}`,
      `${Math.round(median(times))} ms (${least} to ${most}), ${ratio} x the browser alone`,
      '<= 2000 ms on an idle machine',
    )
  }
}

async function windowPaintMs(program: string, args: readonly string[], name: string): Promise<number> {
  const state = join(folder, `state-${name}`)
  const from = performance.timeOrigin + performance.now()
  const child = spawn(program, args, {
    env: surroundings({
      LATCHKEY_STORE: join(folder, `store-${name}`),
      LATCHKEY_BROWSER: browserScript(),
      XDG_STATE_HOME: state,
      DISPLAY: ':0',
    }),
    stdio: 'ignore',
  })
  return await paintedMs(child, join(state, 'latchkey', 'window-profile'), from)
}

async function barePaintMs(round: number): Promise<number> {
  const server = createServer((_, response) => response.end('<!doctype html><title>bare</title><h1>License</h1>'))
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { port: number }
  const profile = join(folder, `bare-${round}`)
  const from = performance.timeOrigin + performance.now()
  const child = spawn(browserScript(), [`--app=http://127.0.0.1:${port}/`, `--user-data-dir=${profile}`], {
    env: surroundings({}),
    stdio: 'ignore',
  })
  const ms = await paintedMs(child, profile, from)
  server.closeAllConnections()
  server.close()
  return ms
}

/** A browser without a screen, that can be asked when it painted. */
function browserScript(): string {
  const path = join(folder, 'browser.sh')
  if (existsSync(path)) return path
  const variables = Object.entries(found.env ?? {}).map(([name, value]) => `${name}='${value}'`)
  const flags = '--headless=new --no-sandbox --disable-gpu --remote-debugging-port=0 --no-first-run'
  writeFileSync(
    path,
    `#!/bin/sh
for given; do
  shift
  case "$given" in
    --app=*) set -- "$@" "\${given#--app=}" ;;
    *) set -- "$@" "$given" ;;
  esac
done
export ${variables.join(' ')} HOME='${folder}'
exec '${found.executablePath}' ${flags} "$@"
`,
  )
  chmodSync(path, 0o755)
  return path
}

/** From `from` until something could be read, in milliseconds; ends what was started. */
async function paintedMs(child: ChildProcess, profile: string, from: number): Promise<number> {
  const exited = once(child, 'exit')
  const cdp = await chromium.connectOverCDP(await debuggingAddress(profile))
  try {
    const page = await shownPage(cdp)
    const paintedAt = await page.evaluate(async () => {
      for (;;) {
        const [paint] = performance.getEntriesByName('first-contentful-paint')
        if (paint !== undefined) return performance.timeOrigin + paint.startTime
        await new Promise((later) => void setTimeout(later, 5))
      }
    })
    return paintedAt - from
  } finally {
    const session = await cdp.newBrowserCDPSession()
    await session.send('Browser.close').catch(() => undefined)
    await cdp.close()
    // The wizard ends by itself when its window is gone; it need not be waited for.
    child.kill('SIGKILL')
    await exited
  }
}

async function debuggingAddress(profile: string): Promise<string> {
  const file = join(profile, 'DevToolsActivePort')
  for (let tries = 0; tries < 3_000; tries++) {
    const [port] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    if (port !== undefined && port !== '') return `http://127.0.0.1:${port}`
    await sleep(10)
  }
  throw new Error('the browser did not start')
}

async function shownPage(cdp: Browser): Promise<Page> {
  for (let tries = 0; tries < 3_000; tries++) {
    const page = cdp
      .contexts()
      .flatMap((context) => context.pages())
      .find((shown) => shown.url().startsWith('http://127.0.0.1'))
    if (page !== undefined) return page
    await sleep(10)
  }
  throw new Error('the window did not open')
}

/** From a click until the next screen is painted, in the page's own time. */
async function measureSteps(at: Vendor, shown: Browser): Promise<void> {
  const times = new Map<string, number[]>()
  for (let round = 0; round <= ROUNDS; round++) {
    const { key } = await at.issuePair()
    await using wizard = await startWindow(at, openPc(at, `PC-${round}`))
    const context = await shown.newContext({ viewport: { width: 1080, height: 820 } })
    const page = await context.newPage()
    await page.goto(await wizard.nextUrl())
    const step = async (name: string, button: string, next: string) => {
      const { saidMs, shownMs } = await reaction(page, button, next)
      if (round === 0) return
      times.set(name, [...(times.get(name) ?? []), saidMs])
      // The window says at once what it asks the server for; how long that takes is told, too.
      if (name.includes(SERVER))
        times.set(`${name}, until answered`, [...(times.get(`${name}, until answered`) ?? []), shownMs])
    }
    await step('Step 1, Next >: Step 2', 'Next >', 'Show that the licenses are yours')
    await page.getByText('Use my Activation Key', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Activation Key' }).fill(key)
    await step(`Step 2, Next >: what it will do ${SERVER}`, 'Next >', 'is for Commissioning Tool')
    await step('Step 2, Next >: Step 3', 'Next >', 'Choose an Action for each license')
    await chooseAll(page, 'Activate')
    await step('Step 3, Next >: OK to change', 'Next >', 'Click OK to change')
    await step(`OK: Step 4, two licenses activated ${SERVER}`, 'OK', 'Succeeded')
    await step('Restart: Step 1', 'Restart', 'What do you want to do?')
    await page.getByText('Manage', { exact: true }).click()
    await step('Manage, Next >: the licenses of this PC', 'Next >', 'Choose an Action for each license')
    await chooseAll(page, 'Return')
    await step('Manage, Next >: credentials', 'Next >', 'Show that the licenses are yours')
    await page.getByText('Use my Activation Key', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Activation Key' }).fill(key)
    await step('Manage, Next >: what it will do', 'Next >', 'stops working on this PC')
    await step(`Manage, Next >: Step 4, two licenses returned ${SERVER}`, 'Next >', 'Succeeded')
    await step('Cancel: exit?', 'Cancel', 'Do you want to exit?')
    await context.close()
  }
  for (const [name, list] of times) {
    print(
      name,
      `${median(list).toFixed(0)} ms (worst of ${list.length}: ${Math.max(...list).toFixed(0)} ms)`,
      name.endsWith('answered') ? '' : '< 100 ms',
    )
  }
}

async function chooseAll(page: Page, action: string): Promise<void> {
  for (const box of await page.getByRole('combobox', { name: /^Action: / }).all()) {
    await box.click()
    await page.getByRole('option', { name: action, exact: true }).click()
    await page.getByRole('listbox').waitFor({ state: 'hidden' })
  }
}

interface Reaction {
  /** Until the window shows that it has understood: that it asks the server, or the next screen. */
  readonly saidMs: number
  /** Until the next screen is shown. */
  readonly shownMs: number
}

async function reaction(page: Page, button: string, next: string): Promise<Reaction> {
  const target = page.getByRole('button', { name: button, exact: true })
  await page.locator('main[aria-busy=false]').waitFor({ state: 'attached' })
  return await target.evaluate(
    (element, words) =>
      new Promise<Reaction>((seen) => {
        const from = performance.now()
        let said: Promise<number> | null = null
        // The frame after the next is the one that shows it.
        const painted = () =>
          new Promise<number>((at) => {
            requestAnimationFrame(() => requestAnimationFrame(() => at(performance.now() - from)))
          })
        const look = async () => {
          const isShown = document.body.innerText.includes(words)
          if (said === null && (isShown || document.querySelector('footer [role=status]') !== null)) said = painted()
          if (!isShown) return
          observer.disconnect()
          const shownMs = await painted()
          seen({ saidMs: (await said) ?? shownMs, shownMs })
        }
        const observer = new MutationObserver(() => void look())
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
        ;(element as HTMLElement).click()
      }),
    next,
  )
}

/** JavaScript that each entry loads before anything else is clicked. */
async function measureSizes(at: Vendor, shown: Browser): Promise<void> {
  await using wizard = await startWindow(at, openPc(at, 'PC-SIZE'))
  const entries = [
    ['window', await wizard.nextUrl()],
    ['portal', at.url()],
    ['console', `${at.url()}/console`],
  ] as const
  for (const [name, url] of entries) {
    const context = await shown.newContext()
    const page = await context.newPage()
    const bodies = new Map<string, Promise<Buffer>>()
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) bodies.set(response.url(), response.body())
    })
    await page.goto(url)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle').catch(() => undefined)
    const sizeBytes = (await Promise.all(bodies.values())).reduce((sum, body) => sum + gzipSync(body).length, 0)
    print(
      `JavaScript of the ${name}, gzip`,
      `${sizeBytes} bytes, ${(sizeBytes / SIZE_MAX).toFixed(2)} of what it may have`,
      `<= ${SIZE_MAX}`,
    )
    await context.close()
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function print(name: string, value: string, target: string): void {
  console.log(`${name}\t${value}\t${target}`)
}

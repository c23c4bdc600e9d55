import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { buildPages } from '../../scripts/build-pages.ts'
import type { Pc } from './pc.ts'
import { surroundings } from './process.ts'
import type { Vendor } from './vendor.ts'

const licenseWizard = resolve(import.meta.dirname, '../../packages/wizard/bin/license-wizard.js')

/** A License Wizard in a process of its own, which prints the addresses of its windows instead of opening them. */
export interface WindowProcess extends AsyncDisposable {
  /** The next address that it prints; each works once. */
  nextUrl(): Promise<string>
  readonly child: ChildProcess
  stderr(): string
  kill(): Promise<void>
  /** Its exit code, once it has ended by itself. */
  ended(): Promise<number | null>
}

/** Starts the License Wizard of a PC as a window; its page is built if need be. */
export async function startWindow(
  vendor: Vendor,
  pc: Pc,
  env: Readonly<Record<string, string>> = {},
): Promise<WindowProcess> {
  await buildPages('wizard')
  const child = spawn(process.execPath, [licenseWizard, '--print-url'], {
    env: surroundings({
      LATCHKEY_SERVER: vendor.url(),
      LATCHKEY_STORE: pc.store,
      LATCHKEY_HOST_NAME: pc.name,
      XDG_STATE_HOME: join(vendor.folder, 'state'),
      ...env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const urls = linesOf(child)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exited = once(child, 'exit') as Promise<[number | null]>
  const ended = async () => (await exited)[0]
  return {
    child,
    stderr: () => stderr,
    async nextUrl() {
      const { value } = await urls.next()
      if (value === undefined) throw new Error(`the wizard ended without an address: ${stderr}`)
      return value
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** A page of the window, and everything that it complained of. */
export interface WindowPage extends AsyncDisposable {
  readonly page: Page
  /** What the Content Security Policy refused, what was thrown, what the console complained of, what was asked of elsewhere. */
  readonly complaints: string[]
}

/** Opens an address that the wizard printed, in a browser context of its own, watched from its first line of script. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WindowPage> {
  const context = await browser.newContext({ viewport: { width: 1080, height: 820 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  await page.exposeFunction('complain', (text: string) => complaints.push(text))
  await page.addInitScript(
    'addEventListener("securitypolicyviolation", (e) => complain(`CSP ${e.effectiveDirective} ${e.blockedURI} ${e.sample}`))',
  )
  page.on('pageerror', (error) => complaints.push(`thrown ${error.message}`))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console ${message.text()}`)
  })
  const { origin } = new URL(url)
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) complaints.push(`request ${request.url()}`)
  })
  await page.goto(url)
  return {
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close()
    },
  }
}

async function* linesOf({ stdout }: ChildProcess): AsyncGenerator<string> {
  let text = ''
  for await (const chunk of stdout ?? []) {
    text += String(chunk)
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      yield text.slice(0, end)
      text = text.slice(end + 1)
    }
  }
}

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, constants, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const run = promisify(execFile)

/** Oldest Chromium that knows the CSS of the screens (vite.config.ts). */
const CHROMIUM_MIN = 123

const ON_PATH = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]

const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
]

/** No look-ups of a maker's own servers, no first-run pages: a test's browser talks to the test's server alone. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Found {
  readonly executablePath: string
  readonly env?: Record<string, string>
}

/**
 * Starts a Chromium for a test: an installed one, else the one in the npm package @sparticuz/chromium (Linux on x64), so that a
 * machine with nothing but Node and npm runs the browser tests. `LATCHKEY_TEST_BROWSER` names another one, or `npm` for the packaged one.
 */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  const browser = await launch(await findBrowser(), flags)
  if (Number.parseInt(browser.version(), 10) >= CHROMIUM_MIN) return browser
  await browser.close()
  return launch(await packagedBrowser(), flags)
}

/** The browser that the tests use, to start it in another way. */
export async function findBrowser(): Promise<Found> {
  const wished = process.env['LATCHKEY_TEST_BROWSER']
  if (wished === 'npm') return packagedBrowser()
  if (wished !== undefined) return { executablePath: wished }
  return (await installedBrowser()) ?? (await packagedBrowser())
}

async function launch({ executablePath, env = {} }: Found, flags: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags], env: { ...process.env, ...env } })
}

async function installedBrowser(): Promise<Found | null> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = [...ON_PATH.flatMap((name) => folders.map((folder) => join(folder, name))), ...ELSEWHERE]
  for (const executablePath of candidates) {
    if (await isExecutable(executablePath)) return { executablePath }
  }
  return null
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** Unpacks the packaged browser once, beside the installed packages, and finds out whether it needs the libraries it carries. */
async function packagedBrowser(): Promise<Found> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium found. Install Chrome, Edge or Chromium, or name one in LATCHKEY_TEST_BROWSER.')
  }
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const home = join(dirname(entry), '..')
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { readonly version: string }
  const cache = join(home, '..', '..', '.cache', 'latchkey-test-browser')
  const unpacked = join(cache, version)
  if (!existsSync(unpacked)) await unpack(join(home, 'bin'), cache, unpacked)
  const executablePath = join(unpacked, 'chromium')
  return { executablePath, env: await environmentOf(executablePath, unpacked) }
}

/** Into a folder of its own first: two test files may start at the same time, and a half-written browser is worse than none. */
async function unpack(packed: string, cache: string, unpacked: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'draft-'))
  const before = process.env['TMPDIR']
  try {
    // The package unpacks into the system's temporary folder, under names that everybody shares.
    process.env['TMPDIR'] = draft
    const { inflate } = await import('@sparticuz/chromium')
    for (const file of ['chromium.br', 'al2023.tar.br', 'fonts.tar.br']) await inflate(join(packed, file))
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
  await rename(draft, unpacked).catch(async (cause: unknown) => {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(unpacked)) throw cause
  })
}

async function environmentOf(executablePath: string, unpacked: string): Promise<Record<string, string>> {
  const { stdout } = await run('ldd', [executablePath]).catch(() => ({ stdout: 'not found' }))
  const libraries = stdout.includes('not found') ? { LD_LIBRARY_PATH: join(unpacked, 'al2023', 'lib') } : {}
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(unpacked, 'fonts') }
  return { ...libraries, ...fonts }
}

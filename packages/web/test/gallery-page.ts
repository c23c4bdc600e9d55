import type { Browser, Page } from 'playwright-core'
import type { Site } from './site.ts'

/** How a page of the gallery is opened. */
export interface Opening {
  readonly theme?: 'light' | 'dark'
  readonly locale?: string
  readonly brand?: string
  readonly density?: string
  readonly width?: number
}

/** A page of the gallery and everything that went wrong in it. */
export interface GalleryPage {
  readonly page: Page
  /** What the Content Security Policy refused, what was thrown, what the console complained of, what was asked of elsewhere. */
  readonly complaints: string[]
}

/** Opens the gallery in a browser context of its own, watched from its first line of script. */
export async function openGallery(browser: Browser, site: Site, opening: Opening = {}): Promise<GalleryPage> {
  const { theme = 'light', locale = 'en', brand = 'latchkey', density = 'comfortable', width = 1280 } = opening
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: theme,
    permissions: ['clipboard-read', 'clipboard-write'],
    timezoneId: 'Europe/Vienna',
  })
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
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url)) complaints.push(`request ${request.url()}`)
  })
  await page.goto(`${site.url}/gallery.html?${new URLSearchParams({ locale, brand, density }).toString()}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, complaints }
}

/** How far the page, or anything in it, reaches beyond the window at its side, in CSS pixels. */
export async function overflowOf(page: Page): Promise<number> {
  return page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
}

/** The name of what has the focus, as a screen reader starts to say it. */
export async function focusOf(page: Page): Promise<string> {
  return page
    .locator(':focus')
    .evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('aria-label') ?? element.textContent.trim()).join(),
    )
}

/** Waits until what fades in or changes its color is what it will be; what turns for ever does not count. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(STILL)
}

/** One may begin as another ends. What turns for ever is not waited for. */
const STILL = `(async () => {
  const running = () =>
    document.getAnimations().filter((a) => a.playState === 'running' && a.effect.getTiming().iterations !== Infinity)
  for (let all = running(); all.length > 0; all = running()) await Promise.allSettled(all.map((a) => a.finished))
})()`

/** Fails the test that just ran for whatever its page complained of. */
export function assertQuiet({ complaints }: GalleryPage): void {
  if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('\n')}`)
}

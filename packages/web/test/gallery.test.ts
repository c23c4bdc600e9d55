import { globSync, readdirSync, readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { escapees, findings } from './axe.ts'
import { launchBrowser } from './browser.ts'
import { assertQuiet, type GalleryPage, openGallery, type Opening, overflowOf, settled } from './gallery-page.ts'
import { type Site, startSite } from './site.ts'

let site: Site
let browser: Browser
/** One page for all that is seen in English: what changes is the window around it, as on a reader's own desk. */
let gallery: GalleryPage
let page: Page

beforeAll(async () => {
  ;[site, browser] = await Promise.all([startSite(), launchBrowser()])
  gallery = await openGallery(browser, site)
  page = gallery.page
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

afterEach(async () => {
  assertQuiet(gallery)
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'no-preference' })
  await page.setViewportSize({ width: 1280, height: 800 })
})

/** Opens the gallery in a way that needs a page of its own. */
async function withGallery(opening: Opening, look: (page: Page) => Promise<void>): Promise<void> {
  const other = await openGallery(browser, site, opening)
  try {
    await look(other.page)
    expect(other.complaints).toEqual([])
  } finally {
    await other.page.context().close()
  }
}

describe('axe finds nothing', () => {
  it.each(['light', 'dark'] as const)('in the gallery, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await settled(page)
    expect(await findings(page)).toEqual([])
  })

  it.each([
    ['a dialog', 'button', 'Open a dialog', '[role=dialog]'],
    ['a confirmation', 'button', 'Ask to revoke', '[role=alertdialog]'],
    ['the command palette', 'button', 'Open the command palette', '[role=dialog]'],
    ['a select', 'combobox', 'Action', '[role=listbox]'],
    ['a menu', 'button', 'Actions for OFFICE-PC', '[role=menu]'],
  ] as const)('in %s, light and dark', async (_, role, name, popup) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.getByRole(role, { name, exact: true }).click()
      await page.locator(popup).waitFor()
      await settled(page)
      expect(await findings(page, popup)).toEqual([])
      await page.keyboard.press('Escape')
      await page.locator(popup).waitFor({ state: 'hidden' })
    }
  })
})

describe('the strict Content Security Policy', () => {
  it('refuses nothing of toasts and tooltips either, and no style element or inline script is made', async () => {
    await page.getByRole('button', { name: 'Show a failure' }).click()
    // A toast stays while the pointer is on it.
    await page.getByText('The mail could not be sent').first().hover()
    expect(await findings(page, '[role=region]:has([role=dialog], [role=alertdialog])')).toEqual([])
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('button', { name: 'Open the history of this PC' }).hover()
    await page.getByText('Opens the history of this PC').waitFor()
    expect(await page.locator('style, script:not([src])').count()).toBe(0)
  })

  it('is in force: an inline script does not run', async () => {
    const other = await openGallery(browser, site)
    await other.page.locator('body').evaluate((body) => {
      const script = body.ownerDocument.createElement('script')
      try {
        script.textContent = 'document.title = "broken into"'
        body.append(script)
      } catch {
        // Trusted Types refuse the text itself.
      }
    })
    await expect.poll(() => other.complaints.some((text) => text.startsWith('CSP'))).toBe(true)
    expect(await other.page.title()).toBe('Latchkey components')
    await other.page.context().close()
  })
})

describe('a small or enlarged page', () => {
  // 640 is 1280 at 200 % zoom, 320 is 1280 at 400 %.
  it.each([320, 640, 768])('never scrolls sideways at %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    expect(await overflowOf(page)).toBe(0)
    expect(await escapees(page)).toEqual([])
  })

  it('never scrolls sideways with text twice as large, and nothing is cut off', async () => {
    const html = page.locator('html')
    await html.evaluate((element) => element.style.setProperty('font-size', '200%'))
    expect(await overflowOf(page)).toBe(0)
    expect(await escapees(page)).toEqual([])
    await html.evaluate((element) => element.style.removeProperty('font-size'))
  })

  it('shows a table as cards where it is narrow, still a table to a screen reader', async () => {
    await page.setViewportSize({ width: 320, height: 800 })
    const table = page.getByRole('table', { name: 'Licenses of this key' })
    expect(await table.getByRole('columnheader').allTextContents()).toContain('Activated on')
    const row = table.getByRole('row', { name: /IzoT Net Server/ })
    const [product, host] = await Promise.all([
      row.getByRole('rowheader', { name: 'IzoT Net Server' }).boundingBox(),
      row.getByText('OFFICE-PC', { exact: true }).boundingBox(),
    ])
    expect(host?.y).toBeGreaterThan((product?.y ?? 0) + (product?.height ?? 0) - 1)
  })
})

describe('every control', () => {
  it('is a target of at least 24 by 24 pixels, even where the page is dense', async () => {
    const html = page.locator('html')
    await html.evaluate((element) => element.setAttribute('data-density', 'compact'))
    const small = await page
      .locator('button, [role=combobox], [role=tab], input:not([type=checkbox], [type=radio], [aria-hidden], [hidden])')
      .evaluateAll((elements) =>
        elements
          .filter((element) => {
            const { width, height } = element.getBoundingClientRect()
            return Math.min(width, height) < 24
          })
          .map((element) => element.outerHTML.slice(0, 120)),
      )
    expect(small).toEqual([])
    // Tick-boxes and radio buttons: their line is the target.
    const lines = await page.locator(':is([type=checkbox], [type=radio]) + div > label').evaluateAll((labels) =>
      labels.map((label) => {
        const style = label.ownerDocument.defaultView?.getComputedStyle(label, '::before')
        return Number.parseFloat(style?.height ?? '0')
      }),
    )
    expect(lines.length).toBeGreaterThan(8)
    expect(Math.min(...lines)).toBeGreaterThanOrEqual(24)
    await html.evaluate((element) => element.removeAttribute('data-density'))
  })

  it('keeps an edge of a pixel in forced colors, and a tick that is seen', async () => {
    await page.emulateMedia({ forcedColors: 'active' })
    const controls = 'button, [role=combobox], [role=tab], textarea, input:not(.lk-check, [aria-hidden], [hidden])'
    const bare = await page.locator(controls).evaluateAll((elements) =>
      elements
        .filter((element) => {
          const style = element.ownerDocument.defaultView?.getComputedStyle(element)
          return style?.borderTopStyle !== 'solid' || Number.parseFloat(style.borderTopWidth) < 1
        })
        .map((element) => element.outerHTML.slice(0, 120)),
    )
    expect(bare).toEqual([])
    const drawn = await page
      .locator('.lk-check')
      .evaluateAll((boxes) => boxes.map((box) => box.ownerDocument.defaultView?.getComputedStyle(box).appearance))
    expect(new Set(drawn)).toEqual(new Set(['auto']))
  })

  it('stands still for those who ask for less motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const durations = await page
      .locator('.animate-spin')
      .evaluateAll((spinners) =>
        spinners.map((spinner) => spinner.ownerDocument.defaultView?.getComputedStyle(spinner).animationDuration),
      )
    expect(new Set(durations)).toEqual(new Set(['0.001s']))
  })
})

describe('languages', () => {
  it.each([
    ['de', 'Erledigt'],
    ['ja', '完了'],
    ['zh-Hans', '已完成'],
  ])('%s is shown in its own words, and fits into 320 pixels', async (locale, done) => {
    await withGallery({ locale, width: 320 }, async (other) => {
      expect(await other.locator('html').getAttribute('lang')).toBe(locale)
      expect(await other.getByText(done, { exact: true }).count()).toBeGreaterThan(3)
      expect(await overflowOf(other)).toBe(0)
      expect(await escapees(other)).toEqual([])
    })
  })

  it('that read from right to left begin on the right, but for keys and ids; axe finds nothing, in another brand, dark and dense', async () => {
    await withGallery({ locale: 'ar', theme: 'dark', brand: 'orchid', density: 'compact' }, async (other) => {
      expect(await other.locator('html').getAttribute('dir')).toBe('rtl')
      const brand = await other.getByRole('banner').getByText('Latchkey', { exact: true }).boundingBox()
      const help = await other.getByRole('link', { name: 'Help' }).boundingBox()
      expect(brand?.x).toBeGreaterThan(help?.x ?? Number.POSITIVE_INFINITY)
      expect(await other.getByRole('textbox', { name: 'Complete' }).getAttribute('dir')).toBe('ltr')
      expect(await findings(other)).toEqual([])
      await other.setViewportSize({ width: 320, height: 800 })
      expect(await overflowOf(other)).toBe(0)
      expect(await escapees(other)).toEqual([])
    })
  })
})

describe('what is sent to the browser', () => {
  it('is at most 200 kB of JavaScript', () => {
    process.stdout.write(`web-gallery-script-gzip ${site.scriptBytes} B (target <= 200000 B)\n`)
    expect(site.scriptBytes).toBeLessThanOrEqual(200_000)
  })

  it('includes its own font', async () => {
    const ready = 'document.fonts.ready.then(() => document.fonts.check("14px \'Inter Variable\'"))'
    expect(await page.evaluate(ready)).toBe(true)
  })
})

/** Parts that others are made of: seen in every dialog and field, nowhere by themselves. */
const PARTS = ['dialog-frame', 'field', 'spinner']

it('has every component of the design system in the gallery', () => {
  const ui = new URL('../ui/', import.meta.url)
  const shown = readdirSync(new URL('gallery/', ui)).map((name) => readFileSync(new URL(`gallery/${name}`, ui), 'utf8'))
  const components = globSync('*.tsx', { cwd: ui }).map((name) => name.replace('.tsx', ''))
  expect(components.length).toBeGreaterThanOrEqual(25)
  expect(components.filter((name) => !shown.some((source) => source.includes(`/${name}.tsx'`)))).toEqual(PARTS)
})

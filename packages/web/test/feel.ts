import type { Page } from 'playwright-core'

/** Ids of things, as packages/core makes them. */
const ID = String.raw`\b[a-z]{2,3}_[0-9a-hjkmnp-tv-z]{20}\b`
const CONTROLS = 'button, input:not([type=file], [hidden]), select, textarea, [role=combobox], [role=tab]'

/**
 * What of a page a reader who is picky would name, of what can be measured: instants without the absolute time in their title, controls
 * without a border in forced colors, what still moves though motion is not wanted, and ids that are not monospaced or cannot be copied.
 */
export async function feelFindings(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  const untitled = await page
    .locator('time')
    .evaluateAll((times) =>
      times.filter((time) => !/\d.*\d/.test(time.getAttribute('title') ?? '')).map((time) => time.outerHTML),
    )
  const bare = await page.locator(CONTROLS).evaluateAll((controls) =>
    controls
      .filter((control) => control.checkVisibility() && control.getBoundingClientRect().width > 1)
      .filter((control) => {
        const { borderTopWidth, appearance } = getComputedStyle(control)
        // What the system draws has the system's border.
        return Number.parseFloat(borderTopWidth) < 1 && appearance === 'none'
      })
      .map((control) => control.outerHTML.slice(0, 160)),
  )
  const moving = await page.locator('body *').evaluateAll((elements) =>
    elements
      .filter((element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element)
        return [transitionDuration, animationDuration].some((time) => Number.parseFloat(time) > 0.01)
      })
      .map((element) => element.outerHTML.slice(0, 160))
      .slice(0, 3),
  )
  const loose = await page.locator('main *').evaluateAll((elements, pattern) => {
    const id = new RegExp(pattern)
    const holders = elements.filter((element) =>
      [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && id.test(textContent ?? '')),
    )
    return holders
      .filter((element) => {
        const isMono = getComputedStyle(element).fontFamily.includes('mono')
        const isCopied = element.closest('button') !== null || element.parentElement?.querySelector('button') !== null
        return !isMono || !isCopied
      })
      .map((element) => element.outerHTML.slice(0, 160))
  }, ID)
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' })
  return [
    ...untitled.map((element) => `an instant without its absolute time: ${element}`),
    ...bare.map((element) => `a control without a border: ${element}`),
    ...moving.map((element) => `moves: ${element}`),
    ...loose.map((element) => `an id that is not monospaced, or not copied: ${element}`),
  ]
}

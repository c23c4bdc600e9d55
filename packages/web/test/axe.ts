import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Every finding of axe, with where it is: WCAG 2.2 A and AA, and what axe calls best practice. */
export async function findings(shown: Page, within?: string): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page: shown }).options({ rules: { 'target-size': { enabled: true } } })
  return analyzed(within === undefined ? axe : axe.include(within))
}

/** What axe finds in the colors alone: another color scheme changes nothing else. */
export async function colorFindings(shown: Page): Promise<readonly string[]> {
  return analyzed(new AxeBuilder({ page: shown }).withRules(['color-contrast', 'link-in-text-block']))
}

async function analyzed(axe: AxeBuilder): Promise<readonly string[]> {
  // The page has no frames: axe need not open a window of its own to put their findings together.
  const { violations } = await axe.setLegacyMode().analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** What reaches beyond the window at its side. */
export async function escapees(shown: Page): Promise<readonly string[]> {
  return shown.locator('main :is(button, input, textarea, code, p, td, th, dd)').evaluateAll((elements) =>
    elements
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect()
        const clipped = element.closest('.sr-only, [role=tablist], thead') !== null
        return !clipped && width > 0 && (left < -0.5 || right > element.ownerDocument.documentElement.clientWidth + 0.5)
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  )
}

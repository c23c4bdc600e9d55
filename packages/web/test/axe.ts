import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Every finding of axe, with where it is: WCAG 2.2 A and AA, and what axe calls best practice. */
export async function findings(shown: Page, within?: string): Promise<readonly string[]> {
  return analyzed(shown, within, { rules: { 'target-size': { enabled: true } } })
}

/** What axe finds in the colors alone: another color scheme changes nothing else. */
export async function colorFindings(shown: Page): Promise<readonly string[]> {
  return analyzed(shown, undefined, { runOnly: ['color-contrast', 'link-in-text-block'] })
}

interface Axe {
  run(
    within: string | Document,
    options: object,
  ): Promise<{ readonly violations: readonly { id: string; nodes: readonly { target: readonly unknown[] }[] }[] }>
}

/** Half a megabyte of axe is brought to a page once, not for each look at it; a page that was loaded anew has none. */
async function analyzed(shown: Page, within: string | undefined, options: object): Promise<readonly string[]> {
  if (!(await shown.evaluate(() => 'axe' in globalThis))) {
    // The pages have no frames: axe need not open a window of its own to put their findings together.
    await new AxeBuilder({ page: shown }).setLegacyMode().withRules(['html-has-lang']).analyze()
  }
  return shown.evaluate(
    async ([place, how]) => {
      const { axe } = globalThis as unknown as { readonly axe: Axe }
      const { violations } = await axe.run(place ?? document, how)
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
    },
    [within, options] as const,
  )
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

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { launchBrowser } from '../packages/web/test/browser.ts'
import { type Face, followKb1023 } from './support/kb1023.ts'
import { openPage, startWindow } from './support/window.ts'
import { atWindow } from './support/window-screens.ts'

/** The same words, the same tests, at the window: once by mouse, once by the keyboard alone. */
let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
})

function windowBy(hand: 'mouse' | 'keyboard'): Face {
  return {
    name: `the window, by ${hand}`,
    async at(vendor, pc, work) {
      await using wizard = await startWindow(vendor, pc)
      await using opened = await openPage(browser, await wizard.nextUrl())
      const result = await work(atWindow(opened.page, wizard, hand))
      expect(opened.complaints).toEqual([])
      return result
    },
  }
}

followKb1023(windowBy('mouse'))
followKb1023(windowBy('keyboard'))

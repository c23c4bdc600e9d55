import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Screens } from './screens.ts'
import type { WindowProcess } from './window.ts'

/** How somebody works at the window. */
interface Hand {
  select(label: string): Promise<void>
  check(label: string): Promise<void>
  enter(field: string, text: string): Promise<void>
  choose(row: string, action: string): Promise<void>
  click(button: string): Promise<void>
}

/** What a reader of KB1023 does at the window: by the mouse, or by the keyboard alone. */
export function atWindow(page: Page, wizard: WindowProcess, by: 'mouse' | 'keyboard'): Screens {
  const hand = by === 'mouse' ? mouse(page) : keyboard(page)
  const text = async () => (await page.locator('body').innerText()).replaceAll(/[\u00A0]/g, ' ')
  const step = async (number: number) => {
    await settled(page)
    await page.getByText(`Step ${number} of 4`).waitFor()
    await settled(page)
    return `Step ${number} of 4 (Current)\n${await text()}`
  }
  return {
    step,
    select: (label) => hand.select(label),
    check: (label) => hand.check(label),
    enter: (field, words) => hand.enter(field, words),
    click: (button) => hand.click(button),
    async changeActions(action) {
      const names = await page
        .getByRole('combobox', { name: /^Action: / })
        .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label') ?? ''))
      expect(names).not.toEqual([])
      for (const name of names) await hand.choose(name, action)
    },
    async nextTo(number) {
      for (let clicks = 0; clicks < 2; clicks++) {
        await settled(page)
        const outlook = await text()
        await hand.click('Next >')
        await settled(page)
        if (await page.getByText(`Step ${number} of 4`).isVisible()) return outlook
      }
      throw new Error(`Next > does not lead to step ${number}:\n${await text()}`)
    },
    async see(words) {
      await page.getByText(words).first().waitFor()
      await settled(page)
      return text()
    },
    exited: async () => ({ exitCode: await wizard.ended() }),
  }
}

/** Waits until the screen knows of everything that was done, and nothing is under way. */
async function settled(page: Page): Promise<void> {
  await page.locator('main[aria-busy=false]').waitFor({ state: 'attached' })
}

function mouse(page: Page): Hand {
  const pick = async (role: 'radio' | 'checkbox', label: string) => {
    await page.getByText(label, { exact: true }).click()
    await settled(page)
    expect(await page.getByRole(role, { name: label, exact: true }).isChecked()).toBe(true)
  }
  return {
    select: (label) => pick('radio', label),
    check: (label) => pick('checkbox', label),
    async enter(field, text) {
      await page.getByRole('textbox', { name: field, exact: true }).fill(text)
    },
    async choose(row, action) {
      await page.getByRole('combobox', { name: row, exact: true }).click()
      await page.getByRole('option', { name: action, exact: true }).click()
      await page.getByRole('listbox').waitFor({ state: 'hidden' })
      await settled(page)
    },
    async click(button) {
      await page.getByRole('button', { name: button, exact: true }).click()
      await pause(page)
    },
  }
}

const STOPS_MAX = 60

function keyboard(page: Page): Hand {
  const focused = () => page.locator(':focus')
  /** Tab until the focus is there: what Tab cannot reach, somebody without a mouse cannot use. */
  const tabTo = async (target: Locator) => {
    await target.waitFor()
    for (let stop = 0; stop < STOPS_MAX; stop++) {
      if (await target.and(focused()).count()) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab does not reach ${String(target)}`)
  }
  return {
    async select(label) {
      const wished = page.getByRole('radio', { name: label, exact: true })
      const group = (await wished.getAttribute('name')) ?? ''
      await tabTo(page.locator(`input[name="${group}"]:checked`))
      for (let turn = 0; turn < 6 && !(await wished.isChecked()); turn++) {
        await page.keyboard.press('ArrowDown')
        await settled(page)
      }
      expect(await wished.isChecked()).toBe(true)
    },
    async check(label) {
      const box = page.getByRole('checkbox', { name: label, exact: true })
      await tabTo(box)
      await page.keyboard.press('Space')
      await settled(page)
      expect(await box.isChecked()).toBe(true)
    },
    async enter(field, text) {
      await tabTo(page.getByRole('textbox', { name: field, exact: true }))
      await page.keyboard.press('Control+A')
      await page.keyboard.insertText(text)
    },
    async choose(row, action) {
      await tabTo(page.getByRole('combobox', { name: row, exact: true }))
      await page.keyboard.press('Enter')
      const option = page.getByRole('option', { name: action, exact: true })
      await option.waitFor()
      for (let turn = 0; turn < 6 && (await option.getAttribute('data-highlighted')) === null; turn++) {
        await page.keyboard.press('ArrowDown')
      }
      await page.keyboard.press('Enter')
      await page.getByRole('listbox').waitFor({ state: 'hidden' })
      await settled(page)
    },
    async click(button) {
      await tabTo(page.getByRole('button', { name: button, exact: true }))
      await page.keyboard.press('Enter')
      await pause(page)
    },
  }
}

/** Until the press is on its way; the window may have closed itself by then. */
async function pause(page: Page): Promise<void> {
  await page.evaluate(() => undefined).catch(() => undefined)
}

import { formatActivationKey } from '@latchkey/core/activation-key'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './browser.ts'
import { assertQuiet, focusOf, type GalleryPage, openGallery } from './gallery-page.ts'
import { type Site, startSite } from './site.ts'

const KEY: string = formatActivationKey(Uint8Array.from({ length: 17 }, (_, index) => (index * 73 + 19) % 256))
const MEBIBYTE = 1024 * 1024

let site: Site
let browser: Browser
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

afterEach(() => {
  assertQuiet(gallery)
})

function button(name: string): Locator {
  return page.getByRole('button', { name, exact: true })
}

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** Focuses a control as Tab would, and presses keys there. */
async function pressOn(control: Locator, ...keys: readonly string[]): Promise<void> {
  await control.focus()
  await press(...keys)
}

function field(name: string): Locator {
  return page.getByRole('textbox', { name, exact: true })
}

/** A real paste: through the clipboard and Ctrl+V. */
async function paste(into: Locator, text: string): Promise<void> {
  await into.evaluate(
    (element, pasted) => element.ownerDocument.defaultView?.navigator.clipboard.writeText(pasted),
    text,
  )
  await pressOn(into, 'Control+a', 'Control+v')
}

describe('by keyboard alone', () => {
  it('the first Tab reaches the way past the header, and Enter takes it', async () => {
    await press('Tab')
    expect(await focusOf(page)).toBe('Skip to content')
    await press('Enter')
    expect(await page.locator('main:focus').count()).toBe(1)
  })

  it('Tab shows where it is, all along the page', async () => {
    const bare: string[] = []
    const seen = new Set<string>()
    for (let stop = 0; stop < 120; stop++) {
      await press('Tab')
      const [focused] = await page.locator(':focus').evaluateAll((elements) =>
        elements.map((element) => {
          const style = element.ownerDocument.defaultView?.getComputedStyle(element)
          return { html: element.outerHTML.slice(0, 200), ring: `${style?.outlineStyle} ${style?.outlineWidth}` }
        }),
      )
      if (focused === undefined) break
      seen.add(focused.html)
      if (focused.ring !== 'solid 2px') bare.push(`${focused.ring} ${focused.html}`)
    }
    expect(bare).toEqual([])
    expect(seen.size).toBeGreaterThan(50)
  })

  it('a select is opened, read and chosen from; what is disabled says why, and is not chosen', async () => {
    const select = page.getByRole('combobox', { name: 'Action', exact: true })
    await pressOn(select, 'Enter', 'End')
    const illegal = page.getByRole('option', { name: /^Activate.*activated on OFFICE-PC.*Return it there/s })
    await expect.poll(() => illegal.getAttribute('data-highlighted')).not.toBeNull()
    expect(await illegal.getAttribute('aria-disabled')).toBe('true')
    await press('Enter')
    expect(await select.textContent()).toContain('No change')
    await press('Home', 'ArrowDown', 'Enter')
    await expect.poll(() => select.textContent()).toBe('Return')
    await expect.poll(() => focusOf(page)).toBe('Action')
  })

  it('radio cards are chosen with the arrows, and what is disabled stays unchosen', async () => {
    const cards = page.getByRole('group', { name: 'What do you want to do?' })
    await pressOn(cards.getByRole('radio', { name: 'Activate product license' }), 'ArrowDown')
    expect(await cards.getByRole('radio', { name: 'Manage' }).isChecked()).toBe(true)
    await press('ArrowDown')
    expect(await cards.getByRole('radio', { name: 'Move to another account' }).isChecked()).toBe(false)
    expect(await cards.getByRole('radio', { name: 'Manage' }).isChecked()).toBe(true)
  })

  it('a tick-box is ticked with Space; one that may not change does not', async () => {
    const box = page.getByRole('checkbox', { name: 'Also release from the account' })
    await pressOn(box, 'Space')
    expect(await box.isChecked()).toBe(true)
    const fixed = page.getByRole('checkbox', { name: 'Second factor' })
    await pressOn(fixed, 'Space')
    expect(await fixed.isChecked()).toBe(true)
    expect(await page.getByText('Your role needs one. Ask an administrator.').count()).toBe(1)
  })

  it('tabs are walked with the arrows', async () => {
    await pressOn(page.getByRole('tab', { name: /Licenses/ }), 'ArrowRight', 'Enter')
    await page.getByRole('tabpanel').getByText('OFFICE-PC and LAPTOP-7.').waitFor()
    await press('End', 'Enter')
    await expect.poll(() => page.getByRole('tabpanel').textContent()).toBe('Nothing happened yet.')
  })

  it('a dialog keeps the focus, and Escape gives it back', async () => {
    await pressOn(button('Open a dialog'), 'Enter')
    const dialog = page.getByRole('dialog', { name: 'Return the license of OFFICE-PC' })
    await dialog.waitFor()
    for (let stop = 0; stop < 8; stop++) {
      await press('Tab')
      // The guards at its edges pass the focus on within a moment.
      await expect.poll(() => dialog.locator(':focus').count()).toBe(1)
    }
    await press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(() => focusOf(page)).toBe('Open a dialog')
  })

  it('a question is answered with Enter; where something ends, the first answer is to keep it', async () => {
    await pressOn(button('Ask to exit'), 'Enter')
    const exit = page.getByRole('alertdialog', { name: 'Do you want to exit?' })
    await exit.waitFor()
    await expect.poll(() => focusOf(page)).toBe('Yes')
    await press('Tab')
    expect(await focusOf(page)).toBe('No')
    await press('Enter')
    await exit.waitFor({ state: 'hidden' })
    await pressOn(button('Ask to revoke'), 'Enter')
    const revoke = page.getByRole('alertdialog', { name: 'Revoke this activation key?' })
    await revoke.waitFor()
    await expect.poll(() => focusOf(page)).toBe('Keep it')
    await press('Escape')
    await revoke.waitFor({ state: 'hidden' })
    await expect.poll(() => focusOf(page)).toBe('Ask to revoke')
  })

  it('a menu is opened and walked; what is disabled is reached and says why', async () => {
    await pressOn(button('Actions for OFFICE-PC'), 'Enter')
    const menu = page.getByRole('menu', { name: 'Actions for OFFICE-PC' })
    await menu.waitFor()
    await press('ArrowDown', 'ArrowDown')
    await expect.poll(() => focusOf(page)).toContain('the next is possible on 4 November 2027')
    await press('Enter')
    expect(await menu.isVisible()).toBe(true)
    await press('Escape')
    await menu.waitFor({ state: 'hidden' })
    await expect.poll(() => focusOf(page)).toBe('Actions for OFFICE-PC')
  })

  it('the command palette opens with Ctrl+K, finds what is typed, and closes when it has run', async () => {
    await pressOn(button('Open the command palette'), 'Control+k')
    const palette = page.getByRole('dialog', { name: 'Commands' })
    await palette.waitFor()
    await page.keyboard.type('zzz')
    await palette.getByText('Nothing fits. Try another word.').waitFor()
    await press('Control+a')
    await page.keyboard.type('issue')
    await expect.poll(() => palette.getByRole('option').allTextContents()).toEqual(['Issue activation keys'])
    await press('Enter')
    await palette.waitFor({ state: 'hidden' })
  })

  it('F6 reaches a toast, and Escape leaves it', async () => {
    await pressOn(button('Show a toast'), 'Enter')
    await page.getByText('Renamed to LAPTOP-7').first().waitFor()
    await press('F6', 'Tab')
    expect(await focusOf(page)).toContain('Renamed to LAPTOP-7')
    await press('Tab')
    expect(await focusOf(page)).toBe('Dismiss')
    await press('Enter')
    await page.getByRole('button', { name: 'Dismiss' }).waitFor({ state: 'hidden' })
  })

  it('a tooltip appears on focus, and says nothing that the control does not say itself', async () => {
    await pressOn(button('Downloads').or(button('Actions for OFFICE-PC')), 'Tab')
    await page.getByText('Opens the history of this PC').waitFor()
    expect(await focusOf(page)).toBe('Open the history of this PC')
    await press('Escape')
    await page.getByText('Opens the history of this PC').waitFor({ state: 'hidden' })
  })

  it('a password is shown and hidden', async () => {
    const field = page.getByLabel('New password')
    expect(await field.getAttribute('type')).toBe('password')
    const show = page.getByRole('button', { name: 'Show password' }).last()
    await pressOn(show, 'Space')
    expect(await field.getAttribute('type')).toBe('text')
    expect(await show.getAttribute('aria-pressed')).toBe('true')
    await press('Space')
    expect(await field.getAttribute('type')).toBe('password')
  })

  it('a search is cleared, and the focus stays in its box', async () => {
    const box = page.getByRole('searchbox', { name: 'Search accounts' })
    await pressOn(box, 'Tab', 'Enter')
    expect(await box.inputValue()).toBe('')
    expect(await box.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true)
  })

  it('an id is copied whole', async () => {
    await pressOn(button('Copy License id'), 'Enter')
    await page.getByRole('status').getByText('License id copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('lic_0123456789abcdefghjk')
    // The first one is that of a whole answer.
    await pressOn(button('Copy details').nth(1), 'Enter')
    await expect
      .poll(() => page.evaluate('navigator.clipboard.readText()'))
      .toContain('ACTIVATED_ELSEWHERE op_0123456789abcdefghjk')
  })

  it('a disabled button is reached, says why, and does nothing', async () => {
    const disabled = button('Activate here')
    await pressOn(disabled, 'Enter', 'Space')
    expect(await disabled.getAttribute('aria-disabled')).toBe('true')
    const reason = (await disabled.getAttribute('aria-describedby')) ?? ''
    expect(await page.locator(`[id="${reason}"]`).textContent()).toContain('Return it there first.')
  })
})

describe('the key field', () => {
  it('groups a pasted mail, offers the one-character correction, and names the group', async () => {
    const input = field('One character wrong')
    await page.getByText('One character in group 4 is wrong.').waitFor()
    await pressOn(button('Use this key'), 'Enter')
    expect(await input.inputValue()).toBe(KEY)
    await expect.poll(() => input.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true)
    expect(await input.getAttribute('aria-invalid')).toBeNull()
    const empty = field('Empty')
    await paste(empty, `Your key:\n  ${KEY.toLowerCase().replaceAll('-', ' ')}\n`)
    await expect.poll(() => empty.inputValue()).toBe(KEY)
  })

  it('is not held up by a paste of 10 MB, and says what it left out', async () => {
    const input = field('Empty')
    await paste(input, 'LICENSE '.repeat((10 * MEBIBYTE) / 8))
    await page.getByText(/characters of the pasted text were left out/).waitFor()
    expect((await input.inputValue()).length).toBeLessThanOrEqual(200)
    await press('Control+a')
    await page.keyboard.type(KEY.toLowerCase())
    await press('Tab')
    expect(await input.inputValue()).toBe(KEY)
  })
})

import { join } from 'node:path'
import { refusal } from '@latchkey/core/refusals'
import { useLanguage } from '@latchkey/wizard/language'
import type { Input } from '@latchkey/wizard/flow/screen'
import type { Browser, Page } from 'playwright-core'
import { issueKey, openPc, openVendor } from '../../wizard/test/memory-engine.ts'
import { openTalk } from './window-stage.ts'

/** Nothing fades in or changes its color any more; what turns for ever does not count. */
export const STILL = 'document.getAnimations().every((a) => a.effect.getTiming().iterations === Infinity)'

const press = (name: string) => ({ type: 'press', name }) as const
const set = (name: string, value: string | boolean) => ({ type: 'set', name, value }) as const

/** Waits until an expression is true in the page; by evaluation from outside, which the page's policy does not forbid. */
export async function until(page: Page, isSo: string): Promise<void> {
  while ((await page.evaluate(isSo)) !== true) await page.waitForTimeout(50)
}

/** The main screens of the License Wizard's window: the real flow and the real page, with an engine that keeps its vendor in memory. */
export async function windowScreenshots(browser: Browser, folder: string): Promise<void> {
  const vendor = openVendor()
  const key = issueKey(vendor, 1, ['ct', 'izot-net-server'])
  const taken = issueKey(vendor, 2, ['ct'])
  await openPc(vendor, 'OLD-PC').activate({ key: taken }, [{ keyId: 'key_2' as never, product: 'ct' as never }])
  const talk = await openTalk(browser, openPc(vendor, 'OFFICE-PC'))
  const { page, conversation } = talk
  const act = (...inputs: readonly Input[]) => talk.act(...inputs)
  const shoot = async (name: string) => {
    await until(page, STILL)
    await page.screenshot({ path: join(folder, `window-${name}.png`), fullPage: name.endsWith('320') })
    console.log(`window-${name}`)
  }
  const rows = () =>
    conversation.screen().controls.flatMap((control) => (control.kind === 'licenses' ? control.rows : []))
  const chooseAll = async (action: string) => {
    for (const { action: choice } of rows()) if (choice !== null) await act(set(choice.name, action))
  }

  await shoot('step-1')
  const mistyped = `${key.slice(0, 20)}7${key.slice(21)}`
  const account = [set('mode', 'account'), set('username', 'maria'), set('password', 'correct horse battery')]
  await act(press('next'), ...account, set('hasKey', true), set('key', mistyped), press('next'))
  await shoot('mistyped-key')
  vendor.offline = refusal('NETWORK_TIMEOUT', { server: 'licenses.example' })
  await act(set('key', key), press('next'))
  await shoot('refusal')
  vendor.offline = null
  await act(press('next'))
  await shoot('step-2')
  await act(press('next'))
  await chooseAll('activate')
  await shoot('step-3')
  await page.emulateMedia({ colorScheme: 'dark' })
  await shoot('step-3-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await act(press('next'))
  await shoot('ok-to-change')
  await act(press('ok'))
  await shoot('step-4')
  await act(press('cancel'))
  await page.getByRole('alertdialog').waitFor()
  await shoot('exit')
  await act(press('no'))
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' })
  await act(press('restart'), press('next'))
  await chooseAll('return')
  await shoot('manage')
  await page.setViewportSize({ width: 320, height: 820 })
  await shoot('manage-320')
  await page.setViewportSize({ width: 1080, height: 820 })
  await act(press('back'), set('route', 'activate'), press('next'), set('mode', 'key'), set('key', taken))
  await act(press('next'), press('next'))
  await shoot('active-elsewhere')
  await act(press(rows()[0]?.links[0]?.name ?? ''))
  await shoot('ways-out')
  await act(set('wayOut', 'emergency'), press('next'))
  await shoot('emergency')
  await act(press('back'), set('wayOut', 'ask-support'), press('next'), set('email', 'maria@example.com'))
  await shoot('ask-support')
  await page.getByRole('combobox', { name: 'Language' }).click()
  await page.getByRole('option', { name: 'العربية' }).click()
  await page.locator('html[dir=rtl]').waitFor()
  await shoot('arabic')
  await useLanguage('en')
  vendor.offline = refusal('NETWORK_DNS', { server: 'licenses.example' })
  const byFile = [press('cancel'), press('no'), press('back'), press('back'), press('back'), press('next')]
  await act(...byFile, press('save-request'))
  await shoot('save-request')
  await act(press('save'))
  await shoot('load-response')
  await page.emulateMedia({ colorScheme: 'dark' })
  await shoot('load-response-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 320, height: 820 })
  await shoot('load-response-320')
  await talk.close()
}

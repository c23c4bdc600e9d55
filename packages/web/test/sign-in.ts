import type { Page } from 'playwright-core'
import { totpCode } from '../../server/src/accounts/totp.ts'

export const STAFF_PASSWORD = 'the long password of ada'

export async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('User name or e-mail address').fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Staff set up their second factor at the first sign-in, as anybody would: the secret is read off the screen. */
export async function signInStaff(page: Page, url: string, username = 'ada'): Promise<void> {
  await page.goto(`${url}/console`)
  await signIn(page, username, STAFF_PASSWORD)
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
  const secret = (await page.locator('code').first().textContent()) ?? ''
  await page.getByLabel('First code').fill(totpCode(secret.trim(), Date.now()))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('button', { name: 'I have kept them, go on' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}

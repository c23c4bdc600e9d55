import { readFileSync } from 'node:fs'
import { LIMITS } from '@latchkey/core/limits'
import type { PasswordOwner } from './accounts.ts'

/** Why a password may not be set. */
export type PasswordFault = 'too-short' | 'too-short-beside-factor' | 'too-long' | 'common' | 'names-you'

/** What is wrong with a new password, or null. Length decides, and that nobody guesses it first; no rules of composition. */
export function faultOfPassword(password: string, login: PasswordOwner): PasswordFault | null {
  const chars = charsOf(password)
  if (chars < passwordCharsMin(login)) return login.hasSecondFactor ? 'too-short-beside-factor' : 'too-short'
  if (chars > LIMITS.passwordCharsMax) return 'too-long'
  const plain = password.normalize('NFKC').toLowerCase()
  const names = [login.username ?? '', login.email, login.email.split('@')[0] ?? ''].map((name) => name.toLowerCase())
  if (names.some((name) => name.length > 2 && isRepetitionOf(plain, name))) return 'names-you'
  return isCommon(plain) ? 'common' : null
}

/** How long a password must be: shorter where a second factor stands beside it. */
export function passwordCharsMin({ hasSecondFactor }: Pick<PasswordOwner, 'hasSecondFactor'>): number {
  return hasSecondFactor ? LIMITS.passwordWithSecondFactorCharsMin : LIMITS.passwordCharsMin
}

/** Whether a password is too short to stand alone. */
export function isShort(password: string): boolean {
  return charsOf(password) < LIMITS.passwordCharsMin
}

function charsOf(password: string): number {
  return Array.from(password).length
}

/** The fault as a sentence that completes a form. */
export const WORDS_OF_FAULT = {
  'too-short': `A password has at least ${LIMITS.passwordCharsMin} characters; several words are easy to remember.`,
  'too-short-beside-factor': `A password has at least ${LIMITS.passwordWithSecondFactorCharsMin} characters, even beside a second factor.`,
  'too-long': `A password has at most ${LIMITS.passwordCharsMax} characters.`,
  common: 'This password is one of the first that anybody tries.',
  'names-you': 'A password must not be the username or e-mail address.',
} as const satisfies Record<PasswordFault, string>

/** On the list, or a short thing of at most ten characters (a listed word, a letter, "12345") over and over. */
function isCommon(plain: string): boolean {
  if (commonPasswords().has(plain)) return true
  const unit = unitOf(plain)
  return unit !== null && (unit.length <= 4 || commonPasswords().has(unit) || plain.length / unit.length >= 3)
}

/** The shortest text that, repeated, is this one; null if that is only itself. */
function unitOf(text: string): string | null {
  const index = (text + text).indexOf(text, 1)
  return index < text.length ? text.slice(0, index) : null
}

function isRepetitionOf(text: string, unit: string): boolean {
  return text.replaceAll(unit, '') === ''
}

let loaded: ReadonlySet<string> | null = null

/** Read when the first password is set: a server that only answers hosts never needs it. */
function commonPasswords(): ReadonlySet<string> {
  loaded ??= new Set(
    readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
      .trimEnd()
      .split('\n'),
  )
  return loaded
}

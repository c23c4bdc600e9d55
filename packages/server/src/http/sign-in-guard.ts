import type { EpochMs } from '@latchkey/core/ids'
import { DAY_MS } from '@latchkey/core/limits'
import type { Taken } from './quota.ts'

interface Attempts {
  used: number
  windowEndsAt: EpochMs
  /** How often all attempts of a window were used up. */
  strikes: number
  blockedUntil: EpochMs
}

const BLOCK_MS_MAX = DAY_MS

/**
 * Failed sign-ins of one login: so many per window, then nothing for the length of a window, then of two, four ... up to a day. A
 * successful sign-in forgives all. Counted before the password is checked, so that attempts at the same time do not slip through.
 * By the text of the login, not by its owner: a limit that a username shared with an address would tell that there is such an account.
 */
export class SignInGuard {
  readonly #max: number
  readonly #windowMs: number
  readonly #attemptsByLogin = new Map<string, Attempts>()

  constructor(max: number, windowMs: number) {
    this.#max = max
    this.#windowMs = windowMs
  }

  /** Counts an attempt, if it is allowed. */
  take(login: string, now: EpochMs): Taken {
    this.#forget(now)
    const attempts = this.#attempts(login, now)
    if (attempts.blockedUntil > now) return { allowed: false, left: 0, resetMs: attempts.blockedUntil - now }
    if (attempts.windowEndsAt <= now) {
      attempts.used = 0
      attempts.windowEndsAt = now + this.#windowMs
    }
    if (attempts.used >= this.#max) {
      const blockMs = Math.min(this.#windowMs * 2 ** attempts.strikes, BLOCK_MS_MAX)
      attempts.strikes += 1
      attempts.blockedUntil = now + blockMs
      // A block ends with a new window.
      attempts.windowEndsAt = attempts.blockedUntil
      return { allowed: false, left: 0, resetMs: blockMs }
    }
    attempts.used += 1
    return { allowed: true, left: this.#max - attempts.used, resetMs: attempts.windowEndsAt - now }
  }

  /** Forgives all failures of a login: its owner has signed in. */
  forgive(login: string): void {
    this.#attemptsByLogin.delete(login)
  }

  /** Takes back an attempt at which no password was checked. */
  giveBack(login: string): void {
    const attempts = this.#attemptsByLogin.get(login)
    if (attempts !== undefined && attempts.used > 0) attempts.used -= 1
  }

  #attempts(login: string, now: EpochMs): Attempts {
    const known = this.#attemptsByLogin.get(login)
    // To the back: those at the front have been quiet for longest.
    this.#attemptsByLogin.delete(login)
    const attempts = known ?? { used: 0, windowEndsAt: now + this.#windowMs, strikes: 0, blockedUntil: 0 }
    this.#attemptsByLogin.set(login, attempts)
    return attempts
  }

  #forget(now: EpochMs): void {
    for (const [login, { windowEndsAt }] of this.#attemptsByLogin) {
      if (windowEndsAt + DAY_MS > now) return
      this.#attemptsByLogin.delete(login)
    }
  }
}

import type { EpochMs } from '@latchkey/core/ids'

/** What a quota says to one attempt. */
export interface Taken {
  readonly allowed: boolean
  readonly left: number
  /** How long until the window ends and all is free again. */
  readonly resetMs: number
}

interface Window {
  used: number
  readonly endsAt: EpochMs
}

/**
 * So many attempts per key and window; a window begins with a key's first attempt. Nothing is kept of a window that is over: as all
 * windows are of one length, those that end first are at the front of the map.
 */
export class Quota {
  readonly name: string
  readonly max: number
  readonly windowMs: number
  readonly #windowsByKey = new Map<string, Window>()

  constructor(name: string, max: number, windowMs: number) {
    this.name = name
    this.max = max
    this.windowMs = windowMs
  }

  /** Counts an attempt, if it is allowed. */
  take(key: string, now: EpochMs): Taken {
    this.#forget(now)
    const window = this.#window(key, now) ?? { used: 0, endsAt: now + this.windowMs }
    if (window.used >= this.max) return { allowed: false, left: 0, resetMs: window.endsAt - now }
    window.used += 1
    this.#windowsByKey.set(key, window)
    return { allowed: true, left: this.max - window.used, resetMs: window.endsAt - now }
  }

  /** What {@link take} would say, without counting. */
  look(key: string, now: EpochMs): Taken {
    const window = this.#window(key, now)
    const left = this.max - (window?.used ?? 0)
    return { allowed: left > 0, left, resetMs: (window?.endsAt ?? now + this.windowMs) - now }
  }

  /** Takes back an attempt that turned out to cost nothing. */
  giveBack(key: string, now: EpochMs): void {
    const window = this.#window(key, now)
    if (window !== undefined && window.used > 0) window.used -= 1
  }

  get size(): number {
    return this.#windowsByKey.size
  }

  #window(key: string, now: EpochMs): Window | undefined {
    const window = this.#windowsByKey.get(key)
    if (window === undefined || window.endsAt > now) return window
    this.#windowsByKey.delete(key)
    return undefined
  }

  #forget(now: EpochMs): void {
    for (const [key, { endsAt }] of this.#windowsByKey) {
      if (endsAt > now) return
      this.#windowsByKey.delete(key)
    }
  }
}

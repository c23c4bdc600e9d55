import { DAY_MS } from '@latchkey/core/limits'

/**
 * The lives of the licenses of a key, by its place among twenty: over twenty keys they make exactly three events a license. All licenses of
 * a key live alike, on one PC.
 */
export interface Life {
  readonly isAssociated: boolean
  readonly isActivated: boolean
  /** Who ended the first activation; null while it lasts. */
  readonly returnedBy: 'host' | 'owner' | 'support' | null
  readonly isActivatedAgain: boolean
  readonly isRenewed: boolean
}

const RETURNED_BY = { 0: 'host', 1: 'host', 2: 'owner', 3: 'support' } as const

export function lifeOf(key: number): Life {
  const place = key % 20
  return {
    isAssociated: place < 14,
    isActivated: place < 16,
    returnedBy: RETURNED_BY[place as keyof typeof RETURNED_BY] ?? null,
    isActivatedAgain: place < 3,
    isRenewed: place >= 4 && place < 7,
  }
}

/** What happens to the licenses of a key, and how many keys later: that keeps the log in the order of time without sorting it. */
export const STEPS = [
  { type: 'issued', keysLater: 0, happens: () => true },
  { type: 'associated', keysLater: 1, happens: (life) => life.isAssociated },
  { type: 'activated', keysLater: 2, happens: (life) => life.isActivated },
  { type: 'renewed', keysLater: 400, happens: (life) => life.isRenewed },
  { type: 'returned', keysLater: 800, happens: (life) => life.returnedBy !== null },
  { type: 'activated-again', keysLater: 900, happens: (life) => life.isActivatedAgain },
] as const satisfies readonly {
  readonly type: string
  readonly keysLater: number
  readonly happens: (life: Life) => boolean
}[]

export type Step = (typeof STEPS)[number]['type']

/** More than there are steps, so that they keep their order. */
const PRESSED_MS = 10
const YEARS_MS = 3 * 365 * DAY_MS

/** When the `key`-th of `keys` was issued: over three years, the last a day ago. */
function issuedAt(key: number, keys: number, now: number): number {
  return Math.floor(now - DAY_MS - YEARS_MS + (key * YEARS_MS) / keys)
}

/** When a step of a key's licenses was; those of the latest keys are pressed together, as they cannot lie ahead. */
export function stepAt(key: number, step: Step, keys: number, now: number): number {
  const { keysLater } = STEPS.find(({ type }) => type === step) ?? { keysLater: 0 }
  const place = STEPS.findIndex(({ type }) => type === step)
  const at = key + keysLater
  return at < keys ? issuedAt(at, keys, now) + place : issuedAt(keys, keys, now) + (at - keys) * PRESSED_MS + place
}

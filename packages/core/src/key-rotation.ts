import type { AccountId, EpochMs, LicenseId } from './ids.ts'
import { decide, type License, type LicenseEvent } from './license.ts'
import { LIMITS } from './limits.ts'
import { err, ok, type Result } from './result.ts'

/** What is taken back while a leaked activation key is replaced; everything else of the key goes on. */
export interface RotationAsked {
  /** Activated by somebody who is not the customer. */
  readonly returning: readonly LicenseId[]
  /** Associated by somebody who is not the customer. */
  readonly releasing: readonly LicenseId[]
}

export interface RotatedLicense {
  readonly license: License
  readonly events: readonly LicenseEvent[]
}

/**
 * Decides what becomes of a key's licenses when the key is replaced. Activations and associations stay as they are: renewing and
 * returning need the PC's own key or the account. What was taken back by somebody else meanwhile is so already.
 * @returns the licenses that change; NOT_FOUND for one of another key, NEEDS_APPROVAL for more than one agent may return alone
 */
export function decideRotation(
  licenses: readonly License[],
  { returning, releasing }: RotationAsked,
  now: EpochMs,
): Result<readonly RotatedLicense[], 'NOT_FOUND' | 'NEEDS_APPROVAL'> {
  const byId = new Map(licenses.map((license) => [license.id, license]))
  const named = new Set([...returning, ...releasing])
  if ([...named].some((id) => !byId.has(id))) return err('NOT_FOUND')
  if (named.size > LIMITS.supportReturnAloneMax) return err('NEEDS_APPROVAL')
  const changed = licenses.flatMap((license) => {
    const releaseFromAccount = releasing.includes(license.id)
    const isReturned = returning.includes(license.id) && license.activatedOn !== null
    if (!isReturned && !releaseFromAccount) return []
    const command = isReturned
      ? ({ type: 'support-return', releaseFromAccount } as const)
      : ({ type: 'support-release' } as const)
    const decision = decide(license, command, now)
    if (!decision.ok) throw new Error(`an activated license can be returned by Support, but: ${decision.error}`)
    return decision.value.length === 0 ? [] : [{ license, events: decision.value }]
  })
  return ok(changed)
}

/**
 * Whom the new key is sent to unless somebody is named: the only owner of the key's licenses. With several owners it is nobody: each
 * would learn the key of the others' licenses.
 */
export function recipientOfRotation(licenses: readonly License[]): AccountId | null {
  const owners = new Set(licenses.flatMap(({ associatedTo }) => associatedTo ?? []))
  const [only] = owners
  return owners.size === 1 && only !== undefined ? only : null
}

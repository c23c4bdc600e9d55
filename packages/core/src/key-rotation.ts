import type { AccountId, EpochMs, LicenseId } from './ids.ts'
import { decide, type License, type LicenseEvent } from './license.ts'
import { err, ok, type Result } from './result.ts'

/** What is taken back while a leaked activation key is replaced; everything else of the key goes on. */
export interface RotationAsked {
  /** Activated by somebody who is not the customer. */
  readonly returning: readonly LicenseId[]
  /** Associated by somebody who is not the customer. */
  readonly releasing: readonly LicenseId[]
}

export interface Rotation {
  /** To be returned as every support return is: judged as a case, at once or after a hold. */
  readonly returning: readonly { readonly license: License; readonly releases: boolean }[]
  /** To be released now; nothing of these is returned. */
  readonly releasing: readonly { readonly license: License; readonly events: readonly LicenseEvent[] }[]
}

/**
 * Decides what becomes of a key's licenses when the key is replaced. Activations and associations stay as they are: renewing and
 * returning need the PC's own key or the account. What was taken back by somebody else meanwhile is so already.
 * @returns NOT_FOUND for a license of another key
 */
export function decideRotation(
  licenses: readonly License[],
  { returning, releasing }: RotationAsked,
  now: EpochMs,
): Result<Rotation, 'NOT_FOUND'> {
  const ids = new Set(licenses.map(({ id }) => id))
  if ([...returning, ...releasing].some((id) => !ids.has(id))) return err('NOT_FOUND')
  const isReturned = ({ id, activatedOn }: License) => activatedOn !== null && returning.includes(id)
  return ok({
    returning: licenses.filter(isReturned).map((license) => ({ license, releases: releasing.includes(license.id) })),
    releasing: licenses
      .filter((license) => releasing.includes(license.id) && !isReturned(license))
      .flatMap((license) => {
        const decision = decide(license, { type: 'support-release' }, now)
        if (!decision.ok) throw new Error(`a release is never refused, but was: ${decision.error}`)
        return decision.value.length === 0 ? [] : [{ license, events: decision.value }]
      }),
  })
}

/**
 * Whom the new key is sent to unless somebody is named: the only owner of the key's licenses. With several owners it is nobody: each
 * would learn the key of the others' licenses.
 */
export function recipientOfRotation(licenses: readonly License[]): AccountId | null {
  const owners = ownersOf(licenses)
  const [only] = owners
  return owners.length === 1 && only !== undefined ? only : null
}

/** Who has licenses of a key, each once. Whoever of them does not get the new key hears that the old one is no longer taken. */
export function ownersOf(licenses: readonly License[]): readonly AccountId[] {
  return [...new Set(licenses.flatMap(({ associatedTo }) => associatedTo ?? []))]
}

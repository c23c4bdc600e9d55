import type { EpochMs } from './ids.ts'
import type { Standing } from './license.ts'
import { DAY_MS } from './limits.ts'
import type { PolicyTerms } from './policy.ts'
import { err, ok, type Result } from './result.ts'

/** What a license must know to say whether its owner may download a release of its product. */
export interface DownloadingLicense {
  readonly standing: Standing
  readonly expiresAt: EpochMs | null
  readonly issuedAt: EpochMs
  readonly terms: Pick<PolicyTerms, 'maintenanceDays'>
}

export type DownloadRefusal = 'NOT_FOUND' | 'VERSION_NOT_COVERED' | 'EXPIRED' | 'SUSPENDED' | 'REVOKED'

/** The easiest to act on first: an earlier version may be had at once, a license taken back never again. */
const EASIEST_FIRST: readonly DownloadRefusal[] = ['VERSION_NOT_COVERED', 'EXPIRED', 'SUSPENDED', 'REVOKED']

/**
 * Decides whether the owner of `licenses`, all of one product, may download a release of it that came out at `releasedAt`. One license
 * that covers it is enough; otherwise the refusal that is easiest to act on. Whoever has none learns nothing: NOT_FOUND.
 */
export function decideDownload(
  licenses: readonly DownloadingLicense[],
  releasedAt: EpochMs,
  now: EpochMs,
): Result<null, DownloadRefusal> {
  if (releasedAt > now) return err('NOT_FOUND')
  const refusals = new Set(licenses.map((license) => refusalOf(license, releasedAt, now)))
  if (refusals.has(null)) return ok(null)
  return err(EASIEST_FIRST.find((code) => refusals.has(code)) ?? 'NOT_FOUND')
}

function refusalOf(
  { standing, expiresAt, issuedAt, terms }: DownloadingLicense,
  releasedAt: EpochMs,
  now: EpochMs,
): DownloadRefusal | null {
  if (standing === 'revoked') return 'REVOKED'
  if (standing === 'suspended') return 'SUSPENDED'
  if (expiresAt !== null && expiresAt <= now) return 'EXPIRED'
  const { maintenanceDays } = terms
  const isCovered = maintenanceDays === null || releasedAt <= issuedAt + maintenanceDays * DAY_MS
  return isCovered ? null : 'VERSION_NOT_COVERED'
}

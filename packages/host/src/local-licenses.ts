import type { Fingerprint } from '@latchkey/core/host'
import type { HostId, LicenseId } from '@latchkey/core/ids'
import { refusal } from '@latchkey/core/refusals'
import { checkLicense, type LicenseCheck } from '@latchkey/license-file/check-license'
import type { KeySetClaims, LicenseClaims } from '@latchkey/license-file/documents'
import { verifyDocument } from '@latchkey/license-file/verify'
import type { LocalLicense } from './engine.ts'
import { StoreDenied } from './files.ts'
import type { HostStore, LicenseFile } from './host-store.ts'

export interface LocalParts {
  readonly store: HostStore
  readonly hostId: HostId
  readonly fingerprint: () => Promise<Fingerprint>
  readonly knownKeys: () => Promise<KeySetClaims | null>
  readonly now: () => number
}

/** A license file of this PC, and what it is worth now. */
export interface CheckedLicense {
  readonly local: LocalLicense
  /** Null for a damaged file. */
  readonly check: LicenseCheck | null
}

/** Reads the license files of this PC. No network: within a second, also where there is none. */
export async function readLocalLicenses(parts: LocalParts): Promise<readonly CheckedLicense[]> {
  const files = await filesOf(parts.store)
  if ('local' in files) return [files]
  const keySet = await parts.knownKeys()
  if (files.length === 0) return []
  const fingerprint = await parts.fingerprint()
  return Promise.all(files.map((file) => readOne(parts, file, keySet, fingerprint)))
}

/** The files; or, where this user may not look, one row that says so. */
async function filesOf(store: HostStore): Promise<readonly LicenseFile[] | CheckedLicense> {
  try {
    return await store.licenseFiles()
  } catch (error) {
    if (!(error instanceof StoreDenied)) throw error
    const { path } = error
    const denied = refusal('STORE_DENIED', { path })
    return { local: { state: 'damaged', licenseId: null, path, refusal: denied }, check: null }
  }
}

async function readOne(
  { store, hostId, now }: LocalParts,
  file: LicenseFile,
  keySet: KeySetClaims | null,
  fingerprint: Fingerprint,
): Promise<CheckedLicense> {
  const claims = await claimsOfFile(file, keySet)
  if (claims === null) {
    const { path, licenseId } = file
    return {
      local: { state: 'damaged', licenseId, path, refusal: refusal('STORE_DAMAGED', { path }) },
      check: null,
    }
  }
  const [tombstone, mark] = await Promise.all([store.readTombstone(claims.sub), store.readTimeMark()])
  const check = checkLicense(claims, {
    hostId,
    fingerprint,
    returnedGeneration: tombstone?.generation ?? null,
    clock: now(),
    mark,
  })
  return { local: { state: check.state, licenseId: claims.sub, claims, path: file.path }, check }
}

/** The claims of a file that is what it says; null for a damaged one, and for any while no keys are known to verify it by. */
async function claimsOfFile(
  { jws, licenseId }: LicenseFile,
  keySet: KeySetClaims | null,
): Promise<LicenseClaims | null> {
  if (jws === null || keySet === null) return null
  const license = await verifyDocument('license', jws, keySet.keys)
  return license.ok && license.value.sub === licenseId ? license.value : null
}

/** The licenses among them whose lease is due for renewal. */
export function dueAmong(licenses: readonly CheckedLicense[]): readonly LicenseId[] {
  return licenses.flatMap(({ local, check }) =>
    check?.renewalDue === true && local.licenseId !== null ? [local.licenseId] : [],
  )
}

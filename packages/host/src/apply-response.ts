import type { HostId, LicenseId } from '@latchkey/core/ids'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { LicenseClaims, PublicKey, ResponseClaims, ResponseRow } from '@latchkey/license-file/documents'
import { parseDocument } from '@latchkey/license-file/parse'
import { moveMark } from '@latchkey/license-file/trusted-time'
import { verifyDocument } from '@latchkey/license-file/verify'
import type { ReachStep } from './failpoints.ts'
import type { HostStore } from './host-store.ts'

export interface ApplyParts {
  readonly store: HostStore
  readonly hostId: HostId
  readonly keys: readonly PublicKey[]
  readonly reach: ReachStep
}

/**
 * Makes the files of this PC say what a verified response says. Doing it twice is the same as once, so a kill at any moment is
 * mended by doing it again.
 * @param licenseIds the licenses that the rows were asked for, in their order
 */
export async function applyResponse(
  parts: ApplyParts,
  response: ResponseClaims,
  licenseIds: readonly LicenseId[],
): Promise<Result<null, Refusal>> {
  for (const [index, row] of response.rows.entries()) {
    const applied = await applyRow(parts, response, row, row.license?.id ?? licenseIds[index] ?? null)
    if (!applied.ok) return applied
  }
  await parts.store.writeTimeMark(moveMark(await parts.store.readTimeMark(), response.iat))
  return ok(null)
}

async function applyRow(
  parts: ApplyParts,
  response: ResponseClaims,
  row: ResponseRow,
  licenseId: LicenseId | null,
): Promise<Result<null, Refusal>> {
  if (row.licenseFile !== undefined) {
    const kept = await keepLicense(parts, row.licenseFile)
    if (!kept.ok) return kept
  }
  if (row.receipt !== undefined) {
    const kept = await keepReceipt(parts, row.receipt)
    if (!kept.ok) return kept
  }
  const lost = whyLost(row)
  if (lost !== null && licenseId !== null) await dropStaleLicense(parts, response, licenseId, lost)
  return ok(null)
}

async function keepLicense({ store, hostId, keys, reach }: ApplyParts, jws: string): Promise<Result<null, Refusal>> {
  const license = await verifyDocument('license', jws, keys)
  if (!license.ok) return err(refusal('RESPONSE_UNTRUSTED'))
  const claims = license.value
  if (claims.cnf.jkt !== hostId) return err(refusal('RESPONSE_NOT_FOR_THIS_HOST'))
  // The answer to an operation of long ago (a restored backup) must not bring back what was returned or replaced since.
  const tombstone = await store.readTombstone(claims.sub)
  if (tombstone !== null && claims.generation <= tombstone.generation) return ok(null)
  const present = await readLocalClaims(store, claims.sub, keys)
  if (present !== null && isNewer(present, claims)) return ok(null)
  reach('before-license-file')
  await store.writeLicense(jws, claims)
  reach('after-license-file')
  return ok(null)
}

function isNewer(present: LicenseClaims, claims: LicenseClaims): boolean {
  if (present.generation !== claims.generation) return present.generation > claims.generation
  return present.iat > claims.iat
}

/** The proof first, then the file: with the receipt in hand nobody can say that the license is still in use here. */
async function keepReceipt({ store, hostId, keys, reach }: ApplyParts, jws: string): Promise<Result<null, Refusal>> {
  const receipt = await verifyDocument('receipt', jws, keys)
  if (!receipt.ok) return err(refusal('RESPONSE_UNTRUSTED'))
  const { sub, generation, cnf } = receipt.value
  if (cnf.jkt !== hostId) return err(refusal('RESPONSE_NOT_FOR_THIS_HOST'))
  const tombstone = await store.readTombstone(sub)
  if (tombstone === null || tombstone.generation < generation || tombstone.receipt === null) {
    const newest = Math.max(generation, tombstone?.generation ?? 0)
    await store.writeTombstone(sub, { version: 1, generation: newest, reason: 'receipt', receipt: jws })
  }
  reach('after-receipt')
  const present = await readLocalClaims(store, sub, keys)
  if (present === null || present.generation <= generation) await store.removeLicense(sub)
  reach('after-license-file-removed')
  return ok(null)
}

/** Why this PC no longer holds the license of a row; null while it does, or when the row does not tell. */
function whyLost({ refusal: refused, license }: ResponseRow): string | null {
  if (refused?.code === 'RETURNED_BY_SUPPORT' || refused?.code === 'NOT_ACTIVATED_HERE') return refused.code
  const isHere = license?.activatedOn.kind === 'here' || license?.emergency?.kind === 'here'
  return license === null || isHere ? null : 'NOT_ACTIVATED_HERE'
}

/** A stale host keeps nothing (product.md, "generation"); what it had is remembered only so that a copied file is no way back. */
async function dropStaleLicense(
  { store, keys }: ApplyParts,
  response: ResponseClaims,
  id: LicenseId,
  reason: string,
): Promise<void> {
  const present = await readLocalClaims(store, id, keys)
  // Given after the server said this: a stored answer of an earlier operation knows nothing of it.
  if (present !== null && present.iat > response.iat) return
  // An emergency license ends by itself, and its generation is that of another PC's activation.
  if (present !== null && present.kind !== 'emergency') {
    const tombstone = await store.readTombstone(id)
    if (tombstone === null || tombstone.generation < present.generation) {
      await store.writeTombstone(id, { version: 1, generation: present.generation, reason, receipt: null })
    }
  }
  await store.removeLicense(id)
}

/** The claims of the license file here; null for none and for a damaged one. */
async function readLocalClaims(
  store: HostStore,
  id: LicenseId,
  keys: readonly PublicKey[],
): Promise<LicenseClaims | null> {
  const file = (await store.licenseFiles()).find(({ licenseId }) => licenseId === id)
  if (file?.jws === null || file === undefined) return null
  const verified = await verifyDocument('license', file.jws, keys)
  if (verified.ok) return verified.value
  // Signed by a key that is gone: still what this PC holds.
  const parsed = verified.error === 'SIGNING_KEY_UNKNOWN' ? parseDocument('license', file.jws) : null
  return parsed?.ok === true ? parsed.value.claims : null
}

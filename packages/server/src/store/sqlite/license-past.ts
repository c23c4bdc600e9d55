import type { EpochMs, HostId, LicenseId } from '@latchkey/core/ids'
import type { EndedActivation, License } from '@latchkey/core/license'
import { LIMITS } from '@latchkey/core/limits'
import { type Allowance, lostPcReturnsLeft } from '@latchkey/core/policy'
import { countsAgainstLimits, type ReturnReason } from '@latchkey/core/return-request'
import type { AccountId } from '@latchkey/core/ids'
import type { LicenseRecord } from '../records.ts'
import type { Reading } from './connection.ts'

/** What the rules need to know of a license's past; the license itself only knows its present. */

const RETURNS = /* sql */ `
  SELECT returned_at AS at, reason FROM activations
  WHERE license = ? AND returned_by IN ('support', 'owner') AND undone_at IS NULL ORDER BY generation`

/** When a license was returned without its PC, as far as it counts: undone ones and the publisher's own errors do not. */
export function loadReturnsAt(db: Reading, id: LicenseId): readonly EpochMs[] {
  const rows = db.query<{ readonly at: EpochMs; readonly reason: ReturnReason | null }>(RETURNS).all(id)
  return rows.flatMap(({ at, reason }) => (reason !== null && !countsAgainstLimits(reason) ? [] : [at]))
}

/** When Support last returned licenses of the same keys, the latest first: so many as one agent may return alone, and no more. */
export function loadSupportReturnsAt(db: Reading, records: readonly LicenseRecord[]): readonly EpochMs[] {
  const sql = `SELECT a.returned_at AS at FROM licenses l JOIN activations a ON a.license = l.id
    WHERE l.key_id = ? AND a.returned_by = 'support' AND a.undone_at IS NULL ORDER BY a.returned_at DESC LIMIT ?`
  const keyIds = [...new Set(records.map(({ license }) => license.keyId))]
  const returns = keyIds.flatMap((id) => db.query<{ readonly at: EpochMs }>(sql).all(id, LIMITS.supportReturnAloneMax))
  return returns.map(({ at }) => at)
}

/** What the owner may still return alone. */
export function loadReturnAllowance(db: Reading, { id, terms }: License, now: EpochMs): Allowance {
  return lostPcReturnsLeft(terms, loadReturnsAt(db, id), now)
}

export function loadTransferredAt(db: Reading, id: LicenseId): EpochMs | null {
  const sql = "SELECT max(at) AS at FROM events WHERE license = ? AND type = 'transferred'"
  return db.query<{ readonly at: EpochMs | null }>(sql).get(id)?.at ?? null
}

/** When somebody became the owner of a license last, by whatever way; null for never. */
export function loadOwnedAt(db: Reading, id: LicenseId): EpochMs | null {
  const sql = "SELECT max(at) AS at FROM events WHERE license = ? AND type IN ('associated', 'transferred')"
  return db.query<{ readonly at: EpochMs | null }>(sql).get(id)?.at ?? null
}

export function loadLastContact(db: Reading, host: HostId | null): EpochMs | null {
  if (host === null) return null
  const sql = 'SELECT last_seen_at AS at FROM hosts WHERE id = ?'
  return db.query<{ readonly at: EpochMs }>(sql).get(host)?.at ?? null
}

/** The last activation of a license if it was ended without its host, and by which case. */
export interface LastEnded {
  readonly ended: EndedActivation
  readonly hostName: string
  readonly returnedIn: string | null
}

export function loadLastEnded(db: Reading, id: LicenseId): LastEnded | null {
  // Whom it was released from may have closed the account since: nothing is given to an account that is no more.
  const sql = `SELECT a.host, a.generation, a.returned_at AS "returnedAt", o."id" AS "releasedFrom",
      a.returned_in AS "returnedIn", h.name AS "hostName"
    FROM activations a JOIN hosts h ON h.id = a.host LEFT JOIN accounts o ON o."id" = a.released_from
    WHERE a.license = ? AND a.returned_by IN ('support', 'owner') AND a.undone_at IS NULL
    ORDER BY a.generation DESC LIMIT 1`
  const row = db
    .query<
      Omit<EndedActivation, 'takenOver'> & {
        readonly releasedFrom: AccountId | null
        readonly returnedIn: string | null
        readonly hostName: string
      }
    >(sql)
    .get(id)
  if (row === undefined) return null
  const { host, generation, returnedAt, releasedFrom, returnedIn, hostName } = row
  const ended = { host, generation, returnedAt, releasedFrom, takenOver: isTakenOverSinceReturn(db, id) }
  return { ended, hostName, returnedIn }
}

/** Whether anybody became the owner of a license after its last return. */
function isTakenOverSinceReturn(db: Reading, id: LicenseId): boolean {
  const sql = `SELECT 1 FROM events WHERE license = ?1 AND type IN ('associated', 'transferred')
    AND version > (SELECT max(version) FROM events WHERE license = ?1 AND type = 'returned') LIMIT 1`
  return db.query(sql).get(id) !== undefined
}

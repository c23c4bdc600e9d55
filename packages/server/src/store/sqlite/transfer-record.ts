import type { AccountId, EpochMs, LicenseId, TransferId } from '@latchkey/core/ids'
import type { Reading } from './connection.ts'

export type StoredTransferState = 'offered' | 'accepted' | 'withdrawn' | 'disputed' | 'kept' | 'reversed'

/** A transfer as it is stored; an offer whose time is over still says `offered`. */
export interface TransferRow {
  readonly id: TransferId
  readonly from_account: AccountId
  readonly to_account: AccountId | null
  readonly email: string
  readonly state: StoredTransferState
  readonly offered_at: EpochMs
  readonly expires_at: EpochMs
  readonly accepted_at: EpochMs | null
  readonly disputed_at: EpochMs | null
  readonly dispute: string | null
  readonly answer: string | null
}

export const TRANSFERS = /* sql */ `
  SELECT t.id, t.from_account, t.to_account, t.email, t.state, t.offered_at, t.expires_at, t.accepted_at, t.disputed_at,
    t.dispute, t.answer FROM transfers t`

export function loadTransfer(db: Reading, id: string): TransferRow | null {
  return db.query<TransferRow>(`${TRANSFERS} WHERE t.id = ?`).get(id) ?? null
}

export function loadTransferByToken(db: Reading, tokenHash: string): TransferRow | null {
  return db.query<TransferRow>(`${TRANSFERS} WHERE t.token_hash = ?`).get(tokenHash) ?? null
}

export function licensesOfTransfer(db: Reading, id: TransferId): readonly LicenseId[] {
  const sql = 'SELECT license FROM transfer_licenses WHERE transfer = ? ORDER BY license'
  return db
    .query<{ readonly license: LicenseId }>(sql)
    .all(id)
    .map((row) => row.license)
}

/** Offered to somebody, or disputed: then it goes nowhere else. */
export function isInTransferOf(db: Reading, license: LicenseId, now: EpochMs): boolean {
  const sql = `SELECT 1 FROM transfer_licenses l JOIN transfers t ON t.id = l.transfer WHERE l.license = ?
    AND ((t.state = 'offered' AND t.expires_at > ?) OR t.state = 'disputed')`
  return db.query(sql).get(license, now) !== undefined
}

/** Why the link of an offer no longer works, or null. */
export function refusalOfLink(
  found: TransferRow | null,
  now: EpochMs,
): 'LINK_UNKNOWN' | 'LINK_USED' | 'LINK_EXPIRED' | null {
  if (found === null || found.state === 'withdrawn') return 'LINK_UNKNOWN'
  if (found.state !== 'offered') return 'LINK_USED'
  return found.expires_at <= now ? 'LINK_EXPIRED' : null
}

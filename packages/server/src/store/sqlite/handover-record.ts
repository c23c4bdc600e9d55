import { decideHandover, type HandoverFacts, type HandoverKind, type HandoverState } from '@latchkey/core/handover'
import type { AccountId, EpochMs, HandoverId, LicenseId } from '@latchkey/core/ids'
import type { LicenseEvent } from '@latchkey/core/license'
import { HOUR_MS, LIMITS } from '@latchkey/core/limits'
import type { HandoverAsked, HandoverRowView } from '../handover-commands.ts'
import type { LicenseRecord } from '../records.ts'
import type { EventActor } from '../store.ts'
import type { Reading } from './connection.ts'
import { loadLicense, loadProduct, parseTerms } from './load.ts'
import { isInTransferOf } from './transfer-record.ts'

/** A handover as it is stored. */
export interface HandoverRecord {
  readonly id: HandoverId
  readonly kind: HandoverKind
  readonly state: HandoverState
  readonly from: AccountId
  readonly to: AccountId
  readonly licenseIds: readonly LicenseId[]
  readonly licenses: number
  readonly rows: readonly HandoverOutcome[]
  readonly note: string
  readonly by: EventActor
  readonly approvedBy: EventActor | null
  readonly objection: string | null
  readonly decidedAt: EpochMs
  readonly executeAt: EpochMs | null
  readonly doneAt: EpochMs | null
}

/** What became of one license. */
export type HandoverOutcome = Pick<HandoverRowView, 'outcome' | 'code'> & { readonly license: LicenseId }

export type HandoverTableRow = Omit<HandoverRecord, 'licenseIds' | 'rows' | 'by' | 'approvedBy'> & {
  readonly licenseIds: string
  readonly rows: string
  readonly by: string
  readonly approvedBy: string | null
}

export const HANDOVERS = /* sql */ `
  SELECT h.id, h.kind, h.state, h.account AS "from", h.to_account AS "to", h.license_ids AS "licenseIds", h.licenses, h.rows,
    h.note, h.decided_by AS "by", h.approved_by AS "approvedBy", h.objection, h.decided_at AS "decidedAt",
    h.execute_at AS "executeAt", h.done_at AS "doneAt" FROM handovers h`

export function loadHandover(db: Reading, id: string): HandoverRecord | null {
  const row = db.query<HandoverTableRow>(`${HANDOVERS} WHERE h.id = ?`).get(id)
  return row === undefined ? null : toHandover(row)
}

/** Those of an account that wait, oldest first. */
export function loadWaitingHandovers(db: Reading, account: string): readonly HandoverRecord[] {
  const sql = `${HANDOVERS} WHERE h.account = ? AND h.state IN ('needs-second-agent', 'held') ORDER BY h.decided_at, h.id`
  return db.query<HandoverTableRow>(sql).all(account).map(toHandover)
}

/** Those from an account, and those to it. */
export function loadWaitingHandoversWith(db: Reading, account: string): readonly HandoverRecord[] {
  const sql = `${HANDOVERS} WHERE (h.account = ?1 OR h.to_account = ?1) AND h.state IN ('needs-second-agent', 'held') ORDER BY h.id`
  return db.query<HandoverTableRow>(sql).all(account).map(toHandover)
}

export function toHandover(row: HandoverTableRow): HandoverRecord {
  return {
    ...row,
    licenseIds: JSON.parse(row.licenseIds),
    rows: JSON.parse(row.rows),
    by: JSON.parse(row.by),
    approvedBy: row.approvedBy === null ? null : JSON.parse(row.approvedBy),
  }
}

/** One license of a handover, and what the rules say of it. */
export interface HandoverRow {
  readonly record: LicenseRecord
  readonly decision: ReturnType<typeof decideHandover>
}

/** What would become of each license now. Null for one that is not there; `TOO_MANY` for more than one step may take. */
export function handoverRows(
  db: Reading,
  { from, to, licenseIds }: HandoverAsked,
  now: EpochMs,
): readonly HandoverRow[] | 'TOO_MANY' | null {
  const ids = licenseIds.length === 0 ? licenseIdsOf(db, from) : [...new Set(licenseIds)]
  if (ids.length > LIMITS.handoverLicensesMax) return 'TOO_MANY'
  const records = ids.map((id) => loadLicense(db, id)?.licenses[0] ?? null)
  const found = records.filter((record) => record !== null)
  if (found.length !== records.length) return null
  return found.map((record) => {
    const isInTransfer = isInTransferOf(db, record.license.id, now)
    return { record, decision: decideHandover(record.license, { from, to, isInTransfer }, now) }
  })
}

export function eventsOf({ decision }: HandoverRow): readonly LicenseEvent[] {
  return decision.ok ? decision.value : []
}

/** What the rules need to know of licenses that move. */
export function factsOfRows(db: Reading, from: AccountId, rows: readonly HandoverRow[], now: EpochMs): HandoverFacts {
  const moving = rows.filter((row) => eventsOf(row).length > 0)
  return {
    licenses: moving.length,
    terms: moving.map(({ record }) => record.license.terms),
    before: handedOverBefore(db, from, now),
  }
}

/** What the rules need to know of an organization that gets an owner: all that it has. */
export function factsOfOrganization(db: Reading, organization: AccountId, now: EpochMs): HandoverFacts {
  const sql = 'SELECT terms, count(*) AS count FROM licenses WHERE account = ? GROUP BY terms'
  const found = db.query<{ readonly terms: string; readonly count: number }>(sql).all(organization)
  return {
    licenses: found.reduce((sum, { count }) => sum + count, 0),
    terms: found.map(({ terms }) => parseTerms(terms)),
    before: handedOverBefore(db, organization, now),
  }
}

/** The rows as they are shown, with the names of today. */
export function presentRows(db: Reading, rows: readonly HandoverOutcome[]): HandoverRowView[] {
  return rows.flatMap(({ license, outcome, code }) => {
    const key = loadLicense(db, license)
    const record = key?.licenses[0]
    if (key === null || record === undefined) return []
    const { name: productName } = loadProduct(db, record.license.product)
    const hostName = record.activation?.hostName ?? null
    return [{ licenseId: license, productName, keyLast5: key.last5, hostName, outcome, code }]
  })
}

export function outcomeOf({ record, decision }: HandoverRow, moved: HandoverOutcome['outcome']): HandoverOutcome {
  const license = record.license.id
  return decision.ok ? { license, outcome: moved, code: null } : { license, outcome: 'refused', code: decision.error }
}

/** One more than may be, so that too many are noticed. */
function licenseIdsOf(db: Reading, account: AccountId): readonly LicenseId[] {
  const sql = 'SELECT id FROM licenses WHERE account = ? ORDER BY created_at, id LIMIT ?'
  const rows = db.query<{ readonly id: LicenseId }>(sql).all(account, LIMITS.handoverLicensesMax + 1)
  return rows.map(({ id }) => id)
}

function handedOverBefore(db: Reading, account: AccountId, now: EpochMs): HandoverFacts['before'] {
  const sql = "SELECT done_at AS at, licenses FROM handovers WHERE account = ? AND decided_at > ? AND state = 'done'"
  // A hold lies between the decision and what is done: look back as far as the longest one.
  const since = now - LIMITS.supportReturnAloneMs - LIMITS.supportHoldHoursMax * HOUR_MS
  return db.query<HandoverFacts['before'][number]>(sql).all(account, since)
}

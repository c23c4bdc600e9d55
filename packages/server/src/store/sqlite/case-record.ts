import type { CaseLicense, ReturnCase } from '@latchkey/core/case-decision'
import type { AccountId, EpochMs, HostId, KeyId, LicenseId, ReturnRequestId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import { LIMITS } from '@latchkey/core/limits'
import type {
  CaseDecision,
  RequestChannel,
  RequestStage,
  ReturnReason,
  ReturnRequestState,
} from '@latchkey/core/return-request'
import type { LicenseRecord } from '../records.ts'
import type { EventActor } from '../store.ts'
import type { Reading } from './connection.ts'
import { loadLastContact, loadReturnsAt, loadSupportReturnsAt, loadTransferredAt } from './license-past.ts'
import { loadLicense } from './load.ts'

/** A decision that waits for a second agent or for the end of a hold, as it is stored. */
export interface PendingDecision {
  readonly decision: CaseDecision
  readonly reason: ReturnReason
  readonly note: string
  readonly reply: string | null
  readonly by: EventActor
  readonly at: EpochMs
}

/** A case as commands and views need it. */
export interface CaseRecord {
  readonly id: ReturnRequestId
  readonly channel: RequestChannel
  readonly externalId: string | null
  readonly email: string
  /** Until when an answer is promised. */
  readonly dueAt: EpochMs
  /** In which the customer is answered. */
  readonly language: Language
  readonly message: string
  readonly keyId: KeyId | null
  readonly keyLast5: string | null
  readonly host: HostId | null
  readonly closed: number
  readonly closedAt: EpochMs | null
  readonly answer: string | null
  readonly pending: PendingDecision | null
  readonly executeAt: EpochMs | null
  readonly found: ReturnCase
  readonly records: readonly LicenseRecord[]
}

/** Columns of a case, to be followed by conditions. */
export const CASES = /* sql */ `
  SELECT q.id, q.state, q.stage, q.closed, q.channel, q.external_id, q.reason, q.email, q.message, q.key_id, k.last5, q.host,
    q.account, q.opened_at, q.closed_at, q.answer, q.objected, q.pending, q.execute_at, coalesce(a.language, q.language) AS language,
    coalesce(q.reopened_at, q.opened_at) + ${LIMITS.requestAnswerMs} AS due_at
  FROM return_requests q LEFT JOIN activation_keys k ON k.id = q.key_id LEFT JOIN accounts a ON a."id" = q.account`

export interface CaseRow {
  readonly id: ReturnRequestId
  readonly state: ReturnRequestState
  readonly stage: Exclude<RequestStage, 'closed'>
  readonly closed: number
  readonly channel: RequestChannel
  readonly external_id: string | null
  readonly reason: ReturnReason
  readonly email: string
  readonly language: Language
  readonly message: string
  readonly key_id: KeyId | null
  readonly last5: string | null
  readonly host: HostId | null
  readonly account: AccountId | null
  readonly opened_at: EpochMs
  readonly due_at: EpochMs
  readonly closed_at: EpochMs | null
  readonly answer: string | null
  readonly objected: number
  readonly pending: string | null
  readonly execute_at: EpochMs | null
}

export function loadCase(db: Reading, id: string): CaseRecord | null {
  const row = db.query<CaseRow>(`${CASES} WHERE q.id = ?`).get(id)
  return row === undefined ? null : toCase(db, row)
}

/** The case that a ticket of the vendor's own help desk stands for. */
export function loadCaseOfTicket(db: Reading, externalId: string): CaseRecord | null {
  const row = db.query<CaseRow>(`${CASES} WHERE q.external_id = ?`).get(externalId)
  return row === undefined ? null : toCase(db, row)
}

/** Whether an owner has said no in any open case about one of these licenses: another case is no way around. */
export function hasObjection(db: Reading, licenseIds: readonly LicenseId[]): boolean {
  const sql = `SELECT 1 AS found FROM return_request_licenses r JOIN return_requests q ON q.id = r.request
    WHERE r.license = ? AND q.closed = 0 AND q.objected = 1 LIMIT 1`
  return licenseIds.some((id) => db.query(sql).get(id) !== undefined)
}

/** A decision of it waits. */
export function isPending({ pending }: CaseRecord): boolean {
  return pending !== null
}

export function toCase(db: Reading, row: CaseRow): CaseRecord {
  const ids = licenseIdsOf(db, row.id)
  const records = ids.flatMap((id) => loadLicense(db, id)?.licenses ?? [])
  return {
    id: row.id,
    channel: row.channel,
    externalId: row.external_id,
    email: row.email,
    dueAt: row.due_at,
    language: row.language,
    message: row.message,
    keyId: row.key_id,
    keyLast5: row.last5,
    host: row.host,
    closed: row.closed,
    closedAt: row.closed_at,
    answer: row.answer,
    pending: row.pending === null ? null : JSON.parse(row.pending),
    executeAt: row.execute_at,
    found: {
      state: row.state,
      stage: row.closed === 1 ? 'closed' : row.stage,
      reason: row.reason,
      openedAt: row.opened_at,
      requester: row.account,
      objected: row.objected === 1 || hasObjection(db, ids),
      supportReturnsAt: loadSupportReturnsAt(db, records),
      licenses: records.map((record) => toCaseLicense(db, record)),
    },
    records,
  }
}

/** Who may know of a case: whoever asked, and the owners of its licenses. */
export function ownersOfCase({ found, records }: CaseRecord): readonly (AccountId | null)[] {
  return [found.requester, ...records.map(({ license }) => license.associatedTo)]
}

export function toCaseLicense(db: Reading, { license }: LicenseRecord): CaseLicense {
  return {
    license,
    lastContactAt: loadLastContact(db, license.activatedOn),
    returnsAt: loadReturnsAt(db, license.id),
    transferredAt: loadTransferredAt(db, license.id),
  }
}

export function licenseIdsOf(db: Reading, id: string): readonly LicenseId[] {
  const sql = 'SELECT license FROM return_request_licenses WHERE request = ? ORDER BY license'
  return db
    .query<{ readonly license: LicenseId }>(sql)
    .all(id)
    .map((row) => row.license)
}

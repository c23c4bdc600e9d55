import type { EpochMs } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import type { ReturnReason, ReturnRequestState } from '@latchkey/core/return-request'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { type ReturnCaseView, type ReturnRequestView, toIso, toIsoOrNull } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { viewLicense } from '../license-view.ts'
import { condition, listSql, type Order } from '../list-sql.ts'
import { licensesOfRequest } from '../return-requests.ts'

interface RequestRow {
  readonly id: string
  readonly state: ReturnRequestState
  readonly closed: number
  readonly reason: ReturnReason
  readonly email: string
  readonly message: string
  readonly key_id: string | null
  readonly last5: string | null
  readonly host: string | null
  readonly account: string | null
  readonly opened_at: number
  readonly closed_at: number | null
  readonly answer: string | null
}

const REQUESTS = /* sql */ `
  SELECT q.id, q.state, q.closed, q.reason, q.email, q.message, q.key_id, k.last5, q.host, q.account, q.opened_at, q.closed_at,
    q.answer
  FROM return_requests q LEFT JOIN activation_keys k ON k.id = q.key_id`
const QUEUE: Order = {
  columns: ['q.closed', 'q.opened_at', 'q.id'],
  types: ['number', 'number', 'string'],
  direction: 'ASC',
}

export function viewReturnRequest(db: Reading, id: string, now: EpochMs): ReturnRequestView | null {
  const row = db.query<RequestRow>(`${REQUESTS} WHERE q.id = ?`).get(id)
  return row === undefined ? null : presentRequest(db, row, now)
}

export function viewReturnCase(db: Reading, id: string, now: EpochMs): ReturnCaseView | null {
  const view = viewReturnRequest(db, id, now)
  return view === null ? null : { ...view, rows: [], comments: [], events: [] }
}

/** Open ones first, oldest first. */
export function listReturnRequests(
  db: Reading,
  asked: PageAsked & { readonly state?: string | undefined },
  now: EpochMs,
): PageOf<ReturnRequestView> {
  const { sql, values } = listSql(REQUESTS, QUEUE, asked, [condition('q.state = ?', asked.state)])
  const rows = db.query<RequestRow>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.closed, row.opened_at, row.id],
    (row) => presentRequest(db, row, now),
  )
}

function presentRequest(db: Reading, row: RequestRow, now: EpochMs): ReturnRequestView {
  return {
    id: row.id,
    state: row.state,
    reason: row.reason,
    email: row.email,
    message: row.message,
    keyId: row.key_id,
    keyLast5: row.last5,
    hostId: row.host,
    accountId: row.account,
    openedAt: toIso(row.opened_at),
    closedAt: toIsoOrNull(row.closed_at),
    answer: row.answer,
    stage: row.closed === 1 ? 'closed' : 'new',
    channel: 'wizard',
    externalId: null,
    dueAt: toIso(row.opened_at + LIMITS.requestAnswerMs),
    risk: { level: 'low', flags: [] },
    recommended: 'return',
    pending: null,
    undoUntil: null,
    licenses: licensesOfRequest(db, row.id).flatMap((id) => viewLicense(db, id, now) ?? []),
  }
}

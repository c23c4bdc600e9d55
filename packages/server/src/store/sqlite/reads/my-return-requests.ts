import { can } from '@latchkey/core/access'
import type { AccountId, EpochMs } from '@latchkey/core/ids'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { type MyReturnRequestView, toIso, toIsoOrNull } from '../../views.ts'
import { type CaseRecord, type CaseRow, CASES, loadCase, ownersOfCase, toCase } from '../case-record.ts'
import type { Reading } from '../connection.ts'
import { condition, listSql, type Order } from '../list-sql.ts'
import { viewComments } from './return-requests.ts'
import { viewMyLicense } from './my-licenses.ts'

const QUEUE: Order = {
  columns: ['q.closed', 'q.opened_at', 'q.id'],
  types: ['number', 'number', 'string'],
  direction: 'ASC',
}

/** Cases that the account has opened, and those about licenses that are its own now. */
export function listMyReturnRequests(
  db: Reading,
  account: AccountId,
  asked: PageAsked,
  now: EpochMs,
): PageOf<MyReturnRequestView> {
  const { sql, values } = listSql(CASES, QUEUE, asked, [
    condition(
      `q.id IN (SELECT id FROM return_requests WHERE account = ? UNION
        SELECT r.request FROM licenses l JOIN return_request_licenses r ON r.license = l.id WHERE l.account = ?)`,
      account,
      account,
    ),
  ])
  const rows = db.query<CaseRow>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.closed, row.opened_at, row.id],
    (row) => present(db, account, toCase(db, row), now),
  )
}

export function viewMyReturnRequest(
  db: Reading,
  account: AccountId,
  id: string,
  now: EpochMs,
): MyReturnRequestView | null {
  const found = loadCase(db, id)
  if (found === null) return null
  const isOwn = can({ type: 'account', id: account }, 'own:read', { owners: ownersOfCase(found) })
  return isOwn ? present(db, account, found, now) : null
}

function present(db: Reading, account: AccountId, record: CaseRecord, now: EpochMs): MyReturnRequestView {
  const { found } = record
  const openedByYou = found.requester === account
  return {
    id: record.id,
    state: found.state,
    stage: found.stage,
    reason: found.reason,
    // What somebody else has written to Support is theirs.
    message: openedByYou ? record.message : '',
    openedAt: toIso(found.openedAt),
    dueAt: toIso(record.dueAt),
    heldUntil: toIsoOrNull(record.executeAt),
    closedAt: toIsoOrNull(record.closedAt),
    answer: openedByYou ? record.answer : null,
    openedByYou,
    licenses: record.records.flatMap(({ license }) => viewMyLicense(db, account, license.id, now) ?? []),
    comments: openedByYou ? viewComments(db, record.id, { withInternal: false }) : [],
  }
}

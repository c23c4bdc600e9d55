import { judgeHandover, refusalOfUndo } from '@latchkey/core/handover'
import type { AccountId, EpochMs, HandoverId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { pageOf } from '../../cursor.ts'
import type { HandoverAsked, HandoverPreviewView, HandoverView, MyHandoverView } from '../../handover-commands.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { toIso, toIsoOrNull } from '../../views.ts'
import type { Reading } from '../connection.ts'
import {
  eventsOf,
  factsOfRows,
  type HandoverRecord,
  handoverRows,
  HANDOVERS,
  type HandoverTableRow,
  loadHandover,
  loadWaitingHandovers,
  outcomeOf,
  presentRows,
  toHandover,
} from '../handover-record.ts'
import { condition, listSql, type Order } from '../list-sql.ts'
import { loadAccount } from '../load.ts'
import { loadOwners } from '../organizations.ts'

const NEWEST: Order = { columns: ['h.decided_at', 'h.id'], types: ['number', 'string'], direction: 'DESC' }

export function viewHandover(db: Reading, id: string, now: EpochMs): HandoverView | null {
  const found = loadHandover(db, id)
  return found === null ? null : present(db, found, now)
}

/** One that a command has just written. */
export function viewExistingHandover(db: Reading, id: HandoverId, now: EpochMs): HandoverView {
  const view = viewHandover(db, id, now)
  if (view === null) throw new Error(`handover ${id} is missing`)
  return view
}

export function listHandovers(
  db: Reading,
  asked: PageAsked & { readonly state?: string | undefined; readonly accountId?: string | undefined },
  now: EpochMs,
): PageOf<HandoverView> {
  const { sql, values } = listSql(HANDOVERS, NEWEST, asked, [
    condition('h.account = ?', asked.accountId),
    condition('h.state = ?', asked.state),
  ])
  const rows = db.query<HandoverTableRow>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    ({ decidedAt, id }) => [decidedAt, id],
    (row) => present(db, toHandover(row), now),
  )
}

/** What a handover would do, by the same rules; nothing of it is done. */
export function previewHandover(
  db: Reading,
  asked: HandoverAsked,
  now: EpochMs,
): HandoverPreviewView | 'TOO_MANY' | null {
  const rows = handoverRows(db, asked, now)
  if (rows === null || rows === 'TOO_MANY') return rows
  const { from, to } = asked
  const moving = rows.filter((row) => eventsOf(row).length > 0)
  const verdict = judgeHandover(factsOfRows(db, from, rows, now), { approved: false }, now)
  return {
    from: { ...loadAccount(db, from) },
    to: { ...loadAccount(db, to) },
    moving: moving.length,
    active: moving.filter(({ record }) => record.license.activatedOn !== null).length,
    told: [...new Set([from, to].flatMap((account) => namesOf(db, account)))],
    needsSecondAgent: verdict.type === 'needs-second-agent',
    heldUntil: verdict.type === 'held' ? toIso(verdict.until) : null,
    rows: presentRows(
      db,
      rows.map((row) => outcomeOf(row, 'moves')),
    ),
  }
}

/** Of an organization, those of its owners. */
function namesOf(db: Reading, account: AccountId): readonly string[] {
  const owners = loadOwners(db, account)
  return (owners.length === 0 ? [account] : owners).map((id) => loadAccount(db, id).name)
}

/** What waits and is the account's to say no to. */
export function listMyHandovers(db: Reading, account: AccountId): { items: MyHandoverView[]; nextCursor: null } {
  const waiting = loadWaitingHandovers(db, account).filter(({ state }) => state === 'held')
  return { items: waiting.map((found) => presentMyHandover(db, found)), nextCursor: null }
}

export function presentMyHandover(
  db: Reading,
  { id, kind, from, to, licenses, executeAt }: HandoverRecord,
): MyHandoverView {
  const names = { from: loadAccount(db, from).name, to: loadAccount(db, to).name }
  return { id, kind, ...names, licenses, executeAt: toIsoOrNull(executeAt) }
}

export function listDueHandovers(db: Reading, now: EpochMs): readonly HandoverId[] {
  const sql = 'SELECT id FROM handovers WHERE execute_at <= ? ORDER BY execute_at LIMIT 100'
  return db
    .query<{ readonly id: HandoverId }>(sql)
    .all(now)
    .map(({ id }) => id)
}

/** An account of a person or an organization, by what staff know of it. Organizations are named by id: their names are not unique. */
export function findAccountNamed(db: Reading, text: string): AccountId | null {
  const sql = `SELECT "id" AS id FROM accounts WHERE "role" = 'customer' AND ("id" = ?1 OR "username" = ?2 OR "email" = ?2)`
  return db.query<{ readonly id: AccountId }>(sql).get(text, text.toLowerCase())?.id ?? null
}

function present(db: Reading, found: HandoverRecord, now: EpochMs): HandoverView {
  const { id, kind, state, from, to, licenses, note, by, approvedBy, decidedAt, executeAt, doneAt } = found
  const isUndoable = doneAt !== null && refusalOfUndo(found, now) === null
  return {
    id,
    kind,
    state,
    from: { ...loadAccount(db, from) },
    to: { ...loadAccount(db, to) },
    licenses,
    note,
    by,
    approvedBy,
    decidedAt: toIso(decidedAt),
    executeAt: toIsoOrNull(executeAt),
    doneAt: toIsoOrNull(doneAt),
    undoUntil: isUndoable ? toIso(doneAt + LIMITS.supportUndoMs) : null,
    objection: found.objection,
    rows: presentRows(db, found.rows),
  }
}

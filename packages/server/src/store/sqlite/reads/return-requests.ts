import { recommend, RISK_WORDS, riskFlagsOf, riskLevelOf } from '@latchkey/core/case-decision'
import type { EpochMs } from '@latchkey/core/ids'
import { emergencyAllowance, isEmergencyGranted } from '@latchkey/core/license'
import { LIMITS } from '@latchkey/core/limits'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { type CommentView, type ReturnCaseView, type ReturnRequestView, toIso, toIsoOrNull } from '../../views.ts'
import { type CaseRecord, type CaseRow, CASES, loadCase, toCase } from '../case-record.ts'
import type { Reading } from '../connection.ts'
import { loadLastEnded } from '../license-past.ts'
import { viewLicense } from '../license-view.ts'
import { condition, listSql, type Order } from '../list-sql.ts'
import { licensesOfRequest } from '../return-requests.ts'
import { viewEventsOfRequest } from './events.ts'

const QUEUE: Order = {
  columns: ['q.closed', 'q.opened_at', 'q.id'],
  types: ['number', 'number', 'string'],
  direction: 'ASC',
}

export function viewReturnRequest(db: Reading, id: string, now: EpochMs): ReturnRequestView | null {
  const found = loadCase(db, id)
  return found === null ? null : presentCase(db, found, now)
}

/** A case that a command has just written. */
export function viewExistingRequest(db: Reading, id: string, now: EpochMs): ReturnRequestView {
  const view = viewReturnRequest(db, id, now)
  if (view === null) throw new Error(`return request ${id} is missing`)
  return view
}

/** A case with everything that is needed to decide it. */
export function viewReturnCase(db: Reading, id: string, now: EpochMs): ReturnCaseView | null {
  const found = loadCase(db, id)
  if (found === null) return null
  return {
    ...presentCase(db, found, now),
    rows: found.found.licenses.map(({ license, lastContactAt, returnsAt }) => ({
      licenseId: license.id,
      lastContactAt: toIsoOrNull(lastContactAt),
      returnsWithoutPc: returnsAt.filter((at) => now - at < license.terms.lostPcReturnsWindowDays * 86_400_000).length,
      returnsWithoutPcMax: license.terms.lostPcReturnsMax,
      emergenciesLeft: emergencyAllowance(license, now).left,
      ownerIsRequester:
        license.associatedTo === null || found.found.requester === null
          ? null
          : license.associatedTo === found.found.requester,
    })),
    comments: viewComments(db, id, { withInternal: true }),
    events: viewEventsOfRequest(db, licensesOfRequest(db, id), id),
  }
}

/** Open ones first, oldest first. */
export function listReturnRequests(
  db: Reading,
  asked: PageAsked & { readonly state?: string | undefined },
  now: EpochMs,
): PageOf<ReturnRequestView> {
  const { sql, values } = listSql(CASES, QUEUE, asked, [condition('q.state = ?', asked.state)])
  const rows = db.query<CaseRow>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.closed, row.opened_at, row.id],
    (row) => presentCase(db, toCase(db, row), now),
  )
}

interface CommentRow {
  readonly id: string
  readonly at: EpochMs
  readonly author: CommentView['by']
  readonly text: string
  readonly internal: number
}

export function viewComments(db: Reading, id: string, { withInternal }: { withInternal: boolean }): CommentView[] {
  const sql = 'SELECT id, at, author, text, internal FROM request_comments WHERE request = ? ORDER BY at, id'
  return db
    .query<CommentRow>(sql)
    .all(id)
    .filter(({ internal }) => withInternal || internal === 0)
    .map(({ id, at, author, text, internal }) => ({ id, at: toIso(at), by: author, text, internal: internal === 1 }))
}

function presentCase(db: Reading, record: CaseRecord, now: EpochMs): ReturnRequestView {
  const { found, pending } = record
  const flags = riskFlagsOf(found, now)
  return {
    id: record.id,
    state: found.state,
    stage: found.stage,
    channel: record.channel,
    externalId: record.externalId,
    reason: found.reason,
    email: record.email,
    message: record.message,
    keyId: record.keyId,
    keyLast5: record.keyLast5,
    hostId: record.host,
    accountId: found.requester,
    openedAt: toIso(found.openedAt),
    dueAt: toIso(record.dueAt),
    closedAt: toIsoOrNull(record.closedAt),
    answer: record.answer,
    risk: { level: riskLevelOf(flags), flags: flags.map((flag) => ({ flag, words: RISK_WORDS[flag] })) },
    recommended: recommend(found, now),
    pending: pending === null ? null : presentPending(record, pending),
    emergencyGrantedUntil: toIsoOrNull(emergencyGrantedUntil(record, now)),
    undoUntil: toIsoOrNull(undoUntilOf(db, record, now)),
    licenses: record.records.flatMap(({ license }) => viewLicense(db, license.id, now) ?? []),
  }
}

/** Until when an emergency license that was granted waits for a PC, at the latest. */
function emergencyGrantedUntil({ found, records }: CaseRecord, now: EpochMs): EpochMs | null {
  const waiting = records.filter(({ license }) => isEmergencyGranted(license, now))
  if (found.state !== 'open' || waiting.length === 0) return null
  return Math.max(...waiting.map(({ license }) => license.emergencyGrantedUntil ?? 0))
}

function presentPending({ executeAt }: CaseRecord, pending: NonNullable<CaseRecord['pending']>) {
  const { decision, reason, note, by, at } = pending
  return { decision, reason, note, by: { ...by }, at: toIso(at), executeAt: toIsoOrNull(executeAt) }
}

/** Until when the returns of a case can be undone: while each of its licenses is as the return left it. */
function undoUntilOf(db: Reading, { id, found, records }: CaseRecord, now: EpochMs): EpochMs | null {
  if (found.state !== 'returned') return null
  const ended = records.flatMap(({ license }) => {
    const last = loadLastEnded(db, license.id)
    if (last?.returnedIn !== id) return []
    const isUntouched = license.activatedOn === null && license.generation === last.ended.generation
    return [isUntouched ? last.ended.returnedAt + LIMITS.supportUndoMs : 0]
  })
  const until = Math.min(...ended)
  return ended.length > 0 && until > now ? until : null
}

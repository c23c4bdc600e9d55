import type { EpochMs, ReturnRequestId } from '@latchkey/core/ids'
import { LIMITS, SECOND_MS } from '@latchkey/core/limits'
import type { ReturnRequestStatus } from '@latchkey/license-file/documents'
import type { HostAnswer } from '../../store.ts'
import type { Reading } from '../connection.ts'

interface Row {
  readonly id: string
  readonly state: string
  readonly stage: string
  readonly closed: number
  readonly openedAt: EpochMs
  /** When the clock of the promised answer began. */
  readonly askedAt: EpochMs
  readonly closedAt: EpochMs | null
}

/** Where requests stand. Who knows an id was told it; what was written there is told to nobody here. */
export function readRequestStatus(db: Reading, ids: readonly ReturnRequestId[], at: EpochMs): HostAnswer {
  const sql = `SELECT id, state, stage, closed, opened_at AS "openedAt", coalesce(reopened_at, opened_at) AS "askedAt", closed_at AS "closedAt" FROM return_requests WHERE id = ?`
  const rows = [...new Set(ids)].slice(0, LIMITS.rowsMax).flatMap((id) => db.query<Row>(sql).get(id) ?? [])
  return { at, account: null, rows: [], licenses: [], returnRequest: null, returnRequests: rows.map(statusOf) }
}

function statusOf({ id, state, stage, closed, openedAt, askedAt, closedAt }: Row): ReturnRequestStatus {
  return {
    id,
    state,
    stage: closed === 0 ? stage : 'closed',
    openedAt: seconds(openedAt),
    dueAt: seconds(askedAt + LIMITS.requestAnswerMs),
    closedAt: closedAt === null ? null : seconds(closedAt),
  }
}

function seconds(at: EpochMs): number {
  return Math.floor(at / SECOND_MS)
}

import type { AccountId, EpochMs, LicenseId } from '@latchkey/core/ids'
import { type Recorded, REPLAYED_KINDS, type ReplayedKind, wouldRefuse } from '@latchkey/core/policy-replay'
import type { CaseReads } from '../../case-reads.ts'
import type { Reading } from '../connection.ts'
import { loadReturnsAt } from '../license-past.ts'

type Asked = Parameters<CaseReads['policyReplay']>[0]
type Replayed = Awaited<ReturnType<CaseReads['policyReplay']>>

interface Row {
  readonly position: number
  readonly at: EpochMs
  readonly type: string
  readonly actor_type: string
  readonly license: LicenseId | null
  readonly version: number | null
  readonly policy: string | null
  readonly data: string
}

/** The newest events before a place in the log; everything but their types is looked up only where it may count. */
const EVENTS = /* sql */ `
  SELECT e.rowid AS position, e.at, e.type, e.actor_type, e.license, e.version, l.policy, e.data
  FROM events e LEFT JOIN licenses l ON l.id = e.license AND e.type IN ('returned', 'emergency-issued', 'activated')
  WHERE e.rowid < ? ORDER BY e.rowid DESC LIMIT ?`

/** Replays a stretch of the log against terms: the rules decide anew what was done under the policy. */
export function replayPolicy(db: Reading, { policy, terms, since, before, limit }: Asked): Replayed {
  const read = db.query<Row>(EVENTS).all(before ?? Number.MAX_SAFE_INTEGER, limit)
  const rows = read.filter(({ at }) => at >= since)
  const counts = Object.fromEntries(REPLAYED_KINDS.map((kind) => [kind, { seen: 0, wouldRefuse: 0 }])) as Record<
    ReplayedKind,
    { seen: number; wouldRefuse: number }
  >
  for (const row of rows) {
    const recorded = row.policy === policy ? recordedOf(db, row) : null
    if (recorded === null) continue
    counts[recorded.kind].seen += 1
    if (wouldRefuse(recorded, terms)) counts[recorded.kind].wouldRefuse += 1
  }
  const last = rows.at(-1)
  const isLast = last === undefined || rows.length < limit
  return { counts, events: rows.length, oldestAt: last?.at ?? null, next: isLast ? null : last.position }
}

function recordedOf(db: Reading, { type, license, version, at, actor_type: actor, data }: Row): Recorded | null {
  if (license === null || version === null) return null
  switch (type) {
    case 'returned':
      if (JSON.parse(data).by !== 'owner') return null
      return { kind: 'lost-pc-return', at, before: loadReturnsAt(db, license).filter((earlier) => earlier < at) }
    case 'emergency-issued':
      return { kind: 'emergency', at, before: emergenciesBefore(db, license, at) }
    case 'activated':
      // By a PC on which nobody was signed in: the key alone.
      if (actor !== 'host' || ownerAt(db, license, version) === null) return null
      return { kind: 'key-only-activation', at, before: [] }
    default:
      return null
  }
}

function emergenciesBefore(db: Reading, license: LicenseId, at: EpochMs): readonly EpochMs[] {
  const sql = "SELECT at FROM events WHERE license = ? AND type = 'emergency-issued' AND at < ?"
  return db
    .query<{ readonly at: EpochMs }>(sql)
    .all(license, at)
    .map((row) => row.at)
}

/** Who owned a license when an event of it was written. */
function ownerAt(db: Reading, license: LicenseId, version: number): AccountId | null {
  const sql = `SELECT type, data FROM events WHERE license = ? AND version < ?
    AND type IN ('associated', 'transferred', 'released') ORDER BY version DESC LIMIT 1`
  const row = db.query<{ readonly type: string; readonly data: string }>(sql).get(license, version)
  return row === undefined || row.type === 'released' ? null : JSON.parse(row.data).to
}

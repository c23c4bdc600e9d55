import type { EpochMs } from '@latchkey/core/ids'
import { HOUR_MS } from '@latchkey/core/limits'
import type { ReturnReason } from '@latchkey/core/return-request'
import type { EventCounts, Totals } from '../../store.ts'
import type { Reading } from '../connection.ts'

const MONTHS_AHEAD = 12
/** Bounds of the ages of open requests, in hours: a working day, three days, a week. */
const AGES_HOURS = [24, 72, 168] as const

/**
 * Counts what happened in [from, to). Events are appended in the order of their time and have no index by it, which every command
 * would pay for: their place in the table is found by halving it.
 */
export function countEvents(db: Reading, from: EpochMs, to: EpochMs): EventCounts {
  const rows = db
    .query<{ type: string; actor_type: string; count: number }>(
      `SELECT type, actor_type, count(*) AS count FROM events
       WHERE rowid >= ? AND rowid < ? AND type IN ('activated', 'returned') GROUP BY type, actor_type`,
    )
    .all(placeOf(db, from), placeOf(db, to))
  const sum = (wanted: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(wanted).reduce((total, { count }) => total + count, 0)
  return {
    activated: sum(({ type }) => type === 'activated'),
    returned: sum(({ type, actor_type: by }) => type === 'returned' && by === 'host'),
    returnedWithoutPc: sum(({ type, actor_type: by }) => type === 'returned' && by !== 'host'),
  }
}

/** The first row of `events` that is not before `at`. */
function placeOf(db: Reading, at: EpochMs): number {
  const last = db.query<{ last: number | null }>('SELECT max(rowid) AS last FROM events').get()?.last ?? 0
  const atPlace = db.query<{ at: number }>('SELECT at FROM events WHERE rowid >= ? LIMIT 1')
  let low = 1
  let high = last + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const found = atPlace.get(middle)
    if (found !== undefined && found.at < at) low = middle + 1
    else high = middle
  }
  return low
}

export function countTotals(db: Reading, at: EpochMs): Totals {
  const count = (sql: string, ...values: number[]) => db.query<{ count: number }>(sql).get(...values)?.count ?? 0
  return {
    totals: {
      licenses: count('SELECT count(*) AS count FROM licenses'),
      active: count('SELECT count(*) AS count FROM activations WHERE returned_at IS NULL'),
      hosts: count('SELECT count(*) AS count FROM hosts'),
      // By two indexes: who are not staff would be counted row by row.
      accounts:
        count('SELECT count(*) AS count FROM accounts') -
        count(`SELECT count(*) AS count FROM accounts WHERE "role" <> 'customer'`),
      staleHosts: count(
        `SELECT count(*) AS count FROM activations
         WHERE returned_by IN ('support', 'owner') AND stale_seen_at IS NULL AND (lease_until IS NULL OR lease_until > ?)`,
        at,
      ),
    },
    openRequests: countOpenRequests(db, at),
    expiring: monthsAhead(at).map(({ month, from, to }) => ({
      month,
      count: count(
        'SELECT count(*) AS count FROM licenses WHERE expires_at >= ? AND expires_at < ?',
        Math.max(from, at),
        to,
      ),
    })),
  }
}

function countOpenRequests(db: Reading, at: EpochMs): Totals['openRequests'] {
  const open = db
    .query<{ reason: ReturnReason; opened_at: number }>(
      'SELECT reason, opened_at FROM return_requests WHERE closed = 0',
    )
    .all()
  const reasons = Map.groupBy(open, ({ reason }) => reason)
  const inAge = (hoursMin: number, hoursMax: number) =>
    open.filter(({ opened_at: openedAt }) => {
      const age = at - openedAt
      return age >= hoursMin * HOUR_MS && age < hoursMax * HOUR_MS
    }).length
  return {
    byReason: Array.from(reasons, ([reason, requests]) => ({ reason, count: requests.length })).toSorted(
      (a, b) => b.count - a.count,
    ),
    byAge: [
      ...AGES_HOURS.map((hoursMax, index) => ({ hoursMax, count: inAge(AGES_HOURS[index - 1] ?? 0, hoursMax) })),
      { hoursMax: null, count: inAge(AGES_HOURS[2], Number.POSITIVE_INFINITY) },
    ],
  }
}

function monthsAhead(at: EpochMs): readonly { readonly month: string; readonly from: EpochMs; readonly to: EpochMs }[] {
  const now = new Date(at)
  const startOf = (months: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)
  return Array.from({ length: MONTHS_AHEAD }, (_, index) => ({
    month: new Date(startOf(index)).toISOString().slice(0, 7),
    from: startOf(index),
    to: startOf(index + 1),
  }))
}

import type { EpochMs } from '@latchkey/core/ids'
import { DAY_MS, HOUR_MS } from '@latchkey/core/limits'
import type { ReturnReason } from '@latchkey/core/return-request'
import type { EventCounts, Totals } from '../../store.ts'
import type { Reading } from '../connection.ts'

const MONTHS_AHEAD = 12
/** Bounds of the ages of open requests, in hours: a working day, three days, a week. */
const AGES_HOURS = [24, 72, 168] as const
/** Bounds of when stale PCs stop, in days: up to the default lease. */
const STOPS_DAYS = [7, 14, 30] as const

/** Counts what happened in [from, to). */
export function countEvents(db: Reading, from: EpochMs, to: EpochMs): EventCounts {
  const rows = db
    .query<{ type: string; actor_type: string; count: number }>(
      `SELECT type, actor_type, count(*) AS count FROM events
       WHERE at >= ? AND at < ? AND type IN ('activated', 'returned') GROUP BY type, actor_type`,
    )
    .all(from, to)
  const sum = (wanted: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(wanted).reduce((total, { count }) => total + count, 0)
  return {
    activated: sum(({ type }) => type === 'activated'),
    returned: sum(({ type, actor_type: by }) => type === 'returned' && by === 'host'),
    returnedWithoutPc: sum(({ type, actor_type: by }) => type === 'returned' && by !== 'host'),
  }
}

export function countTotals(db: Reading, at: EpochMs): Totals {
  const count = (sql: string, ...values: number[]) => db.query<{ count: number }>(sql).get(...values)?.count ?? 0
  const staleHosts = countStaleHosts(db, at)
  return {
    totals: {
      licenses: count('SELECT count(*) AS count FROM licenses'),
      // Those that go on would be read row by row.
      active:
        count('SELECT count(*) AS count FROM activations') -
        count('SELECT count(*) AS count FROM activations WHERE returned_at IS NOT NULL'),
      hosts: count('SELECT count(*) AS count FROM hosts'),
      // By two indexes: who are not staff would be counted row by row.
      accounts:
        count('SELECT count(*) AS count FROM accounts') -
        count(`SELECT count(*) AS count FROM accounts WHERE "role" <> 'customer'`),
      staleHosts: staleHosts.reduce((sum, { count: some }) => sum + some, 0),
    },
    openRequests: countOpenRequests(db, at),
    staleHosts,
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

/** PCs whose license was returned without them and that have not been seen since, by the end of the lease they hold. */
function countStaleHosts(db: Reading, at: EpochMs): Totals['staleHosts'] {
  const stale = `SELECT count(*) AS count FROM activations WHERE returned_by IN ('support', 'owner') AND stale_seen_at IS NULL`
  const between = db.query<{ count: number }>(`${stale} AND lease_until > ? AND lease_until <= ?`)
  const later = db.query<{ count: number }>(`${stale} AND (lease_until IS NULL OR lease_until > ?)`)
  return [
    ...STOPS_DAYS.map((daysMax, index) => ({
      daysMax,
      count: between.get(at + (STOPS_DAYS[index - 1] ?? 0) * DAY_MS, at + daysMax * DAY_MS)?.count ?? 0,
    })),
    { daysMax: null, count: later.get(at + STOPS_DAYS[2] * DAY_MS)?.count ?? 0 },
  ]
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

import type { AccountId, EpochMs, LicenseId } from '@latchkey/core/ids'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { type MyHostView, toIso } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { condition, listSql, type Order } from '../list-sql.ts'
import { hostNameFor } from '../host-names.ts'
import { viewExistingMyLicense } from './my-licenses.ts'

interface HostRow {
  readonly id: string
  readonly name: string
  readonly os: string
  readonly first_seen_at: number
  readonly last_seen_at: number
}

/** Hosts that hold a license of an account. */
const HOSTS_OF_ACCOUNT = /* sql */ `
  SELECT h.id, h.name, h.os, h.first_seen_at, h.last_seen_at FROM hosts h
  JOIN (SELECT DISTINCT a.host FROM licenses l JOIN activations a ON a.license = l.id AND a.returned_at IS NULL
    WHERE l.account = ?) mine ON mine.host = h.id`
const LAST_SEEN: Order = { columns: ['h.last_seen_at', 'h.id'], types: ['number', 'string'], direction: 'DESC' }

export function listMyHosts(db: Reading, account: AccountId, asked: PageAsked, now: EpochMs): PageOf<MyHostView> {
  const { sql, values } = listSql(HOSTS_OF_ACCOUNT, LAST_SEEN, asked, [])
  const rows = db.query<HostRow>(sql).all(account, ...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.last_seen_at, row.id],
    (row) => presentMyHost(db, account, row, now),
  )
}

/** Null for a host that holds no license of the account: it is none of theirs. */
export function viewMyHost(db: Reading, account: AccountId, id: string, now: EpochMs): MyHostView | null {
  const { sql, values } = listSql(HOSTS_OF_ACCOUNT, LAST_SEEN, { limit: 1 }, [condition('h.id = ?', id)])
  const [row] = db.query<HostRow>(sql).all(account, ...values)
  return row === undefined ? null : presentMyHost(db, account, row, now)
}

function presentMyHost(db: Reading, account: AccountId, row: HostRow, now: EpochMs): MyHostView {
  const sql = `SELECT l.id FROM activations a JOIN licenses l ON l.id = a.license
    WHERE a.host = ? AND a.returned_at IS NULL AND l.account = ? ORDER BY l.id`
  const licenses = db.query<{ readonly id: LicenseId }>(sql).all(row.id, account)
  return {
    id: row.id,
    name: hostNameFor(db, account, row.id, row.name),
    ownName: row.name,
    os: row.os,
    firstSeenAt: toIso(row.first_seen_at),
    lastSeenAt: toIso(row.last_seen_at),
    licenses: licenses.map(({ id }) => viewExistingMyLicense(db, account, id, now)),
  }
}

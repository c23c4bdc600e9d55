import type { EpochMs } from '@latchkey/core/ids'
import type { Standing } from '@latchkey/core/license'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { type HostView, type LicenseView, toIso } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { LICENSE_VIEWS, type LicenseViewRow, presentLicense } from '../license-view.ts'
import { condition, newestFirst } from '../list-sql.ts'

export function listLicenseViews(
  db: Reading,
  asked: PageAsked & {
    readonly accountId?: string | undefined
    readonly hostId?: string | undefined
    readonly standing?: Standing | undefined
  },
  now: EpochMs,
): PageOf<LicenseView> {
  const { sql, values } = newestFirst(LICENSE_VIEWS, 'l', asked, [
    condition('l.account = ?', asked.accountId),
    condition('a.host = ?', asked.hostId),
    // Named beside its condition, so that the small index of what is out of use is used.
    condition(asked.standing === 'good' ? 'l.standing = ?' : "l.standing = ? AND l.standing <> 'good'", asked.standing),
  ])
  const rows = db.query<LicenseViewRow>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.created_at, row.id],
    (row) => presentLicense(row, now),
  )
}

interface HostRow {
  readonly id: string
  readonly name: string
  readonly os: string
  readonly first_seen_at: number
  readonly last_seen_at: number
}

export function viewHost(db: Reading, id: string, now: EpochMs): HostView | null {
  const host = db.query<HostRow>('SELECT id, name, os, first_seen_at, last_seen_at FROM hosts WHERE id = ?').get(id)
  if (host === undefined) return null
  const licenses = db.query<LicenseViewRow>(`${LICENSE_VIEWS} WHERE a.host = ? ORDER BY l.id`).all(id)
  return {
    id: host.id,
    name: host.name,
    os: host.os,
    firstSeenAt: toIso(host.first_seen_at),
    lastSeenAt: toIso(host.last_seen_at),
    licenses: licenses.map((row) => presentLicense(row, now)),
  }
}

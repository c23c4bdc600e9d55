import { decideDownload } from '@latchkey/core/download'
import type { AccountId, EpochMs } from '@latchkey/core/ids'
import type { Standing } from '@latchkey/core/license'
import { err, ok } from '@latchkey/core/result'
import { pageOf } from '../../cursor.ts'
import type { PublishedFile, ReleaseReads, ReleaseView } from '../../release-commands.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { toIso } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { condition, listSql, type Order } from '../list-sql.ts'
import { parseTerms } from '../load.ts'

interface ReleaseRow {
  readonly id: string
  readonly product: string
  readonly product_name: string
  readonly version: string
  readonly notes: string
  readonly released_at: EpochMs
}

const RELEASES = /* sql */ `SELECT r.id, r.product, p.name AS product_name, r.version, r.notes, r.released_at
  FROM releases r JOIN products p ON p.id = r.product`
const NEWEST: Order = { columns: ['r.released_at', 'r.id'], types: ['number', 'string'], direction: 'DESC' }

export function viewRelease(db: Reading, id: string): ReleaseView | null {
  const row = db.query<ReleaseRow>(`${RELEASES} WHERE r.id = ?`).get(id)
  return row === undefined ? null : present(db, row)
}

export function listReleases(
  db: Reading,
  asked: PageAsked & { readonly product?: string | undefined },
): PageOf<ReleaseView> {
  const { sql, values } = listSql(RELEASES, NEWEST, asked, [condition('r.product = ?', asked.product)])
  return page(db, asked, db.query<ReleaseRow>(sql).all(...values))
}

export function listMyDownloads(db: Reading, account: AccountId, asked: PageAsked, now: EpochMs): PageOf<ReleaseView> {
  const { sql, values } = listSql(RELEASES, NEWEST, asked, [
    condition('r.product IN (SELECT l.product FROM licenses l WHERE l.account = ?)', account),
    condition('r.released_at <= ?', now),
    { sql: 'EXISTS (SELECT 1 FROM artifacts a WHERE a.release = r.id)', values: [] },
  ])
  return page(db, asked, db.query<ReleaseRow>(sql).all(...values))
}

function page(db: Reading, asked: PageAsked, rows: ReleaseRow[]): PageOf<ReleaseView> {
  return pageOf(
    rows,
    asked,
    (row) => [row.released_at, row.id],
    (row) => present(db, row),
  )
}

function present(db: Reading, { id, product, product_name, version, notes, released_at }: ReleaseRow): ReleaseView {
  const sql =
    'SELECT id, name, os, size_bytes AS "sizeBytes", sha256 FROM artifacts WHERE release = ? ORDER BY os, name'
  const artifacts = db
    .query<ReleaseView['artifacts'][number]>(sql)
    .all(id)
    .map(({ id, name, os, sizeBytes, sha256 }) => ({ id, name, os, sizeBytes, sha256 }))
  return { id, product, productName: product_name, version, notes, releasedAt: toIso(released_at), artifacts }
}

interface FileRow extends PublishedFile {
  readonly product: string
  readonly product_name: string
  readonly released_at: EpochMs
}

interface LicenseRow {
  readonly standing: Standing
  readonly expires_at: EpochMs | null
  readonly created_at: EpochMs
  readonly terms: string
}

/** The rule is the core's; here is what it must know. */
export function findDownload(
  db: Reading,
  account: AccountId,
  artifact: string,
  now: EpochMs,
): Awaited<ReturnType<ReleaseReads['download']>> {
  const file = db
    .query<FileRow>(
      `SELECT a.id, a.path, a.name, a.size_bytes AS "sizeBytes", a.sha256, a.tag, r.product, p.name AS product_name, r.released_at
       FROM artifacts a JOIN releases r ON r.id = a.release JOIN products p ON p.id = r.product WHERE a.id = ?`,
    )
    .get(artifact)
  if (file === undefined) return err({ code: 'NOT_FOUND', product: '' })
  const sql = 'SELECT standing, expires_at, created_at, terms FROM licenses WHERE account = ? AND product = ?'
  const licenses = db.query<LicenseRow>(sql).all(account, file.product)
  const decided = decideDownload(
    licenses.map(({ standing, expires_at: expiresAt, created_at: issuedAt, terms }) => ({
      standing,
      expiresAt,
      issuedAt,
      terms: parseTerms(terms),
    })),
    file.released_at,
    now,
  )
  if (!decided.ok) return err({ code: decided.error, product: file.product_name })
  const { id, path, name, sizeBytes, sha256, tag } = file
  return ok({ id, path, name, sizeBytes, sha256, tag })
}

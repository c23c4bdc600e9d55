import type { EpochMs, KeyId } from '@latchkey/core/ids'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf, Reads } from '../../store.ts'
import { type KeyView, toIso } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { viewLicensesOfKey } from '../license-view.ts'
import { condition, newestFirst } from '../list-sql.ts'

interface KeyRow {
  readonly id: string
  readonly last5: string
  readonly legacy: number
  readonly order_number: string
  readonly hosts_max: number
  readonly created_at: number
}

const KEYS = /* sql */ `
  SELECT k.id, k.last5, k.legacy, o.number AS order_number, k.hosts_max, k.created_at
  FROM activation_keys k JOIN orders o ON o.id = k.order_id`

export function viewKey(db: Reading, id: string, now: EpochMs): KeyView | null {
  const row = db.query<KeyRow>(`${KEYS} WHERE k.id = ?`).get(id)
  return row === undefined ? null : presentKey(db, row, now)
}

/** A key without its licenses, of which there may be a thousand: how many of each product. */
export function viewKeyOfWebhook(db: Reading, id: string) {
  const row = db.query<KeyRow>(`${KEYS} WHERE k.id = ?`).get(id)
  if (row === undefined) return null
  const sql = 'SELECT product, count(*) AS seats FROM licenses WHERE key_id = ? GROUP BY product ORDER BY product'
  const products = db.query<{ readonly product: string; readonly seats: number }>(sql).all(id)
  const { last5, legacy, order_number: order, hosts_max: hostsMax, created_at: createdAt } = row
  return { id, last5, legacy: legacy === 1, order, hostsMax, createdAt: toIso(createdAt), products }
}

export function findKeyByDigest(db: Reading, digest: string): Awaited<ReturnType<Reads['keyByDigest']>> {
  const row = db.query<DigestRow>('SELECT id, last5, legacy FROM activation_keys WHERE digest = ?').get(digest)
  if (row !== undefined) return { id: row.id, last5: row.last5, legacy: row.legacy === 1, replaced: false }
  const retired = db
    .query<{ readonly id: KeyId; readonly last5: string }>(
      'SELECT key_id AS id, last5 FROM retired_keys WHERE digest = ?',
    )
    .get(digest)
  return retired === undefined ? null : { id: retired.id, last5: retired.last5, legacy: false, replaced: true }
}

interface DigestRow {
  readonly id: KeyId
  readonly last5: string
  readonly legacy: number
}

export function findSealedKey(db: Reading, id: KeyId): string | null {
  const sql = 'SELECT sealed FROM activation_keys WHERE id = ?'
  return db.query<{ readonly sealed: string }>(sql).get(id)?.sealed ?? null
}

export function listKeys(
  db: Reading,
  asked: PageAsked & { readonly order?: string | undefined; readonly last5?: string | undefined },
  now: EpochMs,
): PageOf<KeyView> {
  const { sql, values } = newestFirst(KEYS, 'k', asked, [
    condition('o.number = ?', asked.order),
    condition('k.last5 = ?', asked.last5),
  ])
  const rows = db.query<KeyRow>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.created_at, row.id],
    (row) => presentKey(db, row, now),
  )
}

function presentKey(db: Reading, row: KeyRow, now: EpochMs): KeyView {
  const licenses = viewLicensesOfKey(db, row.id, now)
  return {
    id: row.id,
    last5: row.last5,
    legacy: row.legacy === 1,
    order: row.order_number,
    hostsMax: row.hosts_max,
    hostsHolding: new Set(licenses.flatMap(({ activatedOn }) => activatedOn?.hostId ?? [])).size,
    createdAt: toIso(row.created_at),
    licenses,
  }
}

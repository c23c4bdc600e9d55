import type { EpochMs } from '@latchkey/core/ids'
import type { Standing } from '@latchkey/core/license'
import { graceUntil } from '@latchkey/core/policy'
import { type LicenseView, toIso, toIsoOrNull } from '../views.ts'
import type { Reading } from './connection.ts'
import { parseTerms } from './load.ts'

/** A license as staff see it, with everything it refers to by name. */

export interface LicenseViewRow {
  readonly id: string
  readonly key_id: string
  readonly last5: string
  readonly order_number: string
  readonly product: string
  readonly product_name: string
  readonly edition: string
  readonly standing: Standing
  readonly expires_at: number | null
  readonly generation: number
  readonly account: string | null
  readonly account_name: string | null
  readonly host: string | null
  readonly host_name: string | null
  readonly since: number | null
  readonly lease_until: number | null
  readonly terms: string
  readonly created_at: number
  readonly stale_host: string | null
  readonly stale_host_name: string | null
  readonly stale_lease_until: number | null
  readonly emergency_host: string | null
  readonly emergency_host_name: string | null
  readonly emergency_until: number | null
}

/** The stale host: the last activation that was ended without its host, unless that host is known to know or holds the license again. */
export const LICENSE_VIEWS = /* sql */ `
  SELECT l.id, l.key_id, k.last5, o.number AS order_number, l.product, p.name AS product_name, p.edition, l.standing, l.expires_at,
    l.generation, l.account, coalesce(u."displayUsername", u."username", u."email") AS account_name, a.host, h.name AS host_name,
    a.since, a.lease_until, l.terms, l.created_at, s.host AS stale_host, sh.name AS stale_host_name,
    s.lease_until AS stale_lease_until, l.emergency_host, eh.name AS emergency_host_name, l.emergency_until
  FROM licenses l
  JOIN activation_keys k ON k.id = l.key_id
  JOIN orders o ON o.id = k.order_id
  JOIN products p ON p.id = l.product
  LEFT JOIN accounts u ON u."id" = l.account
  LEFT JOIN activations a ON a.license = l.id AND a.returned_at IS NULL
  LEFT JOIN hosts h ON h.id = a.host
  LEFT JOIN activations s ON s.license = l.id AND s.generation = (
    SELECT max(x.generation) FROM activations x
    WHERE x.license = l.id AND x.returned_by IN ('support', 'owner') AND x.stale_seen_at IS NULL)
  LEFT JOIN hosts sh ON sh.id = s.host
  LEFT JOIN hosts eh ON eh.id = l.emergency_host`

/** Whole texts, since a text that is put together at each use is hashed anew at each use. */
const LICENSE_BY_ID = `${LICENSE_VIEWS} WHERE l.id = ?`
const LICENSES_OF_KEY = `${LICENSE_VIEWS} WHERE l.key_id = ? ORDER BY l.id`

export function viewLicense(db: Reading, id: string, now: EpochMs): LicenseView | null {
  const row = db.query<LicenseViewRow>(LICENSE_BY_ID).get(id)
  return row === undefined ? null : presentLicense(row, now)
}

export function viewLicensesOfKey(db: Reading, keyId: string, now: EpochMs): LicenseView[] {
  const rows = db.query<LicenseViewRow>(LICENSES_OF_KEY).all(keyId)
  return rows.map((row) => presentLicense(row, now))
}

export function presentLicense(row: LicenseViewRow, now: EpochMs): LicenseView {
  return {
    id: row.id,
    keyId: row.key_id,
    keyLast5: row.last5,
    order: row.order_number,
    product: row.product,
    productName: row.product_name,
    edition: row.edition,
    standing: row.standing,
    expiresAt: toIsoOrNull(row.expires_at),
    generation: row.generation,
    associatedTo: row.account === null ? null : { id: row.account, name: row.account_name ?? row.account },
    activatedOn: presentActivation(row),
    staleHost: presentStaleHost(row, now),
    emergencyHost: presentEmergency(row, now),
    terms: parseTerms(row.terms),
  }
}

function presentActivation(row: LicenseViewRow): LicenseView['activatedOn'] {
  const { host, host_name, since, lease_until } = row
  if (host === null || since === null) return null
  return {
    hostId: host,
    hostName: host_name ?? host,
    since: toIso(since),
    leaseUntil: toIsoOrNull(lease_until),
    mayRunUntil: toIsoOrNull(graceUntil(parseTerms(row.terms), lease_until, row.expires_at)),
  }
}

function presentEmergency(row: LicenseViewRow, now: EpochMs): LicenseView['emergencyHost'] {
  const { emergency_host: hostId, emergency_host_name: hostName, emergency_until: until } = row
  if (hostId === null || until === null || until <= now) return null
  return { hostId, hostName: hostName ?? hostId, until: toIso(until) }
}

function presentStaleHost(row: LicenseViewRow, now: EpochMs): LicenseView['staleHost'] {
  if (row.stale_host === null || row.stale_host === row.host) return null
  const until = graceUntil(parseTerms(row.terms), row.stale_lease_until, row.expires_at)
  if (until !== null && until <= now) return null
  return {
    hostId: row.stale_host,
    hostName: row.stale_host_name ?? row.stale_host,
    mayRunUntil: toIsoOrNull(until),
  }
}

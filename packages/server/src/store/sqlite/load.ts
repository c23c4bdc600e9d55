import type { AccountId, EpochMs, HostId, KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import type { Emergency, LastReturn, ReturnedBy, Standing } from '@latchkey/core/license'
import { type PolicyTerms, termsOf } from '@latchkey/core/policy'
import type { AccountRecord, KeyRecord, LicenseRecord, ProductRecord } from '../records.ts'
import type { Reading } from './connection.ts'

/** The hot reads: whole aggregates by key, as the rules need them. */

interface LicenseRow {
  readonly id: LicenseId
  readonly key_id: KeyId
  readonly product: ProductId
  readonly terms: string
  readonly standing: Standing
  readonly expires_at: number | null
  readonly account: AccountId | null
  readonly generation: number
  readonly last_return_host: HostId | null
  readonly last_return_by: ReturnedBy | null
  readonly emergency_host: HostId | null
  readonly emergency_issued_at: number | null
  readonly emergency_until: number | null
  readonly emergency_granted_until: number | null
  readonly version: number
  readonly host: HostId | null
  readonly host_name: string | null
  readonly since: number | null
  readonly lease_until: number | null
  readonly renew_from: number | null
  readonly account_shown: AccountId | null
  readonly last5: string
  readonly hosts_max: number
}

const LICENSES = /* sql */ `
  SELECT l.id, l.key_id, l.product, l.terms, l.standing, l.expires_at, l.account, l.generation, l.last_return_host,
    l.last_return_by, l.emergency_host,
    l.emergency_issued_at, l.emergency_until, l.emergency_granted_until, l.version, a.host, h.name AS host_name, a.since, a.lease_until, a.renew_from, a.account_shown, k.last5, k.hosts_max
  FROM licenses l
  JOIN activation_keys k ON k.id = l.key_id
  LEFT JOIN activations a ON a.license = l.id AND a.returned_at IS NULL
  LEFT JOIN hosts h ON h.id = a.host`
const LICENSES_OF_KEY = `${LICENSES} WHERE l.key_id = ? ORDER BY l.id`
const LICENSE_BY_ID = `${LICENSES} WHERE l.id = ?`
const KEYS_OF_ACCOUNT = 'SELECT DISTINCT key_id FROM licenses WHERE account = ? ORDER BY key_id'
const LICENSES_ON_HOST = /* sql */ `
  SELECT license, since FROM activations WHERE host = ? AND returned_at IS NULL
  UNION SELECT id, emergency_issued_at FROM licenses WHERE emergency_host = ? AND emergency_until > ?
  ORDER BY since DESC LIMIT ?`
const PRODUCT = 'SELECT name, edition, features FROM products WHERE id = ?'
const ACCOUNT_NAME = `SELECT coalesce("displayUsername", "username", "email") AS name FROM accounts WHERE "id" = ?`

/** A key with all its licenses; null if there is none. */
export function loadKey(db: Reading, id: KeyId): KeyRecord | null {
  return toKeys(db.query<LicenseRow>(LICENSES_OF_KEY).all(id))[0] ?? null
}

/** The key of a license, holding that license only: enough where no seat is chosen. */
export function loadLicense(db: Reading, id: LicenseId): KeyRecord | null {
  return toKeys(db.query<LicenseRow>(LICENSE_BY_ID).all(id))[0] ?? null
}

export function loadKeyIdsOfAccount(db: Reading, account: AccountId): readonly KeyId[] {
  const rows = db.query<{ readonly key_id: KeyId }>(KEYS_OF_ACCOUNT).all(account)
  return rows.map((row) => row.key_id)
}

/** What is active on a host or runs there as an emergency, at most `LIMITS.rowsMax`, the newest: more fit into no signed response. */
export function loadLicenseIdsOnHost(db: Reading, host: HostId, now: EpochMs): readonly LicenseId[] {
  const rows = db.query<{ readonly license: LicenseId }>(LICENSES_ON_HOST).all(host, host, now, LIMITS.rowsMax)
  return rows.map(({ license }) => license)
}

/** @throws if there is no such product: a license always names one */
export function loadProduct(db: Reading, id: ProductId): ProductRecord {
  const row = db.query<{ readonly name: string; readonly edition: string; readonly features: string }>(PRODUCT).get(id)
  if (row === undefined) throw new Error(`product ${id} is missing`)
  return { id, name: row.name, edition: row.edition, features: JSON.parse(row.features) }
}

/** An account's name as people know it; one that was erased keeps its id. */
export function loadAccount(db: Reading, id: AccountId): AccountRecord {
  return { id, name: db.query<{ readonly name: string }>(ACCOUNT_NAME).get(id)?.name ?? id }
}

function toKeys(rows: readonly LicenseRow[]): readonly KeyRecord[] {
  const first = rows[0]
  if (first === undefined) return []
  return [{ id: first.key_id, last5: first.last5, hostsMax: first.hosts_max, licenses: rows.map(toLicenseRecord) }]
}

function toLicenseRecord(row: LicenseRow): LicenseRecord {
  return {
    license: {
      id: row.id,
      keyId: row.key_id,
      product: row.product,
      terms: parseTerms(row.terms),
      standing: row.standing,
      expiresAt: row.expires_at,
      associatedTo: row.account,
      activatedOn: row.host,
      generation: row.generation,
      lastReturn: lastReturnOf(row),
      emergency: emergencyOf(row),
      emergencyGrantedUntil: row.emergency_granted_until,
    },
    version: row.version,
    activation:
      row.host === null || row.since === null
        ? null
        : {
            hostName: row.host_name ?? row.host,
            since: row.since,
            leaseUntil: row.lease_until,
            renewFrom: row.renew_from,
            accountShown: row.account_shown,
          },
  }
}

function lastReturnOf({ last_return_host: host, last_return_by: by }: LicenseRow): LastReturn | null {
  return host === null || by === null ? null : { host, by }
}

function emergencyOf(row: LicenseRow): Emergency | null {
  const { emergency_host: on, emergency_issued_at: issuedAt, emergency_until: until } = row
  return on === null || issuedAt === null || until === null ? null : { on, issuedAt, until }
}

const TERMS_KEPT = 100
const termsByText = new Map<string, PolicyTerms>()

/** Many licenses hold copies of few terms: each text is parsed once. */
export function parseTerms(text: string): PolicyTerms {
  const known = termsByText.get(text)
  if (known !== undefined) return known
  if (termsByText.size >= TERMS_KEPT) termsByText.clear()
  // Terms written before a number existed have its default.
  const terms = termsOf(JSON.parse(text))
  termsByText.set(text, terms)
  return terms
}

import type { EpochMs } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { SEARCH_KINDS, type SearchKind } from '@latchkey/core/search'
import type { CaseReads, SearchAsked } from '../../case-reads.ts'
import { toIso } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { LICENSE_VIEWS, type LicenseViewRow, presentLicense } from '../license-view.ts'

type Terms = SearchAsked['terms']
type Found = Awaited<ReturnType<CaseReads['search']>>['results'][number]
type Hit = Omit<Found, 'kind'>

/**
 * What a text names. Each look-up is a range of one index that ends after a few rows, so that a million licenses cost what a hundred
 * do; nothing is sorted that is not in the order of its index.
 */
export function searchEverything(
  db: Reading,
  { terms, kinds }: SearchAsked,
  now: EpochMs,
): Awaited<ReturnType<CaseReads['search']>> {
  const groups = SEARCH_KINDS.filter((kind) => kinds.includes(kind)).map((kind) => ({
    kind,
    hits: distinct(FINDERS[kind](db, terms, now)),
  }))
  const inOrder = groups.toSorted((a, b) => Number(b.hits.some(isExact)) - Number(a.hits.some(isExact)))
  const max = LIMITS.searchResultsPerKindMax
  return {
    results: inOrder.flatMap(({ kind, hits }) => hits.slice(0, max).map((hit) => found(kind, hit))),
    more: inOrder.filter(({ hits }) => hits.length > max).map(({ kind }) => kind),
  }
}

function found(kind: SearchKind, { id, title, detail, exact }: Hit): Found {
  return { kind, id, title, detail, exact }
}

function isExact({ exact }: Hit): boolean {
  return exact
}

/** One more than is shown tells that there are more. */
const READ = LIMITS.searchResultsPerKindMax + 1

const FINDERS: Readonly<Record<SearchKind, (db: Reading, terms: Terms, now: EpochMs) => readonly Hit[]>> = {
  license: findLicenses,
  key: findKeys,
  order: findOrders,
  account: findAccounts,
  host: findHosts,
  'return-request': findReturnRequests,
  transfer: findTransfers,
  handover: findHandovers,
}

/** What was found exactly stands first, and each thing once. */
function distinct(hits: readonly Hit[]): readonly Hit[] {
  const exactFirst = hits.toSorted((a, b) => Number(b.exact) - Number(a.exact))
  return [...new Map(exactFirst.toReversed().map((hit) => [hit.id, hit])).values()].toReversed()
}

/** Selects everything that begins with a text, in the order of an index. */
function beginning(select: string, column: string): string {
  return `${select} ${column} >= ? AND ${column} < ? ORDER BY ${column} LIMIT ${READ}`
}

/** The bounds of what begins with a text. */
function boundsOf(text: string): readonly [string, string] {
  return [text, `${text}\u{10FFFF}`]
}

function idOf(terms: Terms, kind: SearchKind): string | null {
  return terms.id?.kind === kind ? terms.id.text : null
}

/** By their ids, and those of a key that was pasted whole. */
function findLicenses(db: Reading, terms: Terms, now: EpochMs): readonly Hit[] {
  const id = idOf(terms, 'license')
  const byId =
    id === null ? [] : db.query<LicenseViewRow>(beginning(`${LICENSE_VIEWS} WHERE`, 'l.id')).all(...boundsOf(id))
  const ofKey = keysOfDigest(db, terms).flatMap((key) =>
    db.query<LicenseViewRow>(`${LICENSE_VIEWS} WHERE l.key_id = ? ORDER BY l.id LIMIT ${READ}`).all(key.id),
  )
  return [...byId, ...ofKey].map((row) => {
    const { keyLast5, associatedTo, activatedOn, productName, edition } = presentLicense(row, now)
    return {
      id: row.id,
      title: `${productName} ${edition}`.trim(),
      detail: `…${keyLast5} · ${associatedTo?.name ?? 'no account'} · ${activatedOn?.hostName ?? 'on no PC'} · ${row.id}`,
      exact: row.id === id,
    }
  })
}

interface KeyRow {
  readonly id: string
  readonly last5: string
  readonly number: string
  readonly licenses: number
  /** Of a key that was replaced: its own last five, and when. */
  readonly retired_last5: string | null
  readonly retired_at: number | null
}

const LICENSES_OF_KEY = '(SELECT count(*) FROM licenses l WHERE l.key_id = k.id) AS licenses'
const KEYS = `SELECT k.id, k.last5, o.number, ${LICENSES_OF_KEY}, NULL AS retired_last5, NULL AS retired_at
  FROM activation_keys k JOIN orders o ON o.id = k.order_id WHERE`
const RETIRED_KEYS = `SELECT k.id, k.last5, o.number, ${LICENSES_OF_KEY}, r.last5 AS retired_last5, r.retired_at
  FROM retired_keys r JOIN activation_keys k ON k.id = r.key_id JOIN orders o ON o.id = k.order_id WHERE`

function keysOfDigest(db: Reading, { keyDigest }: Terms): readonly KeyRow[] {
  if (keyDigest === null) return []
  return [
    ...db.query<KeyRow>(`${KEYS} k.digest = ?`).all(keyDigest),
    ...db.query<KeyRow>(`${RETIRED_KEYS} r.digest = ?`).all(keyDigest),
  ]
}

function findKeys(db: Reading, terms: Terms): readonly Hit[] {
  const id = idOf(terms, 'key')
  const whole = keysOfDigest(db, terms)
  const byId = id === null ? [] : db.query<KeyRow>(beginning(KEYS, 'k.id')).all(...boundsOf(id))
  const byLast5 = terms.last5.flatMap((last5) => [
    ...db.query<KeyRow>(`${KEYS} k.last5 = ? LIMIT ${READ}`).all(last5),
    ...db.query<KeyRow>(`${RETIRED_KEYS} r.last5 = ? LIMIT ${READ}`).all(last5),
  ])
  const exact = new Set([...whole.map((row) => row.id), id])
  return [...whole, ...byId, ...byLast5].map((row) => ({
    id: row.id,
    title: `…${row.last5}`,
    detail: `${replacedText(row)}order ${row.number} · ${counted(row.licenses, 'license')}`,
    exact: exact.has(row.id),
  }))
}

function replacedText({ retired_last5: last5, retired_at: at }: KeyRow): string {
  return last5 === null || at === null ? '' : `has replaced …${last5} on ${day(at)} · `
}

interface OrderRow {
  readonly id: string
  readonly number: string
  readonly created_at: number
  readonly keys: number
}

const ORDERS = `SELECT o.id, o.number, o.created_at,
  (SELECT count(*) FROM activation_keys k WHERE k.order_id = o.id) AS keys FROM orders o WHERE`

/** Their pages go by the number. */
function findOrders(db: Reading, terms: Terms): readonly Hit[] {
  const id = idOf(terms, 'order')
  const byId = id === null ? [] : db.query<OrderRow>(beginning(ORDERS, 'o.id')).all(...boundsOf(id))
  const byNumber =
    terms.name === null
      ? []
      : db.query<OrderRow>(beginning(ORDERS, 'o.number COLLATE NOCASE')).all(...boundsOf(terms.name))
  return [...byId, ...byNumber].map((row) => ({
    id: row.number,
    title: row.number,
    detail: `${counted(row.keys, 'key')} · ${day(row.created_at)}`,
    exact: row.id === id || isSame(row.number, terms.name),
  }))
}

interface AccountRow {
  readonly id: string
  readonly username: string | null
  readonly name: string
  readonly email: string
}

const ACCOUNTS = `SELECT "id" AS id, "username" AS username, coalesce("displayUsername", "username", "email") AS name,
  "email" AS email FROM accounts WHERE "role" = 'customer' AND`

/** By their names, of which a small index holds no other account's. */
const ORGANIZATIONS = `${ACCOUNTS} organization = 1 AND`

/** Software Download accounts only, as in their list. Usernames and addresses are kept in lower case. */
function findAccounts(db: Reading, terms: Terms): readonly Hit[] {
  const id = idOf(terms, 'account')
  const name = terms.name?.toLowerCase() ?? null
  const rows = [
    ...(id === null ? [] : db.query<AccountRow>(beginning(ACCOUNTS, '"id"')).all(...boundsOf(id))),
    ...(name === null ? [] : db.query<AccountRow>(beginning(ACCOUNTS, '"username"')).all(...boundsOf(name))),
    ...(name === null
      ? []
      : db.query<AccountRow>(beginning(`${ACCOUNTS} organization = 0 AND`, '"email"')).all(...boundsOf(name))),
    ...(name === null
      ? []
      : db.query<AccountRow>(beginning(ORGANIZATIONS, '"name" COLLATE NOCASE')).all(...boundsOf(name))),
  ]
  return rows.map((row) => ({
    id: row.id,
    title: row.name,
    // Of an organization `email` is its id.
    detail: row.name === row.email ? row.id : row.email,
    exact: row.id === id || [row.email, row.username, row.name].some((own) => isSame(own, name)),
  }))
}

interface HostRow {
  readonly id: string
  readonly name: string
  readonly os: string
  readonly last_seen_at: number
}

const HOSTS = 'SELECT id, name, os, last_seen_at FROM hosts WHERE'

/** Many PCs may have one name: only an id names one exactly. */
function findHosts(db: Reading, { hostId, name }: Terms): readonly Hit[] {
  const byId = hostId === null ? [] : db.query<HostRow>(`${HOSTS} id = ?`).all(hostId)
  const byName = name === null ? [] : db.query<HostRow>(beginning(HOSTS, 'name COLLATE NOCASE')).all(...boundsOf(name))
  return [...byId, ...byName].map((row) => ({
    id: row.id,
    title: row.name,
    detail: `${row.os} · last seen ${day(row.last_seen_at)}`,
    exact: row.id === hostId,
  }))
}

interface RequestRow {
  readonly id: string
  readonly external_id: string | null
  readonly email: string
  readonly state: string
  readonly opened_at: number
}

const REQUESTS = 'SELECT id, external_id, email, state, opened_at FROM return_requests WHERE'

/** By number, by that of the vendor's help desk, and by the address somebody wrote from. */
function findReturnRequests(db: Reading, terms: Terms): readonly Hit[] {
  const id = idOf(terms, 'return-request')
  const { name } = terms
  const rows = [
    ...(id === null ? [] : db.query<RequestRow>(beginning(REQUESTS, 'id')).all(...boundsOf(id))),
    ...(name === null ? [] : db.query<RequestRow>(`${REQUESTS} external_id = ?`).all(name)),
    ...(name === null ? [] : db.query<RequestRow>(beginning(REQUESTS, 'email COLLATE NOCASE')).all(...boundsOf(name))),
  ]
  return rows.map((row) => ({
    id: row.id,
    title: row.id,
    detail: `${row.email} · ${row.state} · ${day(row.opened_at)}`,
    exact: row.id === id || (row.external_id !== null && row.external_id === name),
  }))
}

interface TransferRow {
  readonly id: string
  readonly email: string
  readonly state: string
  readonly offered_at: number
}

function findTransfers(db: Reading, terms: Terms): readonly Hit[] {
  const id = idOf(terms, 'transfer')
  if (id === null) return []
  const transfers = 'SELECT id, email, state, offered_at FROM transfers WHERE'
  const rows = db.query<TransferRow>(beginning(transfers, 'id')).all(...boundsOf(id))
  return rows.map((row) => ({
    id: row.id,
    title: row.id,
    detail: `to ${row.email} · ${row.state} · ${day(row.offered_at)}`,
    exact: row.id === id,
  }))
}

interface HandoverRow {
  readonly id: string
  readonly state: string
  readonly decided_at: number
  readonly from_name: string | null
  readonly to_name: string | null
}

const NAME = `coalesce("displayUsername", "username", "name", "email")`
const HANDOVERS = `SELECT h.id, h.state, h.decided_at, (SELECT ${NAME} FROM accounts WHERE "id" = h.account) AS from_name,
  (SELECT ${NAME} FROM accounts WHERE "id" = h.to_account) AS to_name FROM handovers h WHERE`

function findHandovers(db: Reading, terms: Terms): readonly Hit[] {
  const id = idOf(terms, 'handover')
  if (id === null) return []
  const rows = db.query<HandoverRow>(beginning(HANDOVERS, 'h.id')).all(...boundsOf(id))
  return rows.map((row) => ({
    id: row.id,
    title: row.id,
    detail: `${row.from_name ?? 'closed'} → ${row.to_name ?? 'closed'} · ${row.state} · ${day(row.decided_at)}`,
    exact: row.id === id,
  }))
}

function isSame(text: string | null, wanted: string | null): boolean {
  return text !== null && wanted !== null && text.toLowerCase() === wanted.toLowerCase()
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function day(at: EpochMs): string {
  return toIso(at).slice(0, 10)
}

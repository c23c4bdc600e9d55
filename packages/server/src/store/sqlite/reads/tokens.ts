import type { Action } from '@latchkey/core/access'
import type { ApiTokenId, StaffId } from '@latchkey/core/ids'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf, Reads } from '../../store.ts'
import { toIso, toIsoOrNull, type TokenView } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { condition, newestFirst } from '../list-sql.ts'

interface TokenRow {
  readonly id: ApiTokenId
  readonly name: string
  readonly scopes: string
  readonly created_at: number
  readonly expires_at: number
  readonly last_used_at: number | null
  readonly person: StaffId | null
  readonly person_name: string | null
}

const TOKENS = /* sql */ `
  SELECT t.id, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.person,
    coalesce(a."displayUsername", a."username", a."email") AS person_name
  FROM api_tokens t LEFT JOIN accounts a ON a."id" = t.person`
/** Asked at each request of a program. */
const TOKEN_BY_HASH = 'SELECT id, scopes, expires_at FROM api_tokens WHERE hash = ? AND revoked_at IS NULL'

/** A token by the hash of its text; a revoked one is none. Whether it has expired is for the caller to see. */
export function findTokenByHash(db: Reading, hash: string): Awaited<ReturnType<Reads['tokenByHash']>> {
  const row = db.query<Pick<TokenRow, 'id' | 'scopes' | 'expires_at'>>(TOKEN_BY_HASH).get(hash)
  return row === undefined ? null : { id: row.id, scopes: parseScopes(row.scopes), expiresAt: row.expires_at }
}

/** Tokens that were not revoked, newest first. */
export function listTokens(db: Reading, asked: PageAsked): PageOf<TokenView> {
  const { sql, values } = newestFirst(TOKENS, 't', asked, [condition('t.revoked_at IS NULL')])
  const rows = db.query<TokenRow>(sql).all(...values)
  return pageOf(rows, asked, (row) => [row.created_at, row.id], presentToken)
}

export function viewToken(db: Reading, id: ApiTokenId): TokenView {
  const row = db.query<TokenRow>(`${TOKENS} WHERE t.id = ?`).get(id)
  if (row === undefined) throw new Error(`token ${id} is missing`)
  return presentToken(row)
}

function presentToken(row: TokenRow): TokenView {
  return {
    id: row.id,
    name: row.name,
    scopes: parseScopes(row.scopes),
    createdAt: toIso(row.created_at),
    expiresAt: toIso(row.expires_at),
    lastUsedAt: toIsoOrNull(row.last_used_at),
    madeBy: row.person === null ? null : { id: row.person, name: row.person_name ?? row.person },
  }
}

export function parseScopes(text: string): Action[] {
  return JSON.parse(text)
}

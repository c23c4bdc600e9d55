import { isTokenKept, type StaffRole } from '@latchkey/core/access'
import type { ApiTokenId, EpochMs, StaffId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CommandAnswers, CommandOf } from '../../store.ts'
import { personBehind } from '../agents.ts'
import { parseScopes, viewToken } from '../reads/tokens.ts'
import { writeEvent, type Writing } from '../save.ts'
import { isUniqueViolation } from '../sqlite-errors.ts'
import type { Tx } from '../transaction.ts'

/** Whoever makes it may have been removed, or got another role, since the call was let through. */
export function performCreateToken(
  writing: Writing,
  command: CommandOf<'create-token'>,
): Result<CommandAnswers['create-token'], 'ALREADY_EXISTS' | 'NOT_SIGNED_IN'> {
  const { tx, actor } = writing
  const { id, hash, name, scopes, expiresAt, at } = command
  const person = personBehind(tx, actor)
  if (person !== null && !isTokenKept(scopes, roleOf(tx, person))) return err('NOT_SIGNED_IN')
  try {
    tx.run(
      'INSERT INTO api_tokens (id, hash, name, scopes, created_at, expires_at, person) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [id, hash, name, JSON.stringify(scopes), at, expiresAt, person],
    )
  } catch (error) {
    if (isUniqueViolation(error)) return err('ALREADY_EXISTS')
    throw error
  }
  writeEvent(writing, 'token-created', { token: id, name, scopes, expiresAt }, null)
  return ok(viewToken(tx, id))
}

/** Ends a token; ending it again is free. */
export function performRevokeToken(writing: Writing, { id, at }: CommandOf<'revoke-token'>): Result<null, 'NOT_FOUND'> {
  const { tx } = writing
  if (tx.query('SELECT 1 FROM api_tokens WHERE id = ?').get(id) === undefined) return err('NOT_FOUND')
  const ended = tx.run('UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [at, id])
  if (ended === 1) writeEvent(writing, 'token-revoked', { token: id }, null)
  return ok(null)
}

/** What a person's tokens may do, they may do themselves: those that no longer may end, with the change that is the reason. */
export function endTokensOf(
  writing: Writing,
  { person, role, because }: { readonly person: StaffId; readonly role: StaffRole | null; readonly because: string },
): void {
  const { tx, at } = writing
  const sql = 'SELECT id, scopes FROM api_tokens WHERE person = ? AND revoked_at IS NULL ORDER BY created_at, id'
  const tokens = tx.query<{ readonly id: ApiTokenId; readonly scopes: string }>(sql).all(person)
  for (const { id, scopes } of tokens) {
    if (isTokenKept(parseScopes(scopes), role)) continue
    tx.run('UPDATE api_tokens SET revoked_at = ? WHERE id = ?', [at, id])
    writeEvent(writing, 'token-revoked', { token: id, person, because }, null)
  }
}

function roleOf(tx: Tx, person: StaffId): StaffRole | null {
  const sql = `SELECT "role" FROM accounts WHERE "id" = ? AND "role" <> 'customer'`
  return tx.query<{ readonly role: StaffRole }>(sql).get(person)?.role ?? null
}

/** Keeps when a token was last used; of uses that overtake each other, the latest. */
export function noteTokenUse(tx: Tx, id: ApiTokenId, at: EpochMs): void {
  const sql = 'UPDATE api_tokens SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)'
  tx.run(sql, [at, id, at])
}

import type { ApiTokenId, EpochMs } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CommandAnswers, CommandOf } from '../../store.ts'
import { toIso } from '../../views.ts'
import { writeEvent, type Writing } from '../save.ts'
import { isUniqueViolation } from '../sqlite-errors.ts'
import type { Tx } from '../transaction.ts'

export function performCreateToken(
  writing: Writing,
  command: CommandOf<'create-token'>,
): Result<CommandAnswers['create-token'], 'ALREADY_EXISTS'> {
  const { id, hash, name, scopes, expiresAt, at } = command
  try {
    writing.tx.run(
      'INSERT INTO api_tokens (id, hash, name, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
      [id, hash, name, JSON.stringify(scopes), at, expiresAt],
    )
  } catch (error) {
    if (isUniqueViolation(error)) return err('ALREADY_EXISTS')
    throw error
  }
  writeEvent(writing, 'token-created', { token: id, name, scopes, expiresAt }, null)
  return ok({
    id,
    name,
    scopes: [...scopes],
    createdAt: toIso(at),
    expiresAt: toIso(expiresAt),
    lastUsedAt: null,
  })
}

/** Ends a token; ending it again is free. */
export function performRevokeToken(writing: Writing, { id, at }: CommandOf<'revoke-token'>): Result<null, 'NOT_FOUND'> {
  const { tx } = writing
  if (tx.query('SELECT 1 FROM api_tokens WHERE id = ?').get(id) === undefined) return err('NOT_FOUND')
  const ended = tx.run('UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [at, id])
  if (ended === 1) writeEvent(writing, 'token-revoked', { token: id }, null)
  return ok(null)
}

/** Keeps when a token was last used; of uses that overtake each other, the latest. */
export function noteTokenUse(tx: Tx, id: ApiTokenId, at: EpochMs): void {
  const sql = 'UPDATE api_tokens SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)'
  tx.run(sql, [at, id, at])
}

import type { AccountId } from '@latchkey/core/ids'
import type { Reading } from './connection.ts'

/** As the owner named it, else as it calls itself. */
export function hostNameFor(db: Reading, account: AccountId, host: string, ownName: string): string {
  const sql = 'SELECT name FROM host_names WHERE account = ? AND host = ?'
  return db.query<{ readonly name: string }>(sql).get(account, host)?.name ?? ownName
}

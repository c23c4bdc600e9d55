import type { AccountId } from '@latchkey/core/ids'
import type { Reading } from './connection.ts'

/** A host by the name it was last seen under. */
export function loadHostName(db: Reading, id: string): string {
  return db.query<{ readonly name: string }>('SELECT name FROM hosts WHERE id = ?').get(id)?.name ?? id
}

/** As the owner named it, else as it calls itself. */
export function hostNameFor(db: Reading, account: AccountId, host: string, ownName: string): string {
  const sql = 'SELECT name FROM host_names WHERE account = ? AND host = ?'
  return db.query<{ readonly name: string }>(sql).get(account, host)?.name ?? ownName
}

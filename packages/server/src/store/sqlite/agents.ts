import { type Agent, isSamePerson } from '@latchkey/core/access'
import type { StaffId } from '@latchkey/core/ids'
import type { EventActor } from '../store.ts'
import type { Reading } from './connection.ts'

/** The member of staff who acts, or made the token that does; null for everybody else. Told also of those who have left. */
export function personBehind(db: Reading, { type, id }: EventActor): StaffId | null {
  if (type === 'staff') return id as StaffId
  if (type !== 'token' || id === null) return null
  const sql = 'SELECT person FROM api_tokens WHERE id = ?'
  return db.query<{ readonly person: StaffId | null }>(sql).get(id)?.person ?? null
}

/** Whether whoever agrees is whoever decided. */
export function isSameAgent(db: Reading, decided: EventActor, agrees: EventActor): boolean {
  const agent = (actor: EventActor): Agent => ({ ...actor, person: personBehind(db, actor) })
  return isSamePerson(agent(decided), agent(agrees))
}

import { err, ok, type Result } from '@latchkey/core/result'
import type { PeopleCommandAnswers, PersonId } from '../../../people-commands.ts'
import type { CommandOf } from '../../../store.ts'
import { viewStaffMember } from '../../reads/staff.ts'
import { writeEvent, type Writing } from '../../save.ts'
import { queueMail } from '../../queue-mail.ts'
import { endTokensOf } from '../tokens.ts'
import { forgetFactors } from './factors.ts'

type StaffView = PeopleCommandAnswers['set-staff-role']

/** Another role from now on: open sessions end, and tokens that may do more, so that none goes on with the rights of the old one. */
export function performSetStaffRole(
  writing: Writing,
  { staff, role }: CommandOf<'set-staff-role'>,
): Result<StaffView, 'NOT_FOUND' | 'LAST_ADMIN'> {
  const { tx } = writing
  const before = viewStaffMember(tx, staff)
  if (before === null) return err('NOT_FOUND')
  if (role !== 'admin' && isLastAdmin(writing, staff)) return err('LAST_ADMIN')
  if (before.role === role) return ok(before)
  tx.run('UPDATE accounts SET "role" = ? WHERE "id" = ?', [role, staff])
  tx.run('DELETE FROM sessions WHERE account = ?', [staff])
  writeEvent(writing, 'staff-role-set', { person: staff, role, before: before.role }, null)
  endTokensOf(writing, { person: staff, role, because: 'staff-role-set' })
  return ok({ ...before, role })
}

export function performResetSecondFactor(
  writing: Writing,
  { staff }: CommandOf<'reset-second-factor'>,
): Result<StaffView, 'NOT_FOUND'> {
  if (viewStaffMember(writing.tx, staff) === null) return err('NOT_FOUND')
  forgetFactors(writing, staff)
  const event = writeEvent(writing, 'second-factor-reset', { person: staff }, null)
  queueMail(writing, event, { template: 'second-factor-changed', facts: {}, to: { account: staff } })
  const view = viewStaffMember(writing.tx, staff)
  return view === null ? err('NOT_FOUND') : ok(view)
}

export function performRemoveStaff(
  writing: Writing,
  { staff }: CommandOf<'remove-staff'>,
): Result<null, 'NOT_FOUND' | 'LAST_ADMIN'> {
  const { tx } = writing
  const known = viewStaffMember(tx, staff)
  if (known === null) return err('NOT_FOUND')
  if (isLastAdmin(writing, staff)) return err('LAST_ADMIN')
  tx.run('DELETE FROM accounts WHERE "id" = ?', [staff])
  writeEvent(writing, 'staff-removed', { person: staff, name: known.username, role: known.role }, null)
  endTokensOf(writing, { person: staff, role: null, because: 'staff-removed' })
  return ok(null)
}

/** Whether nobody else could let others in. */
function isLastAdmin({ tx }: Writing, person: PersonId): boolean {
  const sql = `SELECT 1 FROM accounts WHERE "role" = 'admin' AND "id" <> ? LIMIT 1`
  const isAdmin = tx.query(`SELECT 1 FROM accounts WHERE "role" = 'admin' AND "id" = ?`).get(person) !== undefined
  return isAdmin && tx.query(sql).get(person) === undefined
}

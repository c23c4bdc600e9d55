import type { AnswerOf } from '@latchkey/contract/operations'
import type { StaffRole } from '@latchkey/core/access'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { toIsoOrNull } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { condition, listSql, type Order } from '../list-sql.ts'

type StaffView = AnswerOf<'inviteStaff'>

interface StaffRow {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly role: StaffRole
  readonly createdAt: string
  readonly has_password: number
  readonly has_factor: number
  readonly signed_in_at: number | null
}

const STAFF = /* sql */ `
  SELECT "id" AS id, coalesce("displayUsername", "username", "email") AS username, "email" AS email, "role" AS role,
    "createdAt" AS "createdAt", password_hash IS NOT NULL AS has_password, signed_in_at,
    (EXISTS (SELECT 1 FROM totps t WHERE t.account = accounts."id")
      OR EXISTS (SELECT 1 FROM passkeys p WHERE p.account = accounts."id")) AS has_factor
  FROM accounts`
const NEWEST_FIRST: Order = { columns: ['"createdAt"', '"id"'], types: ['string', 'string'], direction: 'DESC' }

export function viewStaffMember(db: Reading, id: string): StaffView | null {
  const row = db.query<StaffRow>(`${STAFF} WHERE "id" = ? AND "role" <> 'customer'`).get(id)
  return row === undefined ? null : toStaff(row)
}

export function listStaff(db: Reading, asked: PageAsked): PageOf<StaffView> {
  const { sql, values } = listSql(STAFF, NEWEST_FIRST, asked, [condition(`"role" <> ?`, 'customer')])
  return pageOf(db.query<StaffRow>(sql).all(...values), asked, (row) => [row.createdAt, row.id], toStaff)
}

function toStaff({ has_password, has_factor, signed_in_at, ...row }: StaffRow): StaffView {
  const { id, username, email, role, createdAt } = row
  const has = { hasPassword: has_password === 1, hasSecondFactor: has_factor === 1 }
  return { id, username, email, role, createdAt, ...has, lastSignInAt: toIsoOrNull(signed_in_at) }
}

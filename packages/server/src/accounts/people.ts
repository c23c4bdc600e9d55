import type { StaffRole } from '@latchkey/core/access'
import type { Auth } from './auth.ts'

/** A person as better-auth keeps them; staff and customers in one table, told apart by role. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly username: string
  readonly createdAt: Date
  readonly role: StaffRole | 'customer'
  /** Account tokens issued before are refused. */
  readonly grantsFrom: number | null
}

/** Finds a person by username or e-mail address, in any case. */
export async function personByLogin({ adapter }: Auth, login: string): Promise<Person | null> {
  const value = login.trim().toLowerCase()
  return adapter.findOne<Person>({
    model: 'user',
    where: [{ field: value.includes('@') ? 'email' : 'username', value }],
  })
}

/** Finds a person by id. */
export async function personById({ adapter }: Auth, id: string): Promise<Person | null> {
  return adapter.findOne<Person>({ model: 'user', where: [{ field: 'id', value: id }] })
}

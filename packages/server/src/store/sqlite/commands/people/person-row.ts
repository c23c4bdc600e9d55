import type { PersonId } from '../../../people-commands.ts'
import { toIso } from '../../../views.ts'
import type { Writing } from '../../save.ts'
import { isUniqueViolation } from '../../sqlite-errors.ts'

export interface PersonToInsert {
  readonly id: PersonId
  readonly role: string
  /** Null for whoever registered by mail: they sign in by their address. */
  readonly username: string | null
  readonly email: string
  readonly language: string
  readonly password: { readonly hash: string; readonly isShort: boolean } | null
}

/** False if username or e-mail address is taken. Both are kept in lower case; a username is shown as it was written. */
export function insertPerson({ tx, at }: Writing, person: PersonToInsert): boolean {
  const { id, role, username, email, language, password } = person
  const created = toIso(at)
  try {
    tx.run(
      `INSERT INTO accounts ("id", "name", "email", "emailVerified", "createdAt", "updatedAt", "username", "displayUsername",
         "role", password_hash, password_is_short, language) VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        username ?? email,
        email.toLowerCase(),
        created,
        created,
        username?.toLowerCase() ?? null,
        username,
        role,
        password?.hash ?? null,
        Number(password?.isShort ?? false),
        language,
      ],
    )
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

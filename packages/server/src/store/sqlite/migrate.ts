import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../errors.ts'
import { FIRST } from './migrations/001-first.ts'
import { MAILS } from './migrations/002-mails.ts'
import { PEOPLE } from './migrations/003-people.ts'
import { CASES } from './migrations/004-cases.ts'
import { STATISTICS } from './migrations/005-statistics.ts'
import { SEARCH } from './migrations/006-search.ts'
import { EMERGENCIES } from './migrations/007-emergencies.ts'
import { WEBHOOKS } from './migrations/008-webhooks.ts'
import { PEOPLE_EXPORT } from './migrations/009-people-export.ts'
import { EXPIRIES } from './migrations/010-expiries.ts'
import { ORGANIZATIONS } from './migrations/011-organizations.ts'
import { FIGURES } from './migrations/012-figures.ts'
import { HANDOVERS } from './migrations/013-handovers.ts'
import { LEAVERS } from './migrations/014-leavers.ts'

/** Numbered changes of the schema, in order; the number of the last one applied is the file's `user_version`. Append only. */
const MIGRATIONS: readonly string[] = [
  FIRST,
  MAILS,
  PEOPLE,
  CASES,
  STATISTICS,
  SEARCH,
  EMERGENCIES,
  WEBHOOKS,
  PEOPLE_EXPORT,
  EXPIRIES,
  ORGANIZATIONS,
  FIGURES,
  HANDOVERS,
  LEAVERS,
]

/** The version of the schema that this server writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

/**
 * Brings the schema up to date.
 * @throws StoreError `newer-schema` if a newer server has written it: an older one would not keep what it does not know
 */
export function migrate(db: DatabaseSync): void {
  const found = schemaVersion(db)
  if (found > SCHEMA_VERSION) {
    throw new StoreError(
      'newer-schema',
      `the database has schema version ${found}, this server knows up to ${SCHEMA_VERSION}: start the newer server, or restore a backup`,
    )
  }
  MIGRATIONS.slice(found).forEach((sql, index) => {
    db.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${found + index + 1}; COMMIT`)
  })
}

function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

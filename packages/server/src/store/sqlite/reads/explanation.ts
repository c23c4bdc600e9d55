import type { EpochMs } from '@latchkey/core/ids'
import { explain, wordsOfEvent } from '../../explain.ts'
import { type EventView, type ExplanationView, toIso } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { viewLicense } from '../license-view.ts'
import { viewKey } from './keys.ts'

interface EventRow {
  readonly id: string
  readonly at: number
  readonly type: string
  readonly license: string | null
  readonly actor_type: string
  readonly actor_id: string | null
  readonly operation: string
  readonly data: string
}

const EVENTS_OF_LICENSE = /* sql */ `
  SELECT id, at, type, license, actor_type, actor_id, operation, data FROM events WHERE license = ? ORDER BY version`

/** Why a license runs or does not, and everything that happened to it, oldest first. */
export function viewExplanation(db: Reading, id: string, at: EpochMs): ExplanationView | null {
  const license = viewLicense(db, id, at)
  if (license === null) return null
  const key = viewKey(db, license.keyId, at)
  const events = db.query<EventRow>(EVENTS_OF_LICENSE).all(id)
  return {
    license,
    why: key === null ? [] : explain(license, key, at),
    events: events.map((row) => presentEvent(db, row)),
  }
}

function presentEvent(db: Reading, row: EventRow): EventView {
  const data: Record<string, unknown> = JSON.parse(row.data)
  return {
    id: row.id,
    at: toIso(row.at),
    type: row.type,
    licenseId: row.license,
    actor: { type: row.actor_type, id: row.actor_id },
    operationId: row.operation,
    data,
    words: wordsOfEvent(row.type, data, {
      host: (id) => nameOf(db, 'SELECT name FROM hosts WHERE id = ?', id),
      account: (id) =>
        nameOf(db, `SELECT coalesce("displayUsername", "username", "email") AS name FROM accounts WHERE "id" = ?`, id),
    }),
  }
}

function nameOf(db: Reading, sql: string, id: string): string {
  return db.query<{ readonly name: string }>(sql).get(id)?.name ?? id
}

import type { LicenseId } from '@latchkey/core/ids'
import { ENGLISH_UTC } from '@latchkey/words/language'
import { isInWords, wordsOfEvent } from '../../event-words.ts'
import { wordsOfHouse } from '../../house-words.ts'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { type EventView, toIso } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { condition, listSql, type Order } from '../list-sql.ts'

export interface EventRow {
  readonly id: string
  readonly at: number
  readonly type: string
  readonly license: string | null
  readonly actor_type: string
  readonly actor_id: string | null
  readonly operation: string
  readonly data: string
}

const EVENTS = 'SELECT e.id, e.at, e.type, e.license, e.actor_type, e.actor_id, e.operation, e.data FROM events e'

/** Everything that happened to a license, oldest first. */
export function viewEventsOfLicense(db: Reading, id: string): EventView[] {
  return eventRowsOfLicense(db, id).map((row) => presentEvent(db, row))
}

export function eventRowsOfLicense(db: Reading, id: string): readonly EventRow[] {
  return db.query<EventRow>(`${EVENTS} WHERE e.license = ? ORDER BY e.version`).all(id)
}

/** What a case has led to, over all of its licenses, oldest first. */
export function viewEventsOfRequest(db: Reading, licenses: readonly LicenseId[], request: string): EventView[] {
  const rows = licenses.flatMap((license) =>
    eventRowsOfLicense(db, license).filter(({ data }) => JSON.parse(data).returnRequest === request),
  )
  return rows.toSorted((a, b) => a.at - b.at).map((row) => presentEvent(db, row))
}

export interface EventsAsked extends PageAsked {
  readonly licenseId?: string | undefined
  readonly actorId?: string | undefined
  readonly actorType?: string | undefined
  readonly type?: string | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
}

/** The log is append only: its order is that of its rows. */
const NEWEST: Order = { columns: ['e.rowid'], types: ['number'], direction: 'DESC' }
/** The order of the index by time, which leads there when the times asked for are far from both ends of the log. */
const NEWEST_BY_TIME: Order = { columns: ['e.at', 'e.rowid'], types: ['number', 'number'], direction: 'DESC' }

/** Types of which there are most; of all others there is a small index. */
const COMMON = ['issued', 'associated', 'activated', 'renewed', 'returned'] as const
const IS_RARE = `e.type NOT IN (${COMMON.map((type) => `'${type}'`).join(', ')})`
/** Those whose events are few beside those of PCs and accounts, and have a small index. */
const IS_HOUSE = "e.actor_type IN ('staff', 'token', 'system')"

/**
 * The audit log, newest first. Conditions that an index is partial by are named beside those they are about, so that it is used; a `+`
 * keeps a time from leading where another condition, or the place of the page, finds fewer rows.
 */
export function listEvents(db: Reading, asked: EventsAsked): PageOf<EventView> {
  const { licenseId, actorId, type, actorType, since, until, cursor } = asked
  const isCommon = (COMMON as readonly (string | undefined)[]).includes(type)
  const isHouse = actorType !== 'host' && actorType !== 'account'
  const isFew =
    licenseId !== undefined ||
    actorId !== undefined ||
    (actorType !== undefined && isHouse) ||
    (type !== undefined && !isCommon)
  const byTime = !isFew && (since !== undefined || until !== undefined)
  const isGoingOn = cursor !== undefined
  const isOldest = asked.sort === 'oldest'
  const order = byTime ? NEWEST_BY_TIME : NEWEST
  const { sql, values } = listSql(EVENTS.replace('SELECT ', 'SELECT e.rowid AS position, '), order, asked, [
    condition('e.license = ?', licenseId),
    condition("e.actor_id = ? AND e.actor_type IN ('staff', 'token')", actorId),
    condition(isHouse ? `e.actor_type = ? AND ${IS_HOUSE}` : 'e.actor_type = ?', actorType),
    condition(isCommon ? 'e.type = ?' : `e.type = ? AND ${IS_RARE}`, type),
    condition(byTime && !(isGoingOn && isOldest) ? 'e.at >= ?' : '+e.at >= ?', since),
    condition(byTime && !(isGoingOn && !isOldest) ? 'e.at < ?' : '+e.at < ?', until),
  ])
  const rows = db.query<EventRow & { readonly position: number }>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    ({ at, position }) => (byTime ? [at, position] : [position]),
    (row) => presentEvent(db, row),
  )
}

/** In English: staff and programs read these. */
export function presentEvent(db: Reading, row: EventRow): EventView {
  const data: Record<string, unknown> = JSON.parse(row.data)
  return {
    id: row.id,
    at: toIso(row.at),
    type: row.type,
    licenseId: row.license,
    actor: { type: row.actor_type, id: row.actor_id },
    actorName: actorNameOf(db, row),
    operationId: row.operation,
    data,
    words: isInWords(row.type)
      ? wordsOfEvent(row.type, data, eventNames(db), ENGLISH_UTC)
      : wordsOfHouse(row.type, data, (person) => nameOf(db, ACCOUNT_NAME, person)),
  }
}

/** Names of what events refer to by id. */
export function eventNames(db: Reading) {
  return {
    host: (id: string) => nameOf(db, 'SELECT name FROM hosts WHERE id = ?', id) ?? id,
    account: (id: string) => nameOf(db, ACCOUNT_NAME, id) ?? id,
  }
}

const ACCOUNT_NAME = `SELECT coalesce("displayUsername", "username", "email") AS name FROM accounts WHERE "id" = ?`

function actorNameOf(db: Reading, { actor_type: type, actor_id: id }: EventRow): string | null {
  if (id === null) return null
  if (type === 'host') return nameOf(db, 'SELECT name FROM hosts WHERE id = ?', id)
  if (type === 'token') return nameOf(db, 'SELECT name FROM api_tokens WHERE id = ?', id)
  return nameOf(db, ACCOUNT_NAME, id)
}

function nameOf(db: Reading, sql: string, id: string): string | null {
  return db.query<{ readonly name: string }>(sql).get(id)?.name ?? null
}

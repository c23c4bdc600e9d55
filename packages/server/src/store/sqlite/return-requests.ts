import type { AccountId, EventId, LicenseId, ReturnRequestId } from '@latchkey/core/ids'
import type { ReturnRequestState } from '@latchkey/core/return-request'
import type { Reading } from './connection.ts'
import { loadLicense } from './load.ts'
import { noteEvent, type Writing } from './save.ts'

export function licensesOfRequest(db: Reading, id: string): readonly LicenseId[] {
  const sql = 'SELECT license FROM return_request_licenses WHERE request = ? ORDER BY license'
  const rows = db.query<{ readonly license: LicenseId }>(sql).all(id)
  return rows.map((row) => row.license)
}

/** The open cases about a license, oldest first. */
export function openRequestsOf(db: Reading, license: LicenseId): readonly ReturnRequestId[] {
  const sql = `SELECT q.id FROM return_request_licenses r JOIN return_requests q ON q.id = r.request
    WHERE r.license = ? AND q.closed = 0 ORDER BY q.opened_at, q.id`
  const rows = db.query<{ readonly id: ReturnRequestId }>(sql).all(license)
  return rows.map((row) => row.id)
}

/**
 * An open case that is about all of these licenses already. Whoever signed in to ask is heard in a case of their own: somebody who only
 * knew the key must not have been there first, to read the answer.
 */
export function findOpenFor(
  db: Reading,
  ids: readonly LicenseId[],
  requester: AccountId | null,
): ReturnRequestId | null {
  const [first] = ids
  if (first === undefined) return null
  const account = db.query<{ readonly account: AccountId | null }>('SELECT account FROM return_requests WHERE id = ?')
  const isTheirs = (request: string) => requester === null || account.get(request)?.account === requester
  const covers = (request: string) => {
    const licenses = new Set(licensesOfRequest(db, request))
    return ids.every((id) => licenses.has(id))
  }
  return openRequestsOf(db, first).find((request) => isTheirs(request) && covers(request)) ?? null
}

/**
 * Closes an open case with its answer; each license's history says so. Gives the first of those events; null for a case that is
 * closed already, which stays as it is.
 */
export function closeRequest(
  writing: Writing,
  id: string,
  state: Exclude<ReturnRequestState, 'open'>,
  answer: string,
  facts: object = {},
): EventId | null {
  const sql = `UPDATE return_requests SET state = ?, stage = 'new', closed = 1, closed_at = ?, answer = ?, pending = NULL,
    execute_at = NULL WHERE id = ? AND closed = 0`
  if (writing.tx.run(sql, [state, writing.at, answer, id]) === 0) return null
  return noteOnRequest(writing, id, `return-request-${state}`, facts)
}

/** What the history of every license of a case says of it; gives the first of those events. */
export function noteOnRequest(writing: Writing, id: string, type: string, facts: object): EventId | null {
  const events = licensesOfRequest(writing.tx, id).flatMap((licenseId) => {
    const record = loadLicense(writing.tx, licenseId)?.licenses[0]
    return record === undefined ? [] : [noteEvent(writing, record, type, { returnRequest: id, ...facts }).event]
  })
  return events[0] ?? null
}

import type { AccountId, EpochMs } from '@latchkey/core/ids'
import { toIso, toIsoOrNull } from '../../views.ts'
import { ENGLISH_UTC } from '@latchkey/words/language'
import type { Reading } from '../connection.ts'
import { loadAccount } from '../load.ts'
import { organizationsOf } from '../organizations.ts'
import { viewMyEvents } from './my-events.ts'
import { viewExistingMyLicense } from './my-licenses.ts'
import { findNewEmail, findPerson, findSecondFactors, listSessions } from './people.ts'
import { listMyTransfers } from './transfers.ts'

/** Everything kept about a person, for them to take away: who they are, what they own, what they asked and were told. */
export function exportPerson(db: Reading, id: string, at: EpochMs): Readonly<Record<string, unknown>> | null {
  const person = findPerson(db, id)
  if (person === null) return null
  const { totp, passkeys, recoveryCodesLeft } = findSecondFactors(db, id)
  const { username, email, role, language, createdAt } = person
  const licenses = licenseIdsOf(db, id)
  return {
    exportedAt: toIso(at),
    person: { id, username, email, newEmail: findNewEmail(db, id, at), role, language, createdAt: toIso(createdAt) },
    secondFactors: {
      totp: totp !== null,
      passkeys: passkeys.map((passkey) => ({ name: passkey.name, createdAt: toIso(passkey.createdAt) })),
      recoveryCodesLeft,
    },
    sessions: listSessions(db, id).map(({ createdAt: began, usedAt, userAgent, ip }) => {
      return { createdAt: toIso(began), usedAt: toIso(usedAt), userAgent, ip }
    }),
    organizations: organizationsOf(db, id).map((organization) => loadAccount(db, organization)),
    licenses: licenses.map((license) => viewExistingMyLicense(db, id as AccountId, license, at)),
    hosts: hostsOf(db, id),
    returnRequests: requestsOf(db, id),
    transfers: listMyTransfers(db, id as AccountId, { limit: ROWS_MAX }, at).items,
    mails: mailsOf(db, id),
    events: eventsOf(db, id, licenses),
  }
}

/** Of those it has; no more than anybody has, for an answer must end. */
function licenseIdsOf(db: Reading, account: string): readonly string[] {
  const sql = `SELECT id FROM licenses WHERE account = ? ORDER BY id LIMIT ${ROWS_MAX}`
  const rows = db.query<{ readonly id: string }>(sql).all(account)
  return rows.map(({ id }) => id)
}

/** PCs that hold their licenses or have held them since they are theirs; whoever had a license before had PCs of their own. */
function hostsOf(db: Reading, account: string) {
  const sql = /* sql */ `SELECT DISTINCT h.id, h.name, n.name AS own_name, h.os, h.fingerprint, h.first_seen_at, h.last_seen_at FROM hosts h
    JOIN activations a ON a.host = h.id JOIN licenses l ON l.id = a.license
    LEFT JOIN host_names n ON n.host = h.id AND n.account = l.account
    WHERE l.account = ? AND (a.returned_at IS NULL OR a.returned_at >= (
      SELECT max(e.at) FROM events e WHERE e.license = l.id AND e.type IN ('associated', 'transferred'))) ORDER BY h.id`
  interface Row {
    readonly id: string
    readonly name: string
    readonly own_name: string | null
    readonly os: string
    readonly fingerprint: string
    readonly first_seen_at: number
    readonly last_seen_at: number
  }
  return db
    .query<Row>(sql)
    .all(account)
    .map((row) => ({
      id: row.id,
      name: row.name,
      yourNameForIt: row.own_name,
      os: row.os,
      fingerprint: JSON.parse(row.fingerprint) as unknown,
      firstSeenAt: toIso(row.first_seen_at),
      lastSeenAt: toIso(row.last_seen_at),
    }))
}

function requestsOf(db: Reading, account: string) {
  const sql = `SELECT id, state, reason, email, message, opened_at, closed_at, answer FROM return_requests WHERE account = ? ORDER BY opened_at`
  interface Row {
    readonly id: string
    readonly state: string
    readonly reason: string
    readonly email: string
    readonly message: string
    readonly opened_at: number
    readonly closed_at: number | null
    readonly answer: string | null
  }
  return db
    .query<Row>(sql)
    .all(account)
    .map(({ id, state, reason, email, message, answer, opened_at, closed_at }) => {
      const said = { id, state, reason, email, message, answer, comments: commentsOf(db, id) }
      return Object.assign(said, { openedAt: toIso(opened_at), closedAt: toIsoOrNull(closed_at) })
    })
}

function mailsOf(db: Reading, account: string) {
  const sql = `SELECT template, address, state, created_at FROM mails WHERE account = ? ORDER BY created_at`
  interface Row {
    readonly template: string
    readonly address: string
    readonly state: string
    readonly created_at: number
  }
  return db
    .query<Row>(sql)
    .all(account)
    .map(({ template, address, state, created_at }) => {
      return { template, address, state, createdAt: toIso(created_at) }
    })
}

/** What was said in a case for the customer's eyes, and what they said themselves. */
function commentsOf(db: Reading, request: string) {
  const sql = `SELECT author, text, at FROM request_comments WHERE request = ? AND (internal = 0 OR author = 'customer') ORDER BY at, id`
  interface Row {
    readonly author: string
    readonly text: string
    readonly at: number
  }
  return db
    .query<Row>(sql)
    .all(request)
    .map(({ author, text, at }) => ({ author, text, at: toIso(at) }))
}

/** What happened to their licenses, as the portal tells it, and what they did with their account. */
function eventsOf(db: Reading, account: string, licenses: readonly string[]) {
  const ofLicenses = licenses.flatMap((license) =>
    viewMyEvents(db, account as AccountId, license, ENGLISH_UTC).map(({ type, by, facts, words, at }) => {
      return { type, license, by, facts, words, at }
    }),
  )
  const sql = /* sql */ `SELECT type, data, at FROM events WHERE actor_type = 'account' AND actor_id = ? AND license IS NULL
    ORDER BY at LIMIT ${ROWS_MAX}`
  const rows = db.query<{ readonly type: string; readonly data: string; readonly at: number }>(sql).all(account)
  const own = rows.map(({ type, data, at }) => {
    return { type, license: null, facts: JSON.parse(data) as unknown, at: toIso(at) }
  })
  return [...ofLicenses, ...own].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))).slice(0, ROWS_MAX)
}

/** More than anybody has; an answer must end. */
const ROWS_MAX = 10_000

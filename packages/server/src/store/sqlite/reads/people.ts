import type { AccountId, EpochMs, PasskeyId, SessionId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import type { PersonId } from '../../people-commands.ts'
import type {
  MailLinkRecord,
  PasskeyRecord,
  PersonRecord,
  SecondFactorsRecord,
  SessionRecord,
} from '../../people-reads.ts'
import type { Reading } from '../connection.ts'

interface PersonRow {
  readonly id: PersonId
  readonly name: string
  readonly username: string | null
  readonly email: string
  readonly role: PersonRecord['role']
  readonly language: Language
  readonly created_at: string
  readonly grants_from: number | null
  readonly password_hash: string | null
}

const PERSON_COLUMNS = /* sql */ `a."id" AS id, coalesce(a."displayUsername", a."username", a."email") AS name,
  a."username" AS username, a."email" AS email, a."role" AS role, a.language AS language, a."createdAt" AS created_at,
  a."grantsFrom" AS grants_from, a.password_hash AS password_hash`
const PERSONS = `SELECT ${PERSON_COLUMNS} FROM accounts a`

/** Finds a person by username or e-mail address, in any case. */
export function findPersonByLogin(db: Reading, login: string): PersonRecord | null {
  const value = login.trim().toLowerCase()
  const column = value.includes('@') ? '"email"' : '"username"'
  return toPerson(db.query<PersonRow>(`${PERSONS} WHERE a.${column} = ?`).get(value))
}

export function findPerson(db: Reading, id: string): PersonRecord | null {
  return toPerson(db.query<PersonRow>(`${PERSONS} WHERE a."id" = ?`).get(id))
}

function toPerson(row: PersonRow | undefined): PersonRecord | null {
  if (row === undefined) return null
  const { id, name, username, email, role, language, created_at, grants_from, password_hash } = row
  const createdAt = Date.parse(created_at)
  return { id, name, username, email, role, language, createdAt, grantsFrom: grants_from, passwordHash: password_hash }
}

interface SessionRow {
  readonly session: SessionId
  readonly account: PersonId
  readonly needs: SessionRecord['needs']
  readonly began_at: number
  readonly used_at: number
  readonly proven_at: number
  readonly user_agent: string
  readonly ip: string
}

const SESSION_COLUMNS = `s.id AS session, s.account, s.needs, s.created_at AS began_at, s.used_at, s.proven_at, s.user_agent, s.ip`

export function findSession(
  db: Reading,
  hash: string,
): { readonly session: SessionRecord; readonly person: PersonRecord } | null {
  const sql = `SELECT ${SESSION_COLUMNS}, ${PERSON_COLUMNS} FROM sessions s JOIN accounts a ON a."id" = s.account
    WHERE s.token_hash = ?`
  const row = db.query<SessionRow & PersonRow>(sql).get(hash)
  const person = toPerson(row)
  return row === undefined || person === null ? null : { session: toSession(row), person }
}

export function listSessions(db: Reading, person: string): readonly SessionRecord[] {
  const sql = `SELECT ${SESSION_COLUMNS} FROM sessions s WHERE s.account = ? ORDER BY s.used_at DESC, s.id`
  return db.query<SessionRow>(sql).all(person).map(toSession)
}

function toSession(row: SessionRow): SessionRecord {
  const { session, account, needs, began_at, used_at, proven_at, user_agent, ip } = row
  const at = { createdAt: began_at, usedAt: used_at, provenAt: proven_at }
  return { id: session, person: account, needs, ...at, userAgent: user_agent, ip }
}

interface PasskeyRow {
  readonly id: PasskeyId
  readonly account: PersonId
  readonly credential: string
  readonly public_key: string
  readonly counter: number
  readonly transports: string
  readonly name: string
  readonly created_at: number
  readonly used_at: number | null
}

const PASSKEYS = `SELECT id, account, credential, public_key, counter, transports, name, created_at, used_at FROM passkeys`

export function findPasskey(db: Reading, credential: string): PasskeyRecord | null {
  const row = db.query<PasskeyRow>(`${PASSKEYS} WHERE credential = ?`).get(credential)
  return row === undefined ? null : toPasskey(row)
}

function toPasskey(row: PasskeyRow): PasskeyRecord {
  const { id, account, credential, public_key, counter, transports, name, created_at, used_at } = row
  const facts = { credential, publicKey: public_key, counter, transports: JSON.parse(transports), name }
  return { id, person: account, ...facts, createdAt: created_at, usedAt: used_at }
}

export function findSecondFactors(db: Reading, person: string): SecondFactorsRecord {
  const totp = db
    .query<{ readonly sealed: string; readonly step: number }>('SELECT sealed, step FROM totps WHERE account = ?')
    .get(person)
  const setUp = db.query<{ readonly sealed: string }>('SELECT sealed FROM totp_set_ups WHERE account = ?').get(person)
  const codes = db
    .query<{ readonly count: number }>('SELECT count(*) AS count FROM recovery_codes WHERE account = ?')
    .get(person)
  const passkeys = db.query<PasskeyRow>(`${PASSKEYS} WHERE account = ? ORDER BY created_at, id`).all(person)
  return {
    totp: totp === undefined ? null : { ...totp },
    totpSetUp: setUp?.sealed ?? null,
    passkeys: passkeys.map(toPasskey),
    recoveryCodesLeft: codes?.count ?? 0,
  }
}

interface LinkRow {
  readonly purpose: MailLinkRecord['purpose']
  readonly account: PersonId | null
  readonly email: string
  readonly expires_at: number
  readonly used_at: number | null
}

export function findLink(db: Reading, hash: string): MailLinkRecord | null {
  const sql = 'SELECT purpose, account, email, expires_at, used_at FROM mail_links WHERE hash = ?'
  const row = db.query<LinkRow>(sql).get(hash)
  if (row === undefined) return null
  const { purpose, account, email, expires_at, used_at } = row
  return { purpose, person: account, email, expiresAt: expires_at, usedAt: used_at }
}

export function findNewEmail(db: Reading, person: string, at: EpochMs): string | null {
  const sql = `SELECT email FROM mail_links WHERE account = ? AND purpose = 'confirm-email' AND used_at IS NULL AND expires_at > ?`
  return db.query<{ readonly email: string }>(sql).get(person, at)?.email ?? null
}

/** Asked at every host request of somebody signed in. */
export function findGrantsFrom(db: Reading, account: AccountId): EpochMs | null | 'unknown' {
  const sql = 'SELECT "grantsFrom" AS grants_from FROM accounts WHERE "id" = ?'
  const row = db.query<{ readonly grants_from: number | null }>(sql).get(account)
  return row === undefined ? 'unknown' : row.grants_from
}

import { err, ok, type Result } from '@latchkey/core/result'
import type { MailLinkRecord } from '../../../people-reads.ts'
import type { NewLink, PeopleCommandAnswers, PersonId } from '../../../people-commands.ts'
import type { CommandOf } from '../../../store.ts'
import { languageOf, queueMail } from '../../queue-mail.ts'
import { findLink, findPersonByLogin } from '../../reads/people.ts'
import { writeEvent, type Writing } from '../../save.ts'
import { insertPerson } from './person-row.ts'
import { setPassword } from './passwords.ts'
import { insertSession } from './sessions.ts'

export interface LinkToInsert extends NewLink {
  readonly purpose: MailLinkRecord['purpose']
  readonly account: PersonId | null
  readonly email: string
  readonly language: string
}

/** A new link ends the older ones of its kind: whoever asks twice has one that works. */
export function insertLink({ tx, at }: Writing, link: LinkToInsert): void {
  const { id, purpose, hash, account, email, language, expiresAt } = link
  const older = 'DELETE FROM mail_links WHERE purpose = ? AND used_at IS NULL AND email = ? AND account IS ?'
  tx.run(older, [purpose, email, account])
  tx.run(
    `INSERT INTO mail_links (id, purpose, hash, account, email, language, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, purpose, hash, account, email, language, at, expiresAt],
  )
}

/**
 * Somebody wants an account for an address. Whether there is one already is only told to whoever reads its mail: the command does as
 * much in either case.
 */
export function performRegister(writing: Writing, command: CommandOf<'register'>): Result<null, never> {
  const { language, link } = command
  const email = command.email.toLowerCase()
  const known = findPersonByLogin(writing.tx, email)
  const event = writeEvent(writing, 'registration-asked', { link: link.id }, null)
  if (known !== null) {
    queueMail(writing, event, { template: 'already-registered', facts: {}, to: { account: known.id } })
    return ok(null)
  }
  insertLink(writing, { ...link, purpose: 'confirm-registration', account: null, email, language })
  const to = { address: email, language }
  queueMail(writing, event, { template: 'confirm-registration', facts: { link: link.id }, to })
  return ok(null)
}

export function performRequestReset(
  writing: Writing,
  { login, link }: CommandOf<'request-reset'>,
): Result<null, never> {
  const person = findPersonByLogin(writing.tx, login)
  const event = writeEvent(writing, 'reset-asked', { link: link.id }, null)
  if (person === null) return ok(null)
  const { id, email, language } = person
  insertLink(writing, { ...link, purpose: 'reset-password', account: id, email, language })
  queueMail(writing, event, { template: 'reset-password', facts: { link: link.id }, to: { account: id } })
  return ok(null)
}

export function performRequestEmailChange(
  writing: Writing,
  { person, link, ...asked }: CommandOf<'request-email-change'>,
): Result<null, never> {
  const email = asked.email.toLowerCase()
  const language = languageOf(writing, person)
  const event = writeEvent(writing, 'email-change-asked', { person, link: link.id }, null)
  writing.tx.run(`DELETE FROM mail_links WHERE purpose = 'confirm-email' AND used_at IS NULL AND account = ?`, [person])
  const taken = findPersonByLogin(writing.tx, email)
  if (taken !== null) {
    // Whoever holds that address learns that somebody tried; whoever tried learns nothing.
    queueMail(writing, event, { template: 'already-registered', facts: {}, to: { account: taken.id } })
    return ok(null)
  }
  insertLink(writing, { ...link, purpose: 'confirm-email', account: person, email, language })
  queueMail(writing, event, { template: 'confirm-email', facts: { link: link.id }, to: { address: email, language } })
  return ok(null)
}

type LinkRefusal = 'LINK_UNKNOWN' | 'LINK_USED' | 'LINK_EXPIRED'

/** Takes a link up: it works once, for its purpose, until its time is over. */
function takeUp(
  { tx, at }: Writing,
  hash: string,
  purposes: readonly MailLinkRecord['purpose'][],
): Result<MailLinkRecord, LinkRefusal> {
  const link = findLink(tx, hash)
  if (link === null || !purposes.includes(link.purpose)) return err('LINK_UNKNOWN')
  if (link.usedAt !== null) return err('LINK_USED')
  if (link.expiresAt <= at) return err('LINK_EXPIRED')
  tx.run('UPDATE mail_links SET used_at = ? WHERE hash = ?', [at, hash])
  return ok(link)
}

export function performConfirmRegistration(
  writing: Writing,
  command: CommandOf<'confirm-registration'>,
): Result<PeopleCommandAnswers['confirm-registration'], LinkRefusal> {
  const { id, password, session, browser, linkHash } = command
  const link = takeUp(writing, linkHash, ['confirm-registration'])
  if (!link.ok) return link
  const { email } = link.value
  const sql = 'SELECT language FROM mail_links WHERE hash = ?'
  const language = writing.tx.query<{ readonly language: string }>(sql).get(linkHash)?.language ?? 'en'
  // Somebody else has created the account meanwhile: what the link was for has happened.
  if (!insertPerson(writing, { id, role: 'customer', username: null, email, language, password }))
    return err('LINK_USED')
  writing.tx.run('UPDATE accounts SET "emailVerified" = 1 WHERE "id" = ?', [id])
  writeEvent(writing, 'account-created', { person: id, role: 'customer' }, null)
  insertSession(writing, id, session)
  writing.tx.run('INSERT OR IGNORE INTO known_browsers (account, browser) VALUES (?, ?)', [id, browser])
  return ok({ id })
}

export function performResetPassword(
  writing: Writing,
  { linkHash, password }: CommandOf<'reset-password'>,
): Result<null, LinkRefusal> {
  const link = takeUp(writing, linkHash, ['reset-password', 'join-staff'])
  if (!link.ok) return link
  const { person, purpose } = link.value
  if (person === null) return err('LINK_UNKNOWN')
  setPassword(writing, person, password)
  writing.tx.run('UPDATE accounts SET "emailVerified" = 1 WHERE "id" = ?', [person])
  const event = writeEvent(writing, 'password-set', { person, by: purpose }, null)
  if (purpose === 'reset-password') {
    queueMail(writing, event, { template: 'password-changed', facts: {}, to: { account: person } })
  }
  return ok(null)
}

export function performConfirmEmail(
  writing: Writing,
  { linkHash }: CommandOf<'confirm-email'>,
): Result<null, LinkRefusal> {
  const { tx } = writing
  const link = takeUp(writing, linkHash, ['confirm-email'])
  if (!link.ok) return link
  const { person, email } = link.value
  if (person === null || findPersonByLogin(tx, email) !== null) return err('LINK_USED')
  const event = writeEvent(writing, 'email-changed', { person }, null)
  // Before it changes: the old address is the one that must hear of it.
  queueMail(writing, event, { template: 'email-changed', facts: { newEmail: email }, to: { account: person } })
  tx.run('UPDATE accounts SET "email" = ?, "emailVerified" = 1 WHERE "id" = ?', [email, person])
  tx.run('UPDATE accounts SET "name" = "email" WHERE "id" = ? AND "username" IS NULL', [person])
  return ok(null)
}

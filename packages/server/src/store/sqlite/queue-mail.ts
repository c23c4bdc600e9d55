import type { EventId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import type { MailToQueue } from '../../mail/mail.ts'
import { loadOwners } from './organizations.ts'
import type { Writing } from './save.ts'

interface Recipient {
  readonly address: string
  readonly language: Language
}

/**
 * Puts a mail into the outbox, in the transaction of the event it tells of. Gives the address; whoever was erased meanwhile gets none.
 * What an organization is told goes to every owner, each in their language; the first one's address is given.
 */
export function queueMail(writing: Writing, event: EventId, mail: MailToQueue): string | null {
  const owners = 'account' in mail.to ? loadOwners(writing.tx, mail.to.account) : []
  if (owners.length === 0) return queueOne(writing, event, mail)
  const addresses = owners.map((account) => queueOne(writing, event, { ...mail, to: { account } }))
  return addresses.find((address) => address !== null) ?? null
}

function queueOne({ tx, at }: Writing, event: EventId, mail: MailToQueue): string | null {
  const { template, facts, to, license = null, returnRequest = null } = mail
  const account = 'account' in to ? to.account : null
  const recipient =
    'account' in to
      ? tx
          .query<Recipient>('SELECT "email" AS address, language FROM accounts WHERE "id" = ? AND organization = 0')
          .get(to.account)
      : to
  if (recipient === undefined) return null
  tx.run(
    `INSERT INTO mails (id, event, template, facts, address, language, account, license, return_request, state, created_at, next_attempt_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`,
    [
      tx.newId('ml'),
      event,
      template,
      JSON.stringify(facts),
      recipient.address,
      recipient.language,
      account,
      license,
      returnRequest,
      at,
      at,
    ],
  )
  return recipient.address
}

/** The language of a person; in it they also write to an address that has no account. */
export function languageOf({ tx }: Writing, person: string | null): Language {
  const sql = 'SELECT language FROM accounts WHERE "id" = ?'
  return tx.query<Pick<Recipient, 'language'>>(sql).get(person)?.language ?? 'en'
}

import type { AccountId } from '@latchkey/core/ids'
import type { Organization } from '@latchkey/core/organization'
import type { MailFacts } from '../../../mail/mail.ts'
import { queueMail } from '../queue-mail.ts'
import { writeEvent, type Writing } from '../save.ts'
import { withdrawOffersBy } from './transfers.ts'

/** Who owns an organization, as it is written; whether they may was decided before. */

export function addOwner({ tx, at }: Writing, organization: AccountId, person: AccountId): void {
  tx.run('INSERT INTO organization_owners (organization, person, since) VALUES (?, ?, ?)', [organization, person, at])
}

export function removeOwner(writing: Writing, organization: AccountId, person: AccountId): void {
  const { tx } = writing
  tx.run('DELETE FROM organization_owners WHERE organization = ? AND person = ?', [organization, person])
  tx.run('UPDATE accounts SET associates_to = NULL WHERE "id" = ? AND associates_to = ?', [person, organization])
  // Whom they had invited comes in by nobody's word any more.
  tx.run("UPDATE invitations SET state = 'withdrawn' WHERE organization = ? AND invited_by = ? AND state = 'offered'", [
    organization,
    person,
  ])
  withdrawOffersBy(writing, organization, person)
}

type Change = MailFacts['organization-changed']['change']

/** The event of a change, and its mail to every owner. */
export function tellOwners(
  writing: Writing,
  { id, name, owners }: Organization & { readonly name: string },
  change: Change,
  { about, ...facts }: { readonly about: string; readonly [name: string]: string | number },
) {
  const event = writeEvent(writing, `organization-${change}`, { organization: id, name, ...facts }, null)
  const told = { organization: name, change, about, count: Number(facts['count'] ?? 0) }
  for (const account of owners)
    queueMail(writing, event, { template: 'organization-changed', facts: told, to: { account } })
  return event
}

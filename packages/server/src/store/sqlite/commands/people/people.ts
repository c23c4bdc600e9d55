import { err, ok, type Result } from '@latchkey/core/result'
import type { PeopleCommandAnswers } from '../../../people-commands.ts'
import type { CommandOf } from '../../../store.ts'
import { queueMail } from '../../queue-mail.ts'
import { viewAccount } from '../../reads/accounts.ts'
import { writeEvent, type Writing } from '../../save.ts'
import { insertLink } from './links.ts'
import { insertPerson } from './person-row.ts'

/** Creates a customer or a member of staff; one without a password gets a link to choose one. */
export function performCreatePerson(
  writing: Writing,
  command: CommandOf<'create-person'>,
): Result<PeopleCommandAnswers['create-person'], 'ALREADY_EXISTS'> {
  const { id, role, email, language, link, username } = command
  if (!insertPerson(writing, command)) return err('ALREADY_EXISTS')
  const event = writeEvent(
    writing,
    role === 'customer' ? 'account-created' : 'staff-created',
    { person: id, role },
    null,
  )
  if (link !== null) {
    insertLink(writing, { ...link, purpose: 'join-staff', account: id, email: email.toLowerCase(), language })
    queueMail(writing, event, { template: 'join-staff', facts: { link: link.id, username }, to: { account: id } })
  }
  const view = viewAccount(writing.tx, id)
  if (view === null) throw new Error('the person just created is missing')
  return ok(view)
}

export function performSetLanguage(
  writing: Writing,
  { person, language }: CommandOf<'set-language'>,
): Result<null, never> {
  writing.tx.run('UPDATE accounts SET language = ? WHERE "id" = ?', [language, person])
  return ok(null)
}

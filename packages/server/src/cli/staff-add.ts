import { existsSync } from 'node:fs'
import type { StaffRole } from '@latchkey/core/access'
import { ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { err, ok } from '@latchkey/core/result'
import { accountBody } from '@latchkey/contract/schemas'
import type { CreateRefusal } from '../accounts/accounts.ts'
import { WORDS_OF_FAULT } from '../accounts/password-policy.ts'
import { askPassword } from './accounts-add.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { refusalOfFolder } from './data-folder.ts'
import { type CliRefusal, operatorRefusal, refusalOfCore, refuse } from './refusal.ts'

const ROLES: readonly StaffRole[] = ['support', 'sales', 'admin', 'auditor']

interface StaffOptions {
  readonly email: string
  readonly role: string
}

/** Works on the data folder itself: the first member of staff has nobody who could let them in. */
export const staffAdd: CommandSpec<CliContext, StaffOptions> = {
  usage: 'add <username>',
  summary: 'Add a member of staff on the machine of the server; the password is asked for, or read from stdin',
  options: [
    { flags: '--email <address>', words: 'their e-mail address', required: true },
    { flags: '--role <role>', words: ROLES.join(', '), required: true },
  ],
  async run(context, { words: [username = ''], options: { email, role: roleName } }) {
    const role = ROLES.find((known) => known === roleName)
    if (role === undefined) return refuse('USAGE', `--role must be one of ${ROLES.join(', ')}.`)
    const person = accountBody.pick({ username: true, email: true }).safeParse({ username, email })
    if (!person.success) return refuse('USAGE', `The ${String(person.error.issues[0]?.path[0])} is not valid.`)
    const { folder, random, clock } = context
    if (!existsSync(folder.database)) return refuse('DATA_MISSING', folder.path)
    const password = await askPassword(context)
    if (!password.ok) return password
    try {
      const open = await context.openAccounts(folder, null)
      try {
        const id = makeId('stf', random(ID_RANDOM_BYTES))
        const created = await open.accounts.create({ id, role, username, email, password: password.value }, clock())
        if (!created.ok) return err(refusalOfCreation(created.error))
        return ok({
          json: { id, username, email, role },
          text: `${username} (${id}) is on the staff as ${role}. At the first sign-in at /console they set up a second factor.\n`,
        })
      } finally {
        await open.close()
      }
    } catch (cause) {
      return err(refusalOfFolder(cause, folder.path))
    }
  },
}

function refusalOfCreation(refusal: CreateRefusal): CliRefusal {
  switch (refusal.code) {
    case 'PASSWORD_REFUSED':
      return operatorRefusal('USAGE', WORDS_OF_FAULT[refusal.fault])
    case 'ALREADY_EXISTS':
      return refusalOfCore({ code: 'ALREADY_EXISTS', facts: { field: refusal.field } })
    case 'OPERATION_REUSED':
    case 'SERVER_BUSY':
      return refusalOfCore({ code: refusal.code, facts: {} })
  }
}

import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import { connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { randomOperation } from './keys-issue.ts'
import { type CliRefusal, operatorRefusal } from './refusal.ts'

export const accountsAdd: CommandSpec<CliContext, { readonly email: string }> = {
  usage: 'add <username>',
  summary: 'Create a Software Download account; its password is asked for, or read from stdin',
  options: [{ flags: '--email <address>', words: 'its e-mail address', required: true }],
  async run(context, { words: [username = ''], options: { email } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const password = await askPassword(context)
    if (!password.ok) return password
    const account = await api.value.call((client) =>
      client.call('createAccount', {
        body: { username, email, password: password.value },
        idempotencyKey: randomOperation(context),
      }),
    )
    if (!account.ok) return account
    return ok({ json: account.value, text: `Account ${account.value.username} (${account.value.id}) is there.\n` })
  },
}

/** Asks for a new password; its length is checked here, before anything is sent. */
export async function askPassword({ terminal }: CliContext): Promise<Result<string, CliRefusal>> {
  const password = await terminal.askSecret(`Password (at least ${LIMITS.passwordCharsMin} characters): `)
  const length = Array.from(password ?? '').length
  if (password === null || length < LIMITS.passwordCharsMin || length > LIMITS.passwordCharsMax) {
    const range = `${LIMITS.passwordCharsMin} to ${LIMITS.passwordCharsMax} characters`
    return err(operatorRefusal('USAGE', `The password must have ${range}.`))
  }
  return ok(password)
}

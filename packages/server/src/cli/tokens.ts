import { type Action, ACTIONS } from '@latchkey/core/access'
import { LIMITS } from '@latchkey/core/limits'
import { ok } from '@latchkey/core/result'
import { connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { randomOperation } from './keys-issue.ts'
import { dayText } from './present.ts'
import { refuse } from './refusal.ts'

interface CreateOptions {
  readonly name: string
  readonly scope: readonly string[]
  readonly days?: string
}

export const tokensCreate: CommandSpec<CliContext, CreateOptions> = {
  usage: 'create',
  summary: 'Create an API token; it is told once',
  options: [
    { flags: '--name <name>', words: 'what it is for', required: true },
    { flags: '--scope <scope...>', words: 'what it may do, such as keys:issue', required: true },
    { flags: '--days <count>', words: `days it is good for (${LIMITS.apiTokenDays})` },
  ],
  async run(context, { options }) {
    const unknown = options.scope.filter((scope) => !(ACTIONS as readonly string[]).includes(scope))
    if (unknown.length > 0) {
      return refuse('USAGE', `There is no scope ${unknown.join(', ')}. Scopes are ${ACTIONS.join(', ')}.`)
    }
    const days = Number(options.days ?? LIMITS.apiTokenDays)
    if (!Number.isInteger(days) || days < 1 || days > LIMITS.apiTokenDays) {
      return refuse('USAGE', `--days must be a whole number from 1 to ${LIMITS.apiTokenDays}.`)
    }
    const api = connectApi(context)
    if (!api.ok) return api
    const issued = await api.value.call((client) =>
      client.call('createToken', {
        body: { name: options.name, scopes: options.scope as Action[], days },
        idempotencyKey: randomOperation(context),
      }),
    )
    if (!issued.ok) return issued
    const { token, id, expiresAt } = issued.value
    const text = `Token    ${context.terminal.bold(token)}\nId       ${id}\nExpires  ${dayText(expiresAt)}\n`
    return ok({ json: issued.value, text })
  },
}

export const tokensRevoke: CommandSpec<CliContext> = {
  usage: 'revoke <id>',
  summary: 'End an API token now',
  async run(context, { words: [id = ''] }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const revoked = await api.value.call((client) =>
      client.call('revokeToken', { params: { id }, idempotencyKey: randomOperation(context) }),
    )
    return revoked.ok ? ok({ json: { id, revoked: true }, text: `Token ${id} has ended.\n` }) : revoked
  },
}

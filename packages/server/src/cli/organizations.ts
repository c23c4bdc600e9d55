import type { AnswerOf } from '@latchkey/contract/operations'
import { ok } from '@latchkey/core/result'
import { connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { handoverText } from './handovers.ts'
import { randomOperation } from './keys-issue.ts'
import { listingCommand } from './listing.ts'
import { dayText, tableText } from './present.ts'
import { refuse } from './refusal.ts'

type Account = AnswerOf<'getAccount'>

/** Organizations are made and filled by the people who own them, in the portal; the vendor looks, and appoints an owner when all are gone. */
export const organizationsList = listingCommand<Account, object>({
  summary: 'List organizations, newest first',
  noun: 'organizations',
  columns: ['Organization', 'Name', 'Since', 'Owners'],
  cells: ({ id, username, createdAt, owners }) => {
    return [id, username, dayText(createdAt), owners.map(({ name }) => name).join(', ')]
  },
  ask: (page) => ok((client) => client.call('listAccounts', { query: { ...page, kind: 'organization' } })),
})

export const organizationsShow: CommandSpec<CliContext> = {
  usage: 'show <organization-id>',
  summary: 'Show an organization with its owners',
  async run(context, { words: [id = ''] }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const account = await api.value.call((client) => client.call('getAccount', { params: { id } }))
    if (!account.ok) return account
    const { kind, username, createdAt, owners } = account.value
    if (kind !== 'organization') return refuse('USAGE', `${id} is the account of a person.`)
    const rows = owners.map(({ id: owner, name, email, since }) => [owner, name, email, dayText(since)])
    const head = `Organization ${username} (${id}), since ${dayText(createdAt)}\n\n`
    return ok({ json: account.value, text: `${head}${tableText(['Owner', 'Username', 'E-mail', 'Since'], rows)}` })
  },
}

export const organizationsAppoint: CommandSpec<CliContext, { readonly note: string }> = {
  usage: 'appoint <id> <login>',
  summary: 'Appoint an owner by username or e-mail address, when every owner is gone',
  options: [{ flags: '--note <text>', words: 'what shows that they speak for the organization', required: true }],
  async run(context, { words: [id = '', login = ''], options: { note } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const appointed = await api.value.call((client) =>
      client.call('appointOwner', { params: { id }, body: { login, note }, idempotencyKey: randomOperation(context) }),
    )
    return appointed.ok ? ok({ json: appointed.value, text: handoverText(appointed.value.handover) }) : appointed
  },
}

import type { AnswerOf, OperationName } from '@latchkey/contract/operations'
import { ACTIONS } from '@latchkey/core/access'
import { ok } from '@latchkey/core/result'
import { listingCommand, optionOf } from './listing.ts'
import { countText, dayText, LICENSE_COLUMNS, type LicenseAnswer, licenseCells, minuteText } from './present.ts'
import { refuse } from './refusal.ts'

/** What the operator may look through. Each is one list of the API, with the filters people ask for at a terminal. */

type RowOf<N extends OperationName> = AnswerOf<N> extends { readonly items: readonly (infer Row)[] } ? Row : never

const STANDINGS = ['good', 'suspended', 'revoked'] as const
const MAIL_STATES = ['waiting', 'sent', 'dead'] as const

interface LicenseFilters {
  readonly account?: string
  readonly host?: string
  readonly standing?: string
}

export const licensesList = listingCommand<LicenseAnswer, LicenseFilters>({
  summary: 'List licenses, newest first',
  filters: [
    { flags: '--account <id>', words: 'only those associated to this account' },
    { flags: '--host <id>', words: 'only those activated on this host' },
    { flags: '--standing <standing>', words: `only those that are ${STANDINGS.join(', ')}` },
  ],
  noun: 'licenses',
  columns: LICENSE_COLUMNS,
  cells: licenseCells,
  ask(page, { account: accountId, host: hostId, standing: word }) {
    const standing = optionOf('--standing', STANDINGS, word)
    if (!standing.ok) return standing
    return ok((client) =>
      client.call('listLicenses', { query: { ...page, accountId, hostId, standing: standing.value } }),
    )
  },
})

export const keysList = listingCommand<RowOf<'listKeys'>, { readonly order?: string; readonly last5?: string }>({
  summary: 'List activation keys, newest first; the keys themselves are never told again',
  filters: [
    { flags: '--order <number>', words: 'only those of this order' },
    { flags: '--last5 <symbols>', words: 'only those that end so' },
  ],
  noun: 'keys',
  columns: ['Key', 'Ends in', 'Order', 'Issued', 'Hosts', 'Licenses'],
  cells: ({ id, last5, order, createdAt, hostsHolding, hostsMax, licenses }) => {
    const products = [...new Set(licenses.map(({ productName }) => productName))].join(', ')
    const hosts = `${hostsHolding} of ${hostsMax}`
    return [id, last5, order, dayText(createdAt), hosts, `${countText(licenses.length, 'license')}: ${products}`]
  },
  ask: (page, { order, last5 }) => ok((client) => client.call('listKeys', { query: { ...page, order, last5 } })),
})

export const accountsList = listingCommand<RowOf<'listAccounts'>, { readonly login?: string }>({
  summary: 'List Software Download accounts, newest first',
  filters: [{ flags: '--login <name>', words: 'only the one with this username or e-mail address' }],
  noun: 'accounts',
  columns: ['Account', 'Username', 'E-mail', 'Since'],
  cells: ({ id, username, email, createdAt }) => [id, username, email, dayText(createdAt)],
  ask: (page, { login }) => ok((client) => client.call('listAccounts', { query: { ...page, login } })),
})

export const staffList = listingCommand<RowOf<'listStaff'>, object>({
  summary: 'List members of staff and what they have to sign in with',
  noun: 'staff',
  columns: ['Id', 'Username', 'Role', 'Second factor', 'Last sign-in'],
  cells: ({ id, username, role, hasPassword, hasSecondFactor, lastSignInAt }) => {
    const signIn = hasPassword ? dayText(lastSignInAt) : 'invited'
    return [id, username, role, hasSecondFactor ? 'yes' : 'no', signIn]
  },
  ask: (page) => ok((client) => client.call('listStaff', { query: page })),
})

export const mailsList = listingCommand<RowOf<'listMails'>, { readonly state?: string }>({
  usage: 'mails',
  summary: 'List what was and will be mailed, newest first',
  filters: [{ flags: '--state <state>', words: `only those that are ${MAIL_STATES.join(', ')}` }],
  noun: 'mails',
  columns: ['Mail', 'Queued', 'Template', 'To', 'State', 'Tries', 'Last error'],
  cells: ({ id, createdAt, template, to, state, attempts, lastError }) => {
    return [id, minuteText(createdAt), template, to, state, String(attempts), lastError ?? '']
  },
  ask(page, { state: word }) {
    const state = optionOf('--state', MAIL_STATES, word)
    return state.ok ? ok((client) => client.call('listMails', { query: { ...page, state: state.value } })) : state
  },
})

interface AuditFilters {
  readonly license?: string
  readonly type?: string
  readonly since?: string
}

export const audit = listingCommand<RowOf<'listEvents'>, AuditFilters>({
  usage: 'audit',
  summary: 'The audit log: who did what to which license, newest first',
  filters: [
    { flags: '--license <id>', words: 'only what happened to this license' },
    { flags: '--type <type>', words: 'only events of this type, such as activated' },
    { flags: '--since <day>', words: 'only from this day on (2026-11-24, UTC)' },
  ],
  noun: 'events',
  columns: ['When', 'Who', 'License', 'What'],
  cells: ({ at, actor, actorName, licenseId, words }) => {
    return [minuteText(at), actorName ?? actor.id ?? actor.type, licenseId ?? '-', words]
  },
  ask(page, { license: licenseId, type, since: day }) {
    const since = day === undefined ? undefined : dayOf(day)
    if (since === null) return refuse('USAGE', '--since must be a day such as 2026-11-24.')
    return ok((client) => client.call('listEvents', { query: { ...page, licenseId, type, since } }))
  },
})

export const productsList = listingCommand<RowOf<'listProducts'>, object>({
  summary: 'List products',
  noun: 'products',
  columns: ['Product', 'Name', 'Edition', 'Features'],
  cells: ({ id, name, edition, features }) => [id, name, edition, features.join(' ')],
  ask: (page) => ok((client) => client.call('listProducts', { query: page })),
})

export const tokensList = listingCommand<RowOf<'listTokens'>, object>({
  summary: 'List API tokens; the tokens themselves are never told again',
  noun: 'tokens',
  columns: ['Token', 'Name', 'Made by', 'Expires', 'Last used', 'Scopes'],
  cells: ({ id, name, madeBy, expiresAt, lastUsedAt, scopes }) => {
    const may = scopes.length === ACTIONS.length ? 'all' : scopes.join(' ')
    return [id, name, madeBy?.name ?? 'the operator', dayText(expiresAt), dayText(lastUsedAt), may]
  },
  ask: (page) => ok((client) => client.call('listTokens', { query: page })),
})

/** Midnight of a day in UTC; null for a text that is no day of the calendar. */
function dayOf(text: string): string | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(text) ? null : new Date(at).toISOString()
}

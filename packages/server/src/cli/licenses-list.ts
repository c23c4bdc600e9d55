import { ok } from '@latchkey/core/result'
import { allPages, connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { LICENSE_COLUMNS, type LicenseAnswer, licenseCells, tableText } from './present.ts'
import { refuse } from './refusal.ts'

interface ListOptions {
  readonly account?: string
  readonly host?: string
  readonly standing?: string
  readonly limit?: string
}

const LIMIT_DEFAULT = 50
const LIMIT_MAX = 100_000
const PAGE_MAX = 100
const STANDINGS = ['good', 'suspended', 'revoked'] as const

export const licensesList: CommandSpec<CliContext, ListOptions> = {
  usage: 'list',
  summary: 'List licenses, newest first',
  options: [
    { flags: '--account <id>', words: 'only those associated to this account' },
    { flags: '--host <id>', words: 'only those activated on this host' },
    { flags: '--standing <standing>', words: `only those that are ${STANDINGS.join(', ')}` },
    { flags: '--limit <count>', words: `at most so many (${LIMIT_DEFAULT})` },
  ],
  async run(context, { options }) {
    const standing = STANDINGS.find((known) => known === options.standing)
    if (options.standing !== undefined && standing === undefined) {
      return refuse('USAGE', `--standing must be one of ${STANDINGS.join(', ')}.`)
    }
    const limit = /^\d{1,6}$/.test(options.limit ?? '') ? Number(options.limit) : LIMIT_DEFAULT
    if (options.limit !== undefined && (String(limit) !== options.limit || limit < 1 || limit > LIMIT_MAX)) {
      return refuse('USAGE', `--limit must be a whole number from 1 to ${LIMIT_MAX}.`)
    }
    const api = connectApi(context)
    if (!api.ok) return api
    // One more than is shown tells whether there are more.
    const licenses = await allPages<LicenseAnswer>(limit + 1, (cursor) =>
      api.value.call((client) =>
        client.call('listLicenses', {
          query: {
            cursor,
            limit: Math.min(limit + 1, PAGE_MAX),
            accountId: options.account,
            hostId: options.host,
            standing,
          },
        }),
      ),
    )
    if (!licenses.ok) return licenses
    const shown = licenses.value.slice(0, limit)
    const hasMore = licenses.value.length > limit
    const table = shown.length === 0 ? 'No licenses.\n' : tableText(LICENSE_COLUMNS, shown.map(licenseCells))
    const more = `There are more: --limit shows up to ${LIMIT_MAX}.\n`
    return ok({ json: { licenses: shown, hasMore }, text: hasMore ? `${table}${more}` : table })
  },
}

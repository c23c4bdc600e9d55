import type { Client, Problem } from '@latchkey/contract/client'
import { ok, type Result } from '@latchkey/core/result'
import { allPages, connectApi } from './api.ts'
import type { CommandSpec, OptionSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { tableText } from './present.ts'
import { type CliRefusal, refuse } from './refusal.ts'

const LIMIT_DEFAULT = 50
const LIMIT_MAX = 100_000
const PAGE_MAX = 100

/** A list of the API as a command: what to ask for, and what of each row is shown. `Filters`: its options besides `--limit`. */
export interface Listing<Row, Filters> {
  readonly usage?: string
  readonly summary: string
  readonly filters?: readonly OptionSpec[]
  /** Member of the JSON answer, and the word for none of them: `licenses`. */
  readonly noun: string
  readonly columns: readonly string[]
  readonly cells: (row: Row) => readonly string[]
  /** One page; a refusal for options that are wrong. */
  readonly ask: (
    query: { readonly cursor: string | undefined; readonly limit: number },
    filters: Filters,
  ) => Result<(client: Client) => Promise<Result<Page<Row>, Problem>>, CliRefusal>
}

interface Page<Row> {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
}

type ListOptions<Filters> = Filters & { readonly limit?: string }

/** Makes the command of a list. It shows `--limit` rows and says whether there are more. */
export function listingCommand<Row, Filters>(
  listing: Listing<Row, Filters>,
): CommandSpec<CliContext, ListOptions<Filters>> {
  const { usage = 'list', summary, filters = [], noun, columns, cells, ask } = listing
  return {
    usage,
    summary,
    options: [...filters, { flags: '--limit <count>', words: `at most so many (${LIMIT_DEFAULT})` }],
    async run(context, { options }) {
      const limit = limitOf(options.limit)
      if (!limit.ok) return limit
      // One more than is shown tells whether there are more.
      const wanted = limit.value + 1
      const askPage = (cursor: string | undefined) => ask({ cursor, limit: Math.min(wanted, PAGE_MAX) }, options)
      const first = askPage(undefined)
      if (!first.ok) return first
      const api = connectApi(context)
      if (!api.ok) return api
      const rows = await allPages<Row>(wanted, async (cursor) => {
        const page = askPage(cursor)
        return page.ok ? await api.value.call(page.value) : page
      })
      if (!rows.ok) return rows
      const shown = rows.value.slice(0, limit.value)
      const hasMore = rows.value.length > limit.value
      const table = shown.length === 0 ? `No ${noun}.\n` : tableText(columns, shown.map(cells))
      const more = `There are more: --limit shows up to ${LIMIT_MAX}.\n`
      return ok({ json: { [noun]: shown, hasMore }, text: hasMore ? `${table}${more}` : table })
    },
  }
}

/** One of the words an option takes, or none given. */
export function optionOf<T extends string>(
  flag: string,
  known: readonly T[],
  given: string | undefined,
): Result<T | undefined, CliRefusal> {
  const found = known.find((word) => word === given)
  return given === undefined || found !== undefined
    ? ok(found)
    : refuse('USAGE', `${flag} must be one of ${known.join(', ')}.`)
}

function limitOf(text: string | undefined): Result<number, CliRefusal> {
  if (text === undefined) return ok(LIMIT_DEFAULT)
  const limit = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : LIMIT_MAX + 1
  return limit <= LIMIT_MAX ? ok(limit) : refuse('USAGE', `--limit must be a whole number from 1 to ${LIMIT_MAX}.`)
}

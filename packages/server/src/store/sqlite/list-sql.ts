import type { SQLInputValue } from 'node:sqlite'
import { readCursor } from '../cursor.ts'
import type { PageAsked } from '../store.ts'

/** Lists differ in their filters only: this makes their SQL, one text for each set of filters, so that each is prepared once. */
export interface ListSql {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

/** A filter of a list, or nothing when it was not asked for. */
export interface Condition {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

export function condition(sql: string, ...values: readonly (SQLInputValue | undefined)[]): Condition | null {
  const given = values.filter((value) => value !== undefined)
  return given.length === values.length ? { sql, values: given } : null
}

/** How a list is sorted, so that a page goes on exactly after a row. */
export interface Order {
  readonly columns: readonly string[]
  readonly types: readonly ('string' | 'number')[]
  readonly direction: 'ASC' | 'DESC'
}

/** One row more than asked for is selected: it tells whether there is a next page. */
export function listSql(
  select: string,
  order: Order,
  asked: PageAsked,
  filters: readonly (Condition | null)[],
): ListSql {
  const direction = directionOf(order, asked)
  const conditions = [...filters, after({ ...order, direction }, asked.cursor)].filter((filter) => filter !== null)
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`
  const columns = order.columns.map((column) => `${column} ${direction}`).join(', ')
  return {
    sql: `${select}${where} ORDER BY ${columns} LIMIT ?`,
    values: [...conditions.flatMap(({ values }) => values), asked.limit + 1],
  }
}

/** Which way a list is read: every index of a list can be read from either end. */
export function directionOf({ direction }: Order, { sort }: PageAsked): Order['direction'] {
  if (sort === undefined) return direction
  return sort === 'oldest' ? 'ASC' : 'DESC'
}

/** Newest first by `created_at`, ties by id. */
export function newestFirst(
  select: string,
  table: string,
  asked: PageAsked,
  filters: readonly (Condition | null)[],
): ListSql {
  const columns = [`${table}.created_at`, `${table}.id`]
  return listSql(select, { columns, types: ['number', 'string'], direction: 'DESC' }, asked, filters)
}

function after({ columns, types, direction }: Order, cursor: string | undefined): Condition | null {
  if (cursor === undefined) return null
  const marks = columns.map(() => '?').join(', ')
  const sql = `(${columns.join(', ')}) ${direction === 'ASC' ? '>' : '<'} (${marks})`
  return { sql, values: readCursor(cursor, types) }
}

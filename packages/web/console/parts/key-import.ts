import type { BodyOf, OPERATIONS } from '@latchkey/contract/operations'
import { readCsvRows } from '../../app/csv.ts'

/** One line of an import: what it asks for, or what is wrong with it. */
export interface ImportLine {
  /** Number of the line in the file; the heading is 1. */
  readonly line: number
  readonly order: string
  readonly body: BodyOf<'issueKey'> | null
  readonly faults: readonly string[]
}

export const IMPORT_COLUMNS = ['order', 'product', 'seats', 'policy', 'hosts_max', 'expires', 'key'] as const
const LINES_MAX = 5_000

/**
 * Reads a CSV of orders: `order,product,seats[,policy,hosts_max,expires,key]`. Lines of one order that ask for the same kind of key make
 * one key with several products; `key` is one that another system issued. What is checked is the API's own schema and the products
 * there are, if they are known. The error is one about the file as a whole.
 */
export async function readKeyImport(
  text: string,
  products: ReadonlySet<string> | null,
): Promise<readonly ImportLine[] | string> {
  // Comes with the first file: schemas weigh 40 kB, which the page does not need before.
  const { OPERATIONS } = await import('@latchkey/contract/operations')
  const { rows: read, openQuoteAt } = readCsvRows(text)
  if (openQuoteAt !== null) return `The quote in line ${openQuoteAt} is never closed.`
  const [heading, ...rows] = read
  const names = heading === undefined ? [] : heading.cells.map(columnOf)
  const fault = faultOfHeading(names) ?? faultOfLength(rows.length)
  if (fault !== null) return fault
  const lines = rows.map(({ line, cells }) => ({
    line,
    cell: (name: string) => cells[names.indexOf(name)]?.trim() ?? '',
    isRagged: cells.length !== names.length,
  }))
  return Array.from(Map.groupBy(lines, keyAskedBy), ([, group]) => lineOf(group, products, OPERATIONS.issueKey.body))
}

function columnOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
}

function faultOfHeading(names: readonly string[]): string | null {
  const missing = (['order', 'product'] as const).filter((name) => !names.includes(name))
  if (missing.length > 0) return `The first line must name the columns; ${missing.join(' and ')} is missing.`
  const unknown = names.filter((name) => !(IMPORT_COLUMNS as readonly string[]).includes(name))
  if (unknown.length > 0) return `Unknown column: ${unknown.join(', ')}. Known are ${IMPORT_COLUMNS.join(', ')}.`
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  return twice === undefined ? null : `The column ${twice} stands there twice.`
}

function faultOfLength(count: number): string | null {
  if (count === 0) return 'There is no line below the heading.'
  if (count <= LINES_MAX) return null
  return `At most ${LINES_MAX} lines at once; this file has ${count}. Split it, or run “latchkey keys import”.`
}

/** What makes lines one key. Another policy, end or key of another system in the same order is another key, and none is lost. */
function keyAskedBy({ line, cell }: Cells): string {
  const order = cell('order')
  return JSON.stringify([
    order === '' ? line : order,
    ...(['policy', 'hosts_max', 'expires', 'key'] as const).map((name) => cell(name)),
  ])
}

interface Cells {
  readonly line: number
  readonly cell: (name: string) => string
  readonly isRagged: boolean
}

type Schema = (typeof OPERATIONS)['issueKey']['body']

function lineOf(group: readonly Cells[], products: ReadonlySet<string> | null, schema: Schema): ImportLine {
  const [first] = group
  if (first === undefined) throw new Error('a group has a line')
  const { line, cell } = first
  const order = cell('order')
  const body = {
    order,
    products: group.map(({ cell }) => ({ product: cell('product'), seats: Number(cell('seats') || '1') })),
    ...(cell('policy') === '' ? {} : { policy: cell('policy') }),
    ...(cell('hosts_max') === '' ? {} : { hostsMax: Number(cell('hosts_max')) }),
    ...(cell('expires') === '' ? {} : { expiresAt: instantOf(cell('expires')) }),
    ...(cell('key') === '' ? {} : { legacyKey: cell('key') }),
  }
  const parsed = schema.safeParse(body)
  const faults = [
    ...(group.some(({ isRagged }) => isRagged) ? ['It has more or fewer cells than the heading.'] : []),
    ...(parsed.success ? [] : parsed.error.issues.map(wordsOf)),
    ...body.products
      .filter(({ product }) => product !== '' && products?.has(product) === false)
      .map(({ product }) => `There is no product “${product.slice(0, 60)}”.`),
  ]
  return { line, order, body: faults.length === 0 ? body : null, faults }
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly code: string
  readonly message: string
}

/** What a schema has against a cell, by the name of its column. */
function wordsOf({ path, code, message }: Issue): string {
  const field = String(path.at(-1) ?? 'line')
  const column = COLUMNS_BY_FIELD[field] ?? field
  return code === 'invalid_type' ? `${column}: that is no number.` : `${column}: ${message}`
}

const COLUMNS_BY_FIELD: Readonly<Record<string, string>> = {
  hostsMax: 'hosts_max',
  expiresAt: 'expires',
  legacyKey: 'key',
}

/** A day ends at its end, UTC; anything else is left for the schema to refuse. */
function instantOf(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59.999Z` : text
}

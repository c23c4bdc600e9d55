import { createHash } from 'node:crypto'
import type { BodyOf } from '@latchkey/contract/operations'
import { readActivationKey } from '@latchkey/core/activation-key'
import { err, ok, type Result } from '@latchkey/core/result'
import { parse } from 'csv-parse/sync'
import { readExpiry, readHostsMax, readOrder, readPolicy, readProducts } from './key-order.ts'

/** Columns of an import file, in any order; `order` and `products` must be there. */
export const IMPORT_COLUMNS = ['order', 'products', 'policy', 'hosts_max', 'expires', 'key'] as const
type Column = (typeof IMPORT_COLUMNS)[number]
const REQUIRED: readonly Column[] = ['order', 'products']

/** Above this a file is not a list of keys but a mistake. */
const FILE_BYTES_MAX = 64 * 1024 * 1024
/** A line with every column filled has a few hundred characters. */
const LINE_CHARS_MAX = 10_000
const CELL_CHARS_SHOWN_MAX = 40

/** One line of the file after it was read. */
export type ImportLine =
  | {
      readonly kind: 'good'
      /** As editors count them, from 1. */
      readonly line: number
      readonly body: BodyOf<'issueKey'>
      /** Names what the line asks for; the n-th equal line of a file is another one, so that two equal lines are two keys. */
      readonly operation: string
      /** How many lines asked for exactly the same before this one. */
      readonly equalBefore: number
    }
  | { readonly kind: 'bad'; readonly line: number; readonly column: string; readonly reason: string }

/** Reads a CSV file of keys. Every line is read on its own: a damaged one costs no other. The error is one about the file as a whole. */
export function readImport(bytes: Uint8Array): Result<readonly ImportLine[], string> {
  if (bytes.length > FILE_BYTES_MAX) return err(`it is larger than ${FILE_BYTES_MAX / 1024 / 1024} MiB`)
  const lines = textOf(bytes).split(/\r\n|\n|\r/)
  const headAt = lines.findIndex((line) => line.trim() !== '')
  const head = lines[headAt]
  if (head === undefined) return err('it is empty')
  const delimiter = [';', '\t'].find((candidate) => head.includes(candidate) && !head.includes(',')) ?? ','
  const columns = readHead(head, delimiter)
  if (!columns.ok) return columns
  const seen: Seen = { lineByKey: new Map(), countByContent: new Map() }
  return ok(
    lines.flatMap((text, index) => {
      if (index <= headAt || text.trim() === '') return []
      return [readLine(text, index + 1, columns.value, delimiter, seen)]
    }),
  )
}

/** UTF-8, or UTF-16 as spreadsheets mark it. What cannot be decoded becomes U+FFFD and is refused in its own cell. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder('utf-8').decode(bytes)
}

function readHead(head: string, delimiter: string): Result<readonly Column[], string> {
  const cells = cellsOf(head, delimiter)
  const expected = `its first line must name the columns (${IMPORT_COLUMNS.join(', ')})`
  if (cells === null) return err(expected)
  const names = cells.map((cell) => cell.trim().toLowerCase())
  const columns = names.flatMap((name) => IMPORT_COLUMNS.find((column) => column === name) ?? [])
  const strange = names.find((name) => !(IMPORT_COLUMNS as readonly string[]).includes(name))
  if (strange !== undefined) return err(`${expected}; there is no column ${shown(strange)}`)
  if (new Set(columns).size < columns.length) return err(`${expected}, each once`)
  const missing = REQUIRED.find((column) => !columns.includes(column))
  return missing === undefined ? ok(columns) : err(`${expected}; ${missing} is missing`)
}

interface Seen {
  readonly lineByKey: Map<string, number>
  readonly countByContent: Map<string, number>
}

function readLine(text: string, line: number, columns: readonly Column[], delimiter: string, seen: Seen): ImportLine {
  const bad = (column: string, reason: string): ImportLine => ({ kind: 'bad', line, column, reason })
  if (text.length > LINE_CHARS_MAX) return bad('-', `the line is longer than ${LINE_CHARS_MAX} characters`)
  const cells = cellsOf(text, delimiter)
  if (cells === null) return bad('-', 'a quote is opened and not closed, or stands within a cell')
  if (cells.length > columns.length) return bad('-', `there are ${cells.length} cells for ${columns.length} columns`)
  const cellOf = (column: Column) => (cells[columns.indexOf(column)] ?? '').trim()
  for (const column of columns) {
    const reason = reasonAgainst(cells[columns.indexOf(column)] ?? '')
    if (reason !== null) return bad(column, reason)
  }
  const body = readBody(cellOf)
  if (!body.ok) return bad(body.error.column, `must be ${body.error.allowed}`)
  const { legacyKey } = body.value
  if (legacyKey !== undefined) {
    const earlier = seen.lineByKey.get(legacyKey)
    if (earlier !== undefined) return bad('key', `is the same key as in line ${earlier}`)
    seen.lineByKey.set(legacyKey, line)
  }
  return { kind: 'good', line, body: body.value, ...operationOf(body.value, seen) }
}

/** Null for a line that is no CSV. */
function cellsOf(line: string, delimiter: string): readonly string[] | null {
  try {
    const [cells] = parse(line, { delimiter, relaxColumnCount: true })
    return cells ?? []
  } catch {
    return null
  }
}

/** Cells that a spreadsheet would run (security.md), and characters that no order, product or key has. */
function reasonAgainst(cell: string): string | null {
  if (/^\s*[=+\-@＝＋－＠]/.test(cell))
    return `starts with ${cell.trim().charAt(0)}, which a spreadsheet would run as a formula`
  if (cell.includes('\uFFFD')) return 'holds characters that are not UTF-8: save the file as "CSV UTF-8"'
  return /\p{Cc}/u.test(cell) ? 'holds a control character' : null
}

function readBody(
  cellOf: (column: Column) => string,
): Result<BodyOf<'issueKey'>, { readonly column: Column; readonly allowed: string }> {
  const order = readOrder(cellOf('order'))
  if (!order.ok) return err({ column: 'order', allowed: order.error })
  const products = readProducts(cellOf('products'))
  if (!products.ok) return err({ column: 'products', allowed: products.error })
  const policy = readPolicy(cellOf('policy'))
  if (!policy.ok) return err({ column: 'policy', allowed: policy.error })
  const hostsMax = readHostsMax(cellOf('hosts_max'))
  if (!hostsMax.ok) return err({ column: 'hosts_max', allowed: hostsMax.error })
  const expiresAt = readExpiry(cellOf('expires'))
  if (!expiresAt.ok) return err({ column: 'expires', allowed: expiresAt.error })
  const key = readKey(cellOf('key'))
  if (!key.ok) return err({ column: 'key', allowed: key.error })
  return ok({
    order: order.value,
    products: products.value,
    policy: policy.value,
    expiresAt: expiresAt.value,
    ...(hostsMax.value === null ? {} : { hostsMax: hostsMax.value }),
    ...(key.value === null ? {} : { legacyKey: key.value }),
  })
}

/** A key of another system, in the form in which it is digested; empty for a new key. */
function readKey(text: string): Result<string | null, string> {
  if (text === '') return ok(null)
  const reading = readActivationKey(text)
  if (reading.kind === 'legacy') return ok(reading.key)
  if (reading.kind === 'malformed') return err('a key of 4 to 100 printable characters, or empty for a new one')
  return err('a key of another system; this one has the form of our own, which are issued, not imported')
}

function operationOf(body: BodyOf<'issueKey'>, { countByContent }: Seen) {
  const content = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  const equalBefore = countByContent.get(content) ?? 0
  countByContent.set(content, equalBefore + 1)
  return { operation: `import-${content.slice(0, 40)}-${equalBefore}`, equalBefore }
}

function shown(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, '?')
  return `"${plain.length > CELL_CHARS_SHOWN_MAX ? `${plain.slice(0, CELL_CHARS_SHOWN_MAX)}…` : plain}"`
}

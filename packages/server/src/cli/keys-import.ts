import { readFile } from 'node:fs/promises'
import { isKeyAsked } from '@latchkey/contract/key-asked'
import type { AnswerOf } from '@latchkey/contract/operations'
import { err, ok, type Result } from '@latchkey/core/result'
import { harmlessLines } from '@latchkey/words/harmless'
import { type Api, allPages, connectApi } from './api.ts'
import type { CliResult, CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { IMPORT_COLUMNS, type ImportLine, readImport } from './import-csv.ts'
import { countText } from './present.ts'
import { type CliRefusal, operatorRefusal, refuse } from './refusal.ts'

/** What became of one line. */
interface ImportRow {
  readonly line: number
  readonly outcome: 'issued' | 'taken-over' | 'there-already' | 'good' | 'refused'
  readonly order: string | null
  /** The new key, told this once; null where there is none to tell. */
  readonly key: string | null
  readonly keyId: string | null
  readonly column: string | null
  readonly reason: string | null
}

export const keysImport: CommandSpec<CliContext, { readonly dryRun?: true }> = {
  usage: 'import <file.csv>',
  summary: `Issue or take over keys from a CSV file (${IMPORT_COLUMNS.join(', ')})`,
  options: [{ flags: '--dry-run', words: 'only read the file and tell what would happen' }],
  async run(context, { words: [path = ''], options: { dryRun }, asJson }) {
    const lines = await readLines(path)
    if (!lines.ok) return lines
    const tell = (row: ImportRow) => {
      if (!asJson) context.terminal.answer(harmlessLines(rowText(row)))
    }
    if (dryRun) {
      const rows = lines.value.map(dryRow)
      for (const row of rows) tell(row)
      return answerOf(rows)
    }
    const api = connectApi(context)
    return api.ok ? importAll(api.value, lines.value, tell) : api
  },
}

async function readLines(path: string): Promise<Result<readonly ImportLine[], CliRefusal>> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    return refuse('FILE_UNREADABLE', `${path} (${cause instanceof Error ? cause.message : String(cause)})`)
  }
  const lines = readImport(bytes)
  return lines.ok ? lines : refuse('USAGE', `${path} cannot be imported: ${lines.error}.`)
}

/**
 * Tells each row as soon as it is done: a key is told once, and an import that is killed half-way must have told those it issued.
 * Stops at the first failure that is not about its own line: without the server, no further line would fare better.
 */
async function importAll(api: Api, lines: readonly ImportLine[], tell: (row: ImportRow) => void): Promise<CliResult> {
  const rows: ImportRow[] = []
  const orders: KeysByOrder = new Map()
  for (const line of lines) {
    const row = line.kind === 'bad' ? ok(badRow(line)) : await importLine(api, line, orders)
    if (!row.ok) return ok({ ...answerWithout(rows), refusal: stopped(row.error, line.line) })
    tell(row.value)
    rows.push(row.value)
  }
  return answerOf(rows)
}

function stopped(refusal: CliRefusal, line: number): CliRefusal {
  const wayOut = `${refusal.wayOut} Then import the whole file again: it goes on at line ${line}, and what is there stays as it is.`
  return { ...refusal, wayOut }
}

type GoodLine = Extract<ImportLine, { kind: 'good' }>
type KeysByOrder = Map<string, readonly AnswerOf<'getKey'>[]>

async function importLine(api: Api, line: GoodLine, orders: KeysByOrder): Promise<Result<ImportRow, CliRefusal>> {
  const { body, operation } = line
  const there = await keyThere(api, line, orders)
  if (!there.ok) return there
  if (there.value !== null) return ok(goodRow(line, 'there-already', null, there.value.id))
  const issued = await api.call((client) => client.call('issueKey', { body, idempotencyKey: operation }))
  if (issued.ok) {
    const isNew = body.legacyKey === undefined
    return ok(goodRow(line, isNew ? 'issued' : 'taken-over', isNew ? issued.value.key : null, issued.value.id))
  }
  return rowOfRefusal(line, issued.error)
}

/** What the server says about this line alone becomes its row; anything else ends the import. */
function rowOfRefusal(line: GoodLine, refusal: CliRefusal): Result<ImportRow, CliRefusal> {
  const bad = (column: string, reason: string) => ok(badRow({ kind: 'bad', line: line.line, column, reason }))
  switch (refusal.code) {
    case 'NOT_FOUND':
      return bad('products', 'names a product or policy that does not exist')
    case 'KEY_MALFORMED':
      return bad('key', refusal.sentence)
    case 'ALREADY_EXISTS':
      return bad('key', 'is known here already, with another order, other products or another end')
    case 'REQUEST_MALFORMED':
    case 'OPERATION_REUSED':
      return bad('-', `${refusal.sentence} ${refusal.cause}`)
    default:
      return err(refusal)
  }
}

const KEYS_PER_ORDER_MAX = 10_000

/** The key that an earlier import of the same line made: the n-th equal line finds the n-th equal key of its order. */
async function keyThere(
  api: Api,
  { body, equalBefore }: GoodLine,
  orders: KeysByOrder,
): Promise<Result<AnswerOf<'getKey'> | null, CliRefusal>> {
  const known = orders.get(body.order)
  const keys = known === undefined ? await keysOfOrder(api, body.order) : ok(known)
  if (!keys.ok) return keys
  orders.set(body.order, keys.value)
  const equal = keys.value.filter((key) => isKeyAsked(key, body))
  const { legacyKey } = body
  if (legacyKey === undefined) return ok(equal.at(equalBefore) ?? null)
  // Different keys may end alike: only the whole key tells whether it is this one.
  if (!equal.some((key) => legacyKey.endsWith(key.last5))) return ok(null)
  const found = await api.call((client) => client.call('lookUpKey', { body: { key: legacyKey } }))
  if (!found.ok) return found.error.code === 'KEY_UNKNOWN' ? ok(null) : found
  return ok(equal.find((key) => key.id === found.value.id) ?? null)
}

function keysOfOrder(api: Api, order: string): Promise<Result<readonly AnswerOf<'getKey'>[], CliRefusal>> {
  return allPages<AnswerOf<'getKey'>>(KEYS_PER_ORDER_MAX, (cursor) =>
    api.call((client) => client.call('listKeys', { query: { cursor, limit: 100, order } })),
  )
}

function goodRow({ line, body }: GoodLine, outcome: ImportRow['outcome'], key: string | null, keyId: string | null) {
  return { line, outcome, order: body.order, key, keyId, column: null, reason: null } satisfies ImportRow
}

function badRow({ line, column, reason }: Extract<ImportLine, { kind: 'bad' }>): ImportRow {
  return { line, outcome: 'refused', order: null, key: null, keyId: null, column, reason }
}

function dryRow(line: ImportLine): ImportRow {
  return line.kind === 'bad' ? badRow(line) : goodRow(line, 'good', null, null)
}

function rowText({ line, outcome, order, key, column, reason }: ImportRow): string {
  const about = reason === null ? (order ?? '') : `${column === '-' ? '' : `${column} `}${reason}`
  return `line ${String(line).padEnd(5)}  ${outcome.replace('-', ' ').padEnd(13)}  ${key === null ? '' : `${key}  `}${about}\n`
}

function answerWithout(rows: readonly ImportRow[]) {
  const byOutcome = Map.groupBy(rows, (row) => row.outcome)
  const countOf = (outcome: ImportRow['outcome']) => byOutcome.get(outcome)?.length ?? 0
  const counts = {
    issued: countOf('issued'),
    takenOver: countOf('taken-over'),
    thereAlready: countOf('there-already'),
    good: countOf('good'),
    refused: countOf('refused'),
  }
  const told = Object.entries(counts).filter(([, count]) => count > 0)
  const words = told.map(
    ([outcome, count]) => `${count} ${outcome.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`,
  )
  return { json: { rows, counts }, text: words.length === 0 ? 'No lines.\n' : `${words.join(', ')}\n` }
}

function answerOf(rows: readonly ImportRow[]): CliResult {
  const answer = answerWithout(rows)
  const refused = answer.json.counts.refused
  if (refused === 0) return ok(answer)
  return ok({ ...answer, refusal: operatorRefusal('ROWS_REFUSED', countText(refused, 'line')) })
}

import { CursorError } from './errors.ts'
import type { PageAsked, PageOf } from './store.ts'

/** Where a page ended: the values of the columns it is sorted by. */
export type Position = readonly (string | number)[]

/** Writes a position as an opaque text. */
export function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/**
 * Reads a cursor of a list sorted by columns of the given types.
 * @throws CursorError if no page of such a list gave it
 */
export function readCursor(cursor: string, types: readonly ('string' | 'number')[]): Position {
  const position = parseJson(Buffer.from(cursor, 'base64url').toString('utf8'))
  const fits =
    Array.isArray(position) &&
    position.length === types.length &&
    position.every((value: unknown, index) => typeof value === types[index])
  if (!fits) throw new CursorError('the cursor is not one of this list')
  return position
}

/** A page from one row more than asked for: the extra row tells that there is a next page. */
export function pageOf<Row, View>(
  rows: readonly Row[],
  { limit }: PageAsked,
  position: (row: Row) => Position,
  view: (row: Row) => View,
): PageOf<View> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const nextCursor = rows.length > limit && last !== undefined ? writeCursor(position(last)) : null
  return { items: shown.map(view), nextCursor }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

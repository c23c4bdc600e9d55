import { harmless } from '@latchkey/words/harmless'
import { isolated } from './direction.ts'
import { padded, unitsOf, widthOf, wrapped } from './width.ts'

/** Blanks between columns; one less where it is tight. */
const GAPS = [2, 1] as const

/** A table laid out for a width: the header, and the lines of each row. */
export interface TableLayout {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/**
 * Lays a table out within `width` columns. Columns are as wide as what they hold; where that is too much, the widest give way
 * first and their cells break into lines, between words as long as that is possible.
 */
export function layOutTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): TableLayout {
  const cells = [titles, ...rows].map((row) => row.map(harmless))
  const natural = titles.map((_, column) => Math.max(1, ...cells.map((row) => widthOf(row[column] ?? ''))))
  const words = titles.map((_, column) => Math.max(1, ...cells.map((row) => longestWord(row[column] ?? ''))))
  const gap = GAPS.find((gap) => sum(words) + gap * (natural.length - 1) <= width) ?? 1
  const widths = narrowed(
    narrowed(natural, words, width - gap * (natural.length - 1)),
    null,
    width - gap * (natural.length - 1),
  )
  const [header, ...body] = cells.map((row) => layOutRow(row, widths, gap))
  return { header: header ?? [], rows: body }
}

/** Takes columns from the widest until all fit, but none below its `least`. */
function narrowed(natural: readonly number[], least: readonly number[] | null, width: number): readonly number[] {
  const widths = [...natural]
  while (sum(widths) > width) {
    const shrinkable = widths.map((w, i) => (w > (least?.[i] ?? 1) ? w : 0))
    const widest = Math.max(...shrinkable)
    if (widest === 0) break
    const column = shrinkable.indexOf(widest)
    widths[column] = widest - 1
  }
  return widths
}

function layOutRow(row: readonly string[], widths: readonly number[], gap: number): readonly string[] {
  const columns = widths.map((width, column) => wrapped(row[column] ?? '', width))
  const height = Math.max(...columns.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, column) => padded(isolated(columns[column]?.[line] ?? ''), width))
      .join(' '.repeat(gap))
      .trimEnd(),
  )
}

function longestWord(text: string): number {
  return Math.max(...unitsOf(text).map(widthOf))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

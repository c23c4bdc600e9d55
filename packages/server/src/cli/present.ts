import type { AnswerOf } from '@latchkey/contract/operations'
import { harmless } from '@latchkey/words/harmless'

export type LicenseAnswer = AnswerOf<'getLicense'>

/** Columns aligned by spaces, two between them; the last one is as long as it is. */
export function tableText(head: readonly string[], cellRows: readonly (readonly string[])[]): string {
  // A name with a line break in it must not look like a row.
  const rows = cellRows.map((cells) => cells.map(harmless))
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [head, ...rows].map((cells) => `${line(cells)}\n`).join('')
}

/** A day in UTC, as all commands show it. */
export function dayText(instant: string | null, otherwise = 'never'): string {
  return instant === null ? otherwise : instant.slice(0, 10)
}

/** To the minute, in UTC. */
export function minuteText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)}Z`
}

/** Whose a license is and where it runs. */
export function whereText(license: LicenseAnswer): readonly [associatedTo: string, activatedOn: string] {
  return [license.associatedTo?.name ?? '-', license.activatedOn?.hostName ?? '-']
}

export const LICENSE_COLUMNS = ['License', 'Product', 'Key', 'Associated to', 'Activated on', 'Expires', 'Standing']

/** The cells of {@link LICENSE_COLUMNS}. */
export function licenseCells(license: LicenseAnswer): readonly string[] {
  const { id, productName, keyLast5, expiresAt, standing } = license
  return [id, productName, keyLast5, ...whereText(license), dayText(expiresAt), standing]
}

/** "1 license", "2 licenses". */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

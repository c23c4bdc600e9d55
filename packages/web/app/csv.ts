/** What a spreadsheet would take for a formula (OWASP, "CSV injection"), the wide forms of East Asian keyboards too. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/

/** Rows as CSV (RFC 4180). A cell that a spreadsheet would run is made text by an apostrophe. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

export interface CsvRow {
  /** The line of the file it begins in, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Reads CSV (RFC 4180), with comma or semicolon; quotes may hold line breaks. Empty lines are left out. A quote that is never closed is
 * told by its line: all behind it would be one cell.
 */
export function readCsvRows(text: string): { readonly rows: readonly CsvRow[]; readonly openQuoteAt: number | null } {
  const [firstLine = ''] = text.split('\n', 1)
  const separator = firstLine.includes(';') && !firstLine.includes(',') ? ';' : ','
  const rows: CsvRow[] = []
  let cells: string[] = []
  let cell = ''
  let quotedSince: number | null = null
  let line = 1
  let startedAt = 1
  const endRow = () => {
    cells.push(cell)
    if (cells.some((field) => field !== '')) rows.push({ line: startedAt, cells })
    cells = []
    cell = ''
    startedAt = line
  }
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] ?? ''
    if (char === '\n') line += 1
    if (quotedSince !== null && char === '"' && source[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (char === '"' && (quotedSince !== null || cell === '')) quotedSince = quotedSince === null ? line : null
    else if (quotedSince !== null) cell += char
    else if (char === separator) {
      cells.push(cell)
      cell = ''
    } else if (char === '\n') endRow()
    else cell += char
  }
  endRow()
  return { rows, openQuoteAt: quotedSince }
}

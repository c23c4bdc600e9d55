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

/** Reads CSV (RFC 4180), with comma or semicolon; quotes may hold line breaks. Empty lines are left out. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const [firstLine = ''] = text.split('\n', 1)
  const separator = firstLine.includes(';') && !firstLine.includes(',') ? ';' : ','
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endRow = () => {
    row.push(cell)
    if (row.some((field) => field !== '')) rows.push(row)
    row = []
    cell = ''
  }
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] ?? ''
    if (quoted && char === '"' && source[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (char === '"' && (quoted || cell === '')) quoted = !quoted
    else if (quoted) cell += char
    else if (char === separator) {
      row.push(cell)
      cell = ''
    } else if (char === '\n') endRow()
    else cell += char
  }
  endRow()
  return rows
}

import type { Problem } from '@latchkey/contract/client'
import { ok, type Result } from '@latchkey/core/result'
import { Download, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { csvOf } from '../../app/csv.ts'
import { useProblemToast } from '../../app/problem-view.tsx'
import { saveFile } from '../../app/save-file.ts'
import { Button } from '../../ui/button.tsx'
import type { List } from './list.ts'
import { counted } from './words.ts'

/** The columns of a list as a file: their names, and what stands in them. */
export type CsvColumns<Row> = Readonly<Record<string, (row: Row) => string | number | null>>

/** A minute of reading, and more than a spreadsheet is pleasant with: whoever wants all of more asks the API. */
const ROWS_MAX = 100_000

interface CsvExportProps<Row> {
  readonly list: List<Row>
  readonly file: string
  readonly columns: CsvColumns<Row>
}

/** Reads a list from its first page to its last, and makes a file of all that its filter matches. */
export function CsvExport<Row>({ list, file, columns }: CsvExportProps<Row>) {
  const [rowsRead, setRowsRead] = useState<number | null>(null)
  const isWanted = useRef(false)
  const toastProblem = useProblemToast()
  useEffect(
    () => () => {
      isWanted.current = false
    },
    [],
  )
  const exportAll = async () => {
    isWanted.current = true
    const text = await csvOfAll(list, columns, (rows) => {
      setRowsRead(rows)
      return isWanted.current
    })
    setRowsRead(null)
    if (!isWanted.current) return
    if (text.ok) saveFile(file, 'text/csv', text.value)
    else toastProblem(text.error)
  }
  if (rowsRead === null) {
    return (
      <Button icon={<Download aria-hidden />} onClick={() => void exportAll()}>
        Export CSV
      </Button>
    )
  }
  const stop = () => {
    isWanted.current = false
  }
  return (
    <Button icon={<Square aria-hidden />} onClick={stop}>
      {`Stop the export: ${counted(rowsRead, 'row')} so far`}
    </Button>
  )
}

/** @param goesOn is told how many rows there are before each page is read; false ends it */
async function csvOfAll<Row>(
  { readFrom }: List<Row>,
  columns: CsvColumns<Row>,
  goesOn: (rows: number) => boolean,
): Promise<Result<string, Problem>> {
  const parts = [csvOf([Object.keys(columns)])]
  let rows = 0
  let cursor: string | null | undefined
  while (cursor !== null && rows < ROWS_MAX && goesOn(rows)) {
    // Each page tells where the next begins.
    const page = await readFrom(cursor)
    if (!page.ok) return page
    parts.push(
      csvOf(page.value.items.map((item) => Object.values(columns).map((cellOf) => String(cellOf(item) ?? '')))),
    )
    rows += page.value.items.length
    cursor = page.value.nextCursor
  }
  if (cursor !== null)
    parts.push(csvOf([[`Only the first ${counted(rows, 'row')}: narrow the filter, or ask the API.`]]))
  return ok(parts.join(''))
}

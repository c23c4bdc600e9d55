import type { CallInput } from '@latchkey/contract/client'
import type { AnswerOf, OperationName } from '@latchkey/contract/operations'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { Refused } from '../../app/api.ts'
import { call } from '../../app/client.ts'
import { csvOf } from '../../app/csv.ts'
import { Loaded } from '../../app/loaded.tsx'
import { saveFile } from '../../app/save-file.ts'
import { Button } from '../../ui/button.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { CsvColumns } from './csv-export.tsx'

/** Lists that a vendor has some dozens of rows of. */
type SmallListName = Extract<
  OperationName,
  'listProducts' | 'listPolicies' | 'listStaff' | 'listTokens' | 'listWebhooks'
>
type RowOf<N extends SmallListName> = AnswerOf<N>['items'][number]

/** More than any vendor has; whoever has made more by a script asks the API. */
const ROWS_MAX = 2_000
const PAGE_ROWS_MAX = 100

export interface SmallColumn<Row> extends Column<Row> {
  /** What its rows are sorted by; none for columns of buttons. */
  readonly sortBy?: (row: Row) => string | number
}

interface SmallListProps<N extends SmallListName> {
  readonly name: N
  readonly path: string
  readonly caption: string
  readonly columns: readonly SmallColumn<RowOf<N>>[]
  readonly csv: CsvColumns<RowOf<N>>
  readonly empty?: ReactNode
}

/** Read whole, so that the head of any column sorts it at once; which one and which way is in the address. */
export function SmallList<N extends SmallListName>({ name, path, caption, columns, csv, empty }: SmallListProps<N>) {
  const read = useQuery<readonly RowOf<N>[], Refused>({ queryKey: [name, 'all'], queryFn: async () => readAll(name) })
  const { by, order } = useAddress<{ by?: string; order?: string }>()
  const isDown = order === 'down'
  const column = columns.find(({ id, sortBy }) => id === by && sortBy !== undefined)
  const heads = columns.map((one): Column<RowOf<N>> => {
    if (one.sortBy === undefined) return one
    const isBy = one === column
    const sortHref = hrefOf(path, { by: one.id, order: isBy && !isDown ? 'down' : undefined })
    return { ...one, sortHref, ...(isBy ? { sorted: isDown ? 'descending' : 'ascending' } : {}) }
  })
  return (
    <Loaded read={read}>
      {(rows) => (
        <>
          {rows.length > 0 && (
            <div className="mb-3 flex justify-end">
              <Button icon={<Download aria-hidden />} onClick={() => save(caption, csv, rows)}>
                Export CSV
              </Button>
            </div>
          )}
          <Table
            caption={caption}
            hideCaption
            columns={heads}
            rows={sorted(rows, column?.sortBy, isDown)}
            keyOf={({ id }) => id}
            empty={empty}
          />
        </>
      )}
    </Loaded>
  )
}

async function readAll<N extends SmallListName>(name: N): Promise<readonly RowOf<N>[]> {
  const rows: RowOf<N>[] = []
  let cursor: string | null | undefined
  while (cursor !== null && rows.length < ROWS_MAX) {
    const query = { limit: PAGE_ROWS_MAX, ...(cursor === undefined ? {} : { cursor }) }
    // Each page tells where the next begins.
    const page = await call(name, { query } as CallInput<N>)
    if (!page.ok) throw new Refused(page.error)
    rows.push(...page.value.items)
    cursor = page.value.nextCursor
  }
  return rows
}

function sorted<Row>(
  rows: readonly Row[],
  sortBy: ((row: Row) => string | number) | undefined,
  isDown: boolean,
): readonly Row[] {
  if (sortBy === undefined) return rows
  const upwards = rows.toSorted((a, b) => compare(sortBy(a), sortBy(b)))
  return isDown ? upwards.toReversed() : upwards
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en')
}

function save<Row>(caption: string, csv: CsvColumns<Row>, rows: readonly Row[]): void {
  const cells = rows.map((row) => Object.values(csv).map((cellOf) => String(cellOf(row) ?? '')))
  const file = `latchkey-${caption.toLowerCase().replaceAll(' ', '-')}.csv`
  saveFile(file, 'text/csv', csvOf([Object.keys(csv), ...cells]))
}

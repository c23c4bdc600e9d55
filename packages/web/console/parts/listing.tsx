import { ArrowDownUp } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { Loaded } from '../../app/loaded.tsx'
import { Pages } from '../../app/page-parts.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type CsvColumns, CsvExport } from './csv-export.tsx'
import type { List } from './list.ts'
import { counted } from './words.ts'

interface ListingProps<Row extends { readonly id: string }> {
  readonly list: List<Row>
  /** The address of the page; its search holds the filter, the order and the place. */
  readonly path: string
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  /** The column of the time it is sorted by, if it shows it. */
  readonly timeColumn?: string
  /** How it is sorted when nobody asks for an order. */
  readonly sortedBy?: 'newest' | 'oldest'
  readonly empty: ReactNode
  readonly csv: CsvColumns<Row>
  readonly forSeveral?: ForSeveral<Row>
}

/** What can be done to several rows at once. */
interface ForSeveral<Row> {
  readonly labelOf: (row: Row) => string
  /** The buttons; done is called when the rows need not stay ticked. */
  readonly actions: (rows: readonly Row[], done: () => void) => ReactNode
}

/** A long list: sorted, filtered and turned over on the server, with all of it in the address. */
export function Listing<Row extends { readonly id: string }>(props: ListingProps<Row>) {
  const { list, path, caption, timeColumn, empty, csv, forSeveral } = props
  const address = useAddress<Readonly<Record<string, string>>>()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const sort = list.sort ?? props.sortedBy ?? 'newest'
  const other = sort === 'newest' ? 'oldest' : 'newest'
  const columns = props.columns.map((column): Column<Row> =>
    column.id === timeColumn ? { ...column, sorted: sort === 'newest' ? 'descending' : 'ascending' } : column,
  )
  return (
    <Loaded read={list.read}>
      {({ items, nextCursor }) => {
        const chosen = items.filter(({ id }) => ticked.has(id))
        return (
          <>
            {items.length > 0 && (
              <div className="mb-3 flex flex-wrap items-center justify-end gap-2">
                {chosen.length > 0 && (
                  <div
                    role="group"
                    aria-label="With what is selected"
                    className="me-auto flex flex-wrap items-center gap-2"
                  >
                    <span className="font-medium">{counted(chosen.length, 'selected', 'selected')}</span>
                    {forSeveral?.actions(chosen, () => setTicked(new Set()))}
                  </div>
                )}
                <ButtonLink
                  href={hrefOf(path, { ...address, cursor: undefined, sort: other })}
                  icon={<ArrowDownUp aria-hidden />}
                >
                  {other === 'newest' ? 'Newest first' : 'Oldest first'}
                </ButtonLink>
                <CsvExport
                  list={list}
                  file={`latchkey-${caption.toLowerCase().replaceAll(' ', '-')}.csv`}
                  columns={csv}
                />
              </div>
            )}
            <Table
              caption={caption}
              hideCaption
              columns={columns}
              rows={items}
              keyOf={({ id }) => id}
              empty={empty}
              selection={
                forSeveral && {
                  keys: ticked,
                  onChange: setTicked,
                  labelOf: (row) => `Select ${forSeveral.labelOf(row)}`,
                  allLabel: 'Select all on this page',
                }
              }
            />
            <Pages
              cursor={list.cursor}
              nextCursor={nextCursor}
              hrefOf={(cursor) => hrefOf(path, { ...address, cursor })}
            />
          </>
        )
      }}
    </Loaded>
  )
}

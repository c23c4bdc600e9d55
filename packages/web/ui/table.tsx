import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export interface Column<Row> {
  readonly id: string
  readonly label: string
  readonly cell: (row: Row) => ReactNode
  /** Names the row: read out before its other cells, and the heading of its card. One column of a table. */
  readonly heading?: boolean
  /** Numbers stand at the end, so that digits line up. */
  readonly numeric?: boolean
}

interface TableProps<Row> {
  /** What the table lists. */
  readonly caption: string
  readonly hideCaption?: boolean
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Shown instead of the rows of an empty table. */
  readonly empty?: ReactNode
  /** What belongs to a row and needs more room than a column: below its cells. Null for none. */
  readonly details?: (row: Row) => ReactNode
}

/**
 * A table where there is room, cards where there is none: its own width decides, not the window's. The roles are written out,
 * because `display: block` takes a table's own ones away.
 */
export function Table<Row>({ caption, hideCaption = false, columns, rows, keyOf, empty, details }: TableProps<Row>) {
  if (rows.length === 0 && empty !== undefined) return empty
  return (
    <div className="@container min-w-0">
      <table role="table" className="block w-full border-separate border-spacing-0 text-start text-base @2xl:table">
        <caption className={hideCaption ? 'sr-only' : 'block pb-3 text-start text-lg font-semibold @2xl:table-caption'}>
          {caption}
        </caption>
        <thead role="rowgroup" className="sr-only @2xl:not-sr-only @2xl:table-header-group">
          <tr role="row">
            {columns.map(({ id, label, numeric }) => (
              <th
                key={id}
                role="columnheader"
                scope="col"
                className={classNames(
                  'border-y border-line bg-sunken px-3 py-2 align-bottom text-xs font-medium break-keep text-muted first:border-s first:rounded-s-control last:border-e last:rounded-e-control',
                  numeric === true ? 'text-end' : 'text-start',
                )}
              >
                {label}
              </th>
            ))}
          </tr>
        </thead>
        {details === undefined ? (
          <tbody role="rowgroup" className="flex flex-col gap-3 @2xl:table-row-group">
            {rows.map((row) => (
              <TableRow key={keyOf(row)} row={row} columns={columns} className={`${CARD} @2xl:hover:bg-hover/50`} />
            ))}
          </tbody>
        ) : (
          rows.map((row) => (
            <tbody key={keyOf(row)} role="rowgroup" className={`block ${CARD} not-last:mb-3 @2xl:table-row-group`}>
              <DetailedRow row={row} columns={columns} details={details(row)} />
            </tbody>
          ))
        )}
      </table>
    </div>
  )
}

const CARD =
  'rounded-card border border-line bg-surface p-4 @2xl:rounded-none @2xl:border-0 @2xl:bg-transparent @2xl:p-0'

interface RowProps<Row> {
  readonly row: Row
  readonly columns: readonly Column<Row>[]
}

function TableRow<Row>({ row, columns, className = '' }: RowProps<Row> & { readonly className?: string }) {
  return (
    <tr role="row" className={classNames('grid gap-x-4 gap-y-2 @2xl:table-row', className)}>
      {columns.map((column) => (
        <TableCell key={column.id} row={row} column={column} />
      ))}
    </tr>
  )
}

function DetailedRow<Row>({ row, columns, details }: RowProps<Row> & { readonly details: ReactNode }) {
  if (details === null) return <TableRow row={row} columns={columns} />
  return (
    <>
      <TableRow row={row} columns={columns} className="@2xl:*:border-b-0! @2xl:*:pb-1!" />
      <tr role="row" className="block pt-3 @2xl:table-row">
        <td
          role="cell"
          colSpan={columns.length}
          className="block @2xl:table-cell @2xl:border-b @2xl:border-line @2xl:px-3 @2xl:pb-row"
        >
          {details}
        </td>
      </tr>
    </>
  )
}

const CELL =
  'min-w-0 text-start align-top font-normal @2xl:table-cell @2xl:border-b @2xl:border-line @2xl:px-3 @2xl:py-row'

function TableCell<Row>({ row, column }: { readonly row: Row; readonly column: Column<Row> }) {
  const content = column.cell(row)
  if (column.heading === true) {
    return (
      <th
        role="rowheader"
        scope="row"
        className={classNames(CELL, 'block text-lg font-semibold! @2xl:text-base @2xl:font-medium!')}
      >
        {content}
      </th>
    )
  }
  return (
    <td
      role="cell"
      className={classNames(
        CELL,
        'grid grid-cols-[minmax(5rem,30%)_1fr] items-baseline gap-x-3',
        column.numeric === true && 'tabular-nums @2xl:text-end',
      )}
    >
      {/* The column's name is read out by the header; in a card it is needed by the eyes. */}
      <span aria-hidden className="text-sm text-muted @2xl:hidden">
        {column.label}
      </span>
      <div className="min-w-0">{content}</div>
    </td>
  )
}

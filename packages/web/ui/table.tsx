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
  /** That the table is sorted by it, and which way. */
  readonly sorted?: 'ascending' | 'descending' | undefined
  /** Where its head leads: the same table, sorted by it. Cards have no heads. */
  readonly sortHref?: string
  /** Stands for its label in the head of a table; in a card, nothing does. */
  readonly head?: ReactNode
}

/** Which rows are ticked, for what can be done to several at once. */
interface Selection<Row> {
  readonly keys: ReadonlySet<string>
  readonly onChange: (keys: ReadonlySet<string>) => void
  /** What its box is called: "Select OFFICE-PC". */
  readonly labelOf: (row: Row) => string
  readonly allLabel: string
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
  readonly selection?: Selection<Row> | undefined
}

/**
 * A table where there is room, cards where there is none: its own width decides, not the window's. The roles are written out,
 * because `display: block` takes a table's own ones away.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, hideCaption = false, rows, keyOf, empty, details, selection } = props
  if (rows.length === 0 && empty !== undefined) return empty
  const columns = selection === undefined ? props.columns : [boxes(selection, rows, keyOf), ...props.columns]
  return (
    <div className="@container min-w-0">
      <table role="table" className="block w-full border-separate border-spacing-0 text-start text-base @2xl:table">
        <caption className={hideCaption ? 'sr-only' : 'block pb-3 text-start text-lg font-semibold @2xl:table-caption'}>
          {caption}
        </caption>
        <thead role="rowgroup" className="sr-only @2xl:not-sr-only @2xl:table-header-group">
          <tr role="row">
            {columns.map(({ id, label, numeric, sorted, sortHref, head }) => (
              <th
                key={id}
                role="columnheader"
                scope="col"
                aria-sort={sorted}
                className={classNames(
                  'border-y border-line bg-sunken px-3 py-2 align-bottom text-xs font-medium break-keep text-muted first:border-s first:rounded-s-control last:border-e last:rounded-e-control',
                  numeric === true ? 'text-end' : 'text-start',
                )}
              >
                {head ?? (sortHref === undefined ? label : <SortLink href={sortHref} label={label} sorted={sorted} />)}
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

/** A link, so that Back undoes it; the arrow says which way it is sorted now. */
function SortLink(props: {
  readonly href: string
  readonly label: string
  readonly sorted: Column<unknown>['sorted']
}) {
  const { href, label, sorted } = props
  return (
    <>
      <a
        href={href}
        className="-my-0.75 hidden min-h-6 items-center gap-1 rounded-small border border-transparent align-bottom hover:text-text hover:underline @2xl:inline-flex"
      >
        {label}
        <span aria-hidden className={sorted === undefined ? 'opacity-0' : ''}>
          {sorted === 'descending' ? '↓' : '↑'}
        </span>
      </a>
      <span className="@2xl:hidden">{label}</span>
    </>
  )
}

/** A box before each row, and one above them for all. */
function boxes<Row>(
  { keys, onChange, labelOf, allLabel }: Selection<Row>,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Column<Row> {
  const all = rows.map(keyOf)
  const isAll = all.every((key) => keys.has(key))
  const tick = (ticked: readonly string[], isTicked: boolean) =>
    onChange(new Set([...keys].filter((key) => !ticked.includes(key)).concat(isTicked ? ticked : [])))
  return {
    id: 'box',
    label: allLabel,
    // Cards have no head: a box in it would take the focus unseen.
    head: (
      <span className="hidden @2xl:block">
        <Box label={allLabel} isTicked={isAll} onTick={(isTicked) => tick(all, isTicked)} />
      </span>
    ),
    cell: (row) => (
      <Box label={labelOf(row)} isTicked={keys.has(keyOf(row))} onTick={(isTicked) => tick([keyOf(row)], isTicked)} />
    ),
  }
}

function Box(props: {
  readonly label: string
  readonly isTicked: boolean
  readonly onTick: (isTicked: boolean) => void
}) {
  const { label, isTicked, onTick } = props
  return (
    <label className="-m-1 grid size-7 place-items-center">
      <span className="sr-only">{label}</span>
      <input
        type="checkbox"
        className="lk-check size-4.5 rounded-small"
        checked={isTicked}
        onChange={(event) => onTick(event.target.checked)}
      />
    </label>
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
  'min-w-0 text-start align-baseline font-normal @2xl:table-cell @2xl:border-b @2xl:border-line @2xl:px-3 @2xl:py-row'

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
      {column.head === undefined && (
        <span aria-hidden className="text-sm text-muted @2xl:hidden">
          {column.label}
        </span>
      )}
      <div className="min-w-0">{content}</div>
    </td>
  )
}

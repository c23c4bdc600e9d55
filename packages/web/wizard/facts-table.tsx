import type { Line, TableControl, TableRow } from '@latchkey/wizard/flow/screen'
import { Status } from '../ui/status.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { plainText } from './plain-text.ts'

/** A table to be read: how a row stands is said by a sign and in words. */
export function FactsTable({ control, caption }: { readonly control: TableControl; readonly caption: string }) {
  const { columns, rows } = control
  if (rows.length === 0) return null
  return (
    <div
      data-control={control.name}
      className="md:rounded-card md:border md:border-line md:bg-surface md:p-2 md:[&_tbody:last-child_td]:border-b-0! md:[&_tbody:last-child_th]:border-b-0!"
    >
      <Table
        caption={caption}
        hideCaption
        columns={columns.map((label, at): Column<TableRow> => ({
          id: label,
          label,
          heading: at === 0,
          cell: (row) => <Cell row={row} at={at} />,
        }))}
        rows={rows}
        keyOf={({ id }) => id}
      />
    </div>
  )
}

function Cell({ row, at }: { readonly row: TableRow; readonly at: number }) {
  const text = plainText(row.cells[at] ?? '')
  if (at === row.stated) return <Status tone={TONES[row.tone]}>{text}</Status>
  return <bdi className="wrap-anywhere">{text}</bdi>
}

const TONES = {
  plain: 'neutral',
  quiet: 'neutral',
  good: 'success',
  warning: 'warning',
  error: 'danger',
} as const satisfies Record<Line['tone'], string>

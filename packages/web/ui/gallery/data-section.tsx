import { Monitor } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../button.tsx'
import { DefinitionList } from '../definition-list.tsx'
import { EmptyState } from '../empty-state.tsx'
import { KeyTail } from '../key-tail.tsx'
import { NameText } from '../name-text.tsx'
import { RelativeTime } from '../relative-time.tsx'
import { SelectControl } from '../select-field.tsx'
import { Badge, Status } from '../status.tsx'
import { type Column, Table } from '../table.tsx'
import { Timeline } from '../timeline.tsx'
import { Columns, Section, Specimen, Stack } from './specimen.tsx'
import { EVENTS, LICENSES, type LicenseRow, NOW } from './samples.ts'

export function DataSection() {
  return (
    <Section id="data" title="Data">
      <Specimen title="Table, cards where it is narrow">
        <LicenseTable />
      </Specimen>
      <Columns>
        <Specimen title="Table in a narrow place">
          <Table caption="Seats" columns={SEAT_COLUMNS} rows={LICENSES} keyOf={(row) => row.id} />
        </Specimen>
        <Stack>
          <Specimen title="Status, badge">
            <div className="grid gap-2 sm:grid-cols-2">
              <Status tone="success">Succeeded</Status>
              <Status tone="warning">Expires in 6 days</Status>
              <Status tone="danger">Refused</Status>
              <Status tone="info">Associated</Status>
              <Status tone="neutral">Not activated</Status>
              <Status tone="busy">Activating</Status>
              <span className="flex flex-wrap gap-2 sm:col-span-2">
                <Badge tone="success">Active</Badge>
                <Badge tone="warning">In grace</Badge>
                <Badge tone="danger">Revoked</Badge>
                <Badge tone="info">Trial</Badge>
                <Badge tone="neutral">Idle</Badge>
                <Badge tone="busy">Waiting</Badge>
              </span>
            </div>
          </Specimen>
          <Specimen title="Definition list, names">
            <DefinitionList
              items={[
                { term: 'Product', description: 'Commissioning Tool' },
                { term: 'Activated on', description: <NameText name="OFFICE-PC" /> },
                { term: 'Name with tricks', description: <NameText name={'<b>PC</b> \u202Egpj.exe'} /> },
                { term: 'Long name', description: <NameText name={'N'.repeat(10_000)} /> },
                { term: 'Last seen', description: <RelativeTime at={NOW - 3 * 86_400_000} now={NOW} /> },
                { term: 'Expires', description: <RelativeTime at={NOW + 40 * 86_400_000} now={NOW} /> },
              ]}
            />
          </Specimen>
        </Stack>
      </Columns>
      <Columns>
        <Specimen title="Timeline">
          <Timeline label="History of the license" entries={EVENTS} now={NOW} />
        </Specimen>
        <Specimen title="Empty state">
          <EmptyState
            icon={<Monitor />}
            title="No license on this PC"
            action={<Button variant="primary">Activate a license</Button>}
          >
            Have your activation key at hand, or sign in to your Software Download account.
          </EmptyState>
        </Specimen>
      </Columns>
    </Section>
  )
}

const SEAT_COLUMNS: readonly Column<LicenseRow>[] = [
  { id: 'product', label: 'Product', heading: true, cell: (row) => row.product },
  { id: 'status', label: 'Status', cell: (row) => <Status tone={row.tone}>{row.status}</Status> },
  { id: 'host', label: 'Activated on', cell: (row) => <NameText name={row.host} /> },
]

type Action = 'none' | 'activate'

function LicenseTable() {
  const [actions, setActions] = useState<Readonly<Record<string, Action>>>({})
  const columns: readonly Column<LicenseRow>[] = [
    { id: 'product', label: 'Product', heading: true, cell: (row) => row.product },
    { id: 'edition', label: 'Edition', cell: (row) => row.edition },
    { id: 'key', label: 'Key', cell: (row) => <KeyTail last5={row.last5} /> },
    { id: 'account', label: 'Associated to', cell: (row) => <NameText name={row.account} /> },
    { id: 'host', label: 'Activated on', cell: (row) => <NameText name={row.host} /> },
    { id: 'expires', label: 'Expires', numeric: true, cell: (row) => <RelativeTime at={row.expires} now={NOW} /> },
    {
      id: 'action',
      label: 'Action',
      cell: (row) => (
        <div className="flex flex-col @2xl:min-w-36 gap-1.5">
          <SelectControl<Action>
            label={`Action for ${row.product}`}
            value={actions[row.id] ?? 'none'}
            onChange={(action) => setActions({ ...actions, [row.id]: action })}
            options={[
              { value: 'none', label: 'No change' },
              { value: 'activate', label: 'Activate', ...(row.refused === null ? {} : { disabled: row.refused }) },
            ]}
          />
          {row.refused !== null && (
            <p className="text-sm text-muted">
              Not possible: {row.refused.reason} {row.refused.wayOut}
            </p>
          )}
        </div>
      ),
    },
  ]
  return <Table caption="Licenses of this key" columns={columns} rows={LICENSES} keyOf={(row) => row.id} />
}

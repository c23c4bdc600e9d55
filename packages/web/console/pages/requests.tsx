import { Inbox } from 'lucide-react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useList } from '../parts/list.ts'
import { Listing } from '../parts/listing.tsx'
import { customerOf, counted, REASONS, REQUEST_STATES, type ReturnRequest } from '../parts/words.ts'
import { goTo } from '../../app/router.tsx'

const STATES = ['open', 'returned', 'refused', 'withdrawn'] as const

/** Support's queue. The oldest open request stands first: that customer waits longest. */
export function Requests() {
  const { state = 'open' } = useAddress<{ state?: (typeof STATES)[number] }>()
  return (
    <>
      <PageHead
        title="Return requests"
        about="Customers whose PC is gone. The one who has waited longest stands first."
      />
      <Tabs
        label="State"
        value={state}
        onChange={(next) => goTo(hrefOf('/console/requests', next === 'open' ? {} : { state: next }))}
        tabs={STATES.map((id) => ({ id, label: REQUEST_STATES[id].label, panel: <Queue state={id} /> }))}
      />
    </>
  )
}

function Queue({ state }: { readonly state: (typeof STATES)[number] }) {
  const list = useList('listReturnRequests', { query: { state } })
  return (
    <Listing
      list={list}
      path="/console/requests"
      caption={`${REQUEST_STATES[state].label} return requests`}
      columns={state === 'open' ? COLUMNS : [...COLUMNS, STATE_COLUMN]}
      timeColumn="waiting"
      sortedBy="oldest"
      csv={CSV}
      empty={<NoRequests state={state} />}
    />
  )
}

const CSV: CsvColumns<ReturnRequest> = {
  id: ({ id }) => id,
  customer: ({ email }) => email,
  reason: ({ reason }) => REASONS[reason].label,
  'key, last five': ({ keyLast5 }) => keyLast5,
  licenses: ({ licenses }) => licenses.map(({ id }) => id).join(' '),
  state: ({ state }) => REQUEST_STATES[state].label,
  risk: ({ risk }) => risk.level,
  opened: ({ openedAt }) => openedAt,
}

const COLUMNS: readonly Column<ReturnRequest>[] = [
  {
    id: 'customer',
    label: 'Customer',
    heading: true,
    cell: (request) => (
      <Link href={`/console/requests/${request.id}`}>
        <NameText name={customerOf(request)} />
      </Link>
    ),
  },
  { id: 'reason', label: 'Reason', cell: ({ reason }) => REASONS[reason].label },
  {
    id: 'key',
    label: 'Key',
    cell: ({ keyLast5 }) =>
      keyLast5 === null ? <span className="text-muted">none given</span> : <KeyTail last5={keyLast5} />,
  },
  {
    id: 'licenses',
    label: 'Licenses',
    cell: ({ licenses }) => (
      <span title={licenses.map(({ productName }) => productName).join(', ')}>
        {counted(licenses.length, 'license')}
      </span>
    ),
  },
  { id: 'risk', label: 'Risk', cell: ({ risk }) => <Risk level={risk.level} /> },
  { id: 'waiting', label: 'Waiting since', cell: ({ openedAt }) => <Ago at={openedAt} /> },
]

function Risk({ level }: { readonly level: ReturnRequest['risk']['level'] }) {
  return level === 'high' ? <Status tone="danger">High</Status> : <span className="text-muted">Ordinary</span>
}

const STATE_COLUMN: Column<ReturnRequest> = {
  id: 'state',
  label: 'State',
  cell: ({ state }) => <Status tone={REQUEST_STATES[state].tone}>{REQUEST_STATES[state].label}</Status>,
}

function NoRequests({ state }: { readonly state: (typeof STATES)[number] }) {
  if (state !== 'open') {
    return (
      <EmptyState
        icon={<Inbox />}
        title={`No ${REQUEST_STATES[state].label.toLowerCase()} requests`}
        action={<ButtonLink href="/console/requests">See the open ones</ButtonLink>}
      >
        Requests land here once they are {REQUEST_STATES[state].label.toLowerCase()}.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<Inbox />}
      title="Nobody is waiting"
      action={<ButtonLink href="/console/licenses">Look at licenses</ButtonLink>}
    >
      Requests come from the wizard, the portal and your help desk. A customer on the phone can be helped at once:
      search for the key, then return the license on its page.
    </EmptyState>
  )
}

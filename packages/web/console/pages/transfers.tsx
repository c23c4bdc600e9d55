import type { AnswerOf } from '@latchkey/contract/operations'
import { ArrowRightLeft } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useAction } from '../../app/api.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { RadioCards } from '../../ui/radio-cards.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useList } from '../parts/list.ts'
import { Listing } from '../parts/listing.tsx'
import { useMay } from '../parts/may.ts'
import { goTo } from '../../app/router.tsx'

type Transfer = AnswerOf<'listTransfers'>['items'][number]
type State = Transfer['state']

const STATES: Record<State, { readonly label: string; readonly tone: StatusTone }> = {
  offered: { label: 'Offered', tone: 'info' },
  accepted: { label: 'Accepted', tone: 'success' },
  withdrawn: { label: 'Withdrawn', tone: 'neutral' },
  expired: { label: 'Expired', tone: 'neutral' },
  disputed: { label: 'Disputed', tone: 'danger' },
  kept: { label: 'Kept', tone: 'success' },
  reversed: { label: 'Reversed', tone: 'warning' },
}

const SHOWN = ['disputed', 'offered', 'accepted'] as const

/** Transfers between accounts; the disputed ones wait for Support. */
export function Transfers() {
  const { state = 'disputed' } = useAddress<{ state?: State | 'all' }>()
  return (
    <>
      <PageHead title="Transfers" about="Licenses that one account offered to another. Disputed ones wait for you." />
      <Tabs
        label="State"
        value={state}
        onChange={(next) => goTo(hrefOf('/console/transfers', { state: next }))}
        tabs={[
          ...SHOWN.map((id) => ({ id, label: STATES[id].label, panel: <List state={id} /> })),
          { id: 'all', label: 'All', panel: <List state="all" /> },
        ]}
      />
    </>
  )
}

function List({ state }: { readonly state: State | 'all' }) {
  const list = useList('listTransfers', { query: { state: state === 'all' ? undefined : state } })
  const [settling, setSettling] = useState<Transfer | null>(null)
  const may = useMay()
  const columns: readonly Column<Transfer>[] =
    state === 'disputed' && may('transfers:decide')
      ? [
          ...COLUMNS,
          {
            id: 'settle',
            label: 'Settle',
            cell: (transfer) => (
              <Button size="small" onClick={() => setSettling(transfer)}>
                Settle …
              </Button>
            ),
          },
        ]
      : COLUMNS
  return (
    <>
      <Listing
        list={list}
        path="/console/transfers"
        caption="Transfers"
        columns={columns}
        timeColumn="offered"
        csv={CSV}
        empty={
          <EmptyState
            icon={<ArrowRightLeft />}
            title={state === 'disputed' ? 'No dispute' : 'No transfer here'}
            action={<ButtonLink href="/console/transfers?state=all">See all transfers</ButtonLink>}
          >
            Owners offer licenses at the portal; the other side accepts by a link.
          </EmptyState>
        }
      />
      {settling !== null && <SettleDialog transfer={settling} onClose={() => setSettling(null)} />}
    </>
  )
}

const CSV: CsvColumns<Transfer> = {
  id: ({ id }) => id,
  licenses: ({ licenses }) => licenses.map(({ id }) => id).join(' '),
  from: ({ from }) => from.name,
  to: ({ to, email }) => to?.name ?? email,
  state: ({ state }) => STATES[state].label,
  offered: ({ offeredAt }) => offeredAt,
  accepted: ({ acceptedAt }) => acceptedAt,
  dispute: ({ dispute }) => dispute,
}

const COLUMNS: readonly Column<Transfer>[] = [
  {
    id: 'licenses',
    label: 'Licenses',
    heading: true,
    cell: ({ licenses }) => (
      <ul>
        {licenses.map(({ id, productName }) => (
          <li key={id}>
            <Link href={`/console/licenses/${id}`}>{productName}</Link>
          </li>
        ))}
      </ul>
    ),
  },
  {
    id: 'from',
    label: 'From',
    cell: ({ from }) => (
      <Link href={`/console/accounts/${from.id}`}>
        <NameText name={from.name} />
      </Link>
    ),
  },
  {
    id: 'to',
    label: 'To',
    cell: ({ to, email }) =>
      to === null ? (
        <NameText name={email} />
      ) : (
        <Link href={`/console/accounts/${to.id}`}>
          <NameText name={to.name} />
        </Link>
      ),
  },
  { id: 'offered', label: 'Offered', cell: ({ offeredAt }) => <Ago at={offeredAt} /> },
  {
    id: 'state',
    label: 'State',
    cell: ({ state }) => <Status tone={STATES[state].tone}>{STATES[state].label}</Status>,
  },
]

function SettleDialog({ transfer, onClose }: { readonly transfer: Transfer; readonly onClose: () => void }) {
  const [decision, setDecision] = useState<'keep' | 'reverse'>('keep')
  const [answer, setAnswer] = useState('')
  const settle = useAction('settleTransfer')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await settle.run({ params: { id: transfer.id }, body: { decision, answer } })
    if (!done.ok) return
    toast({ title: decision === 'keep' ? 'The transfer stays' : 'The licenses went back' })
    onClose()
  }
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title="Settle the dispute"
      description={transfer.dispute ?? ''}
      actions={
        <>
          <Button variant="primary" type="submit" form="settle" busy={settle.busy}>
            {decision === 'keep' ? 'Keep the transfer' : 'Reverse the transfer'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="settle" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={settle.problem} />
        <RadioCards
          label="Decision"
          value={decision}
          onChange={setDecision}
          cards={[
            { value: 'keep', label: 'It stays', hint: `${transfer.to?.name ?? transfer.email} keeps the licenses.` },
            { value: 'reverse', label: 'It is reversed', hint: `The licenses go back to ${transfer.from.name}.` },
          ]}
        />
        <TextArea
          label="Answer to both sides"
          required
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
          maxLength={2000}
        />
      </form>
    </Dialog>
  )
}

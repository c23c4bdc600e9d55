import type { AnswerOf } from '@latchkey/contract/operations'
import { Mail as MailIcon } from 'lucide-react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useAction } from '../../app/api.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useList } from '../parts/list.ts'
import { Listing } from '../parts/listing.tsx'
import { SendAgain } from '../parts/outcomes.tsx'
import { useMay } from '../parts/may.ts'
import { goTo } from '../../app/router.tsx'

type Mail = AnswerOf<'listMails'>['items'][number]

const STATES: Record<Mail['state'], { readonly label: string; readonly tone: StatusTone }> = {
  waiting: { label: 'Waiting', tone: 'info' },
  sent: { label: 'Sent', tone: 'success' },
  dead: { label: 'Given up', tone: 'danger' },
}

/** Mails to customers and staff; those that were given up can be sent again. */
export function Mails() {
  const { state = 'dead' } = useAddress<{ state?: Mail['state'] }>()
  return (
    <>
      <PageHead
        title="Mail"
        about="What was sent to customers and staff. Nothing is lost while the mail server is away."
      />
      <Tabs
        label="State"
        value={state}
        onChange={(next) => goTo(hrefOf('/console/mails', { state: next }))}
        tabs={(['dead', 'waiting', 'sent'] as const).map((id) => ({
          id,
          label: STATES[id].label,
          panel: <List state={id} />,
        }))}
      />
    </>
  )
}

function List({ state }: { readonly state: Mail['state'] }) {
  const list = useList('listMails', { query: { state } })
  const may = useMay()
  return (
    <Listing
      list={list}
      path="/console/mails"
      caption="Mails"
      columns={COLUMNS}
      timeColumn="made"
      csv={CSV}
      {...(state === 'dead' && may('mails:write') ? { forSeveral: RETRY } : {})}
      empty={
        <EmptyState
          icon={<MailIcon />}
          title={state === 'dead' ? 'Every mail got through' : 'No mail here'}
          action={<ButtonLink href="/console/mails?state=sent">Look at sent mail</ButtonLink>}
        >
          Mails that could not be delivered wait here until they are sent again.
        </EmptyState>
      }
    />
  )
}

const CSV: CsvColumns<Mail> = {
  id: ({ id }) => id,
  to: ({ to }) => to,
  mail: ({ template }) => template,
  state: ({ state }) => STATES[state].label,
  attempts: ({ attempts }) => attempts,
  'last error': ({ lastError }) => lastError,
  made: ({ createdAt }) => createdAt,
}

const COLUMNS: readonly Column<Mail>[] = [
  { id: 'to', label: 'To', heading: true, cell: ({ to }) => <NameText name={to} /> },
  { id: 'template', label: 'Mail', cell: ({ template }) => template.replaceAll('-', ' ') },
  {
    id: 'state',
    label: 'State',
    cell: ({ state, lastError }) => (
      <>
        <Status tone={STATES[state].tone}>{STATES[state].label}</Status>
        {lastError !== null && (
          <span className="block text-sm text-muted">
            <NameText name={lastError} />
          </span>
        )}
      </>
    ),
  },
  { id: 'attempts', label: 'Attempts', numeric: true, cell: ({ attempts }) => attempts },
  { id: 'made', label: 'Made', cell: ({ createdAt }) => <Ago at={createdAt} /> },
]

const labelOf = ({ template, to }: Mail) => `${template.replaceAll('-', ' ')} to ${to}`

const RETRY = {
  labelOf,
  actions: (mails: readonly Mail[], done: () => void) => <Retry mails={mails} done={done} />,
}

function Retry({ mails, done }: { readonly mails: readonly Mail[]; readonly done: () => void }) {
  const retry = useAction('retryMail', { quietly: true })
  return <SendAgain rows={mails} labelOf={labelOf} send={(id) => retry.run({ params: { id } })} done={done} />
}

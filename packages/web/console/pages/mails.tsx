import type { AnswerOf } from '@latchkey/contract/operations'
import { Mail as MailIcon, RefreshCw } from 'lucide-react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead, Pages } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useToast } from '../../ui/toast.tsx'
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
  const { cursor } = useAddress()
  const read = useRead('listMails', { query: { state, ...(cursor === undefined ? {} : { cursor }) } })
  const may = useMay()
  const columns: readonly Column<Mail>[] =
    state === 'dead' && may('mails:write')
      ? [...COLUMNS, { id: 'retry', label: 'Again', cell: (mail) => <Retry mail={mail} /> }]
      : COLUMNS
  return (
    <Loaded read={read}>
      {({ items, nextCursor }) => (
        <>
          <Table
            caption="Mails"
            hideCaption
            columns={columns}
            rows={items}
            keyOf={({ id }) => id}
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
          <Pages
            cursor={cursor}
            nextCursor={nextCursor}
            hrefOf={(next) => hrefOf('/console/mails', { state, cursor: next })}
          />
        </>
      )}
    </Loaded>
  )
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

function Retry({ mail }: { readonly mail: Mail }) {
  const retry = useAction('retryMail')
  const toast = useToast()
  const press = async () => {
    const done = await retry.run({ params: { id: mail.id } })
    toast(
      done.ok
        ? { title: 'It is tried again' }
        : { title: done.error.title, description: done.error.wayOut, tone: 'danger' },
    )
  }
  return (
    <Button size="small" busy={retry.busy} icon={<RefreshCw aria-hidden />} onClick={() => void press()}>
      Send again
    </Button>
  )
}

import type { AnswerOf } from '@latchkey/contract/operations'
import { Handshake } from 'lucide-react'
import { useState } from 'react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead, Pages } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { goTo } from '../../app/router.tsx'
import { useSession } from '../../app/session.tsx'
import { Ago, Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { HandoverRows } from '../parts/handover-rows.tsx'
import { useMay } from '../parts/may.ts'
import { counted } from '../parts/words.ts'

type Handover = AnswerOf<'listHandovers'>['items'][number]
type State = Handover['state']

const STATES: Record<State, { readonly label: string; readonly tone: StatusTone }> = {
  'needs-second-agent': { label: 'Second agent', tone: 'warning' },
  held: { label: 'On hold', tone: 'info' },
  done: { label: 'Done', tone: 'success' },
  cancelled: { label: 'Taken back', tone: 'neutral' },
  objected: { label: 'Owner said no', tone: 'danger' },
  undone: { label: 'Undone', tone: 'neutral' },
}

const SHOWN = ['needs-second-agent', 'held', 'done'] as const

/** What Support has given to another account, and what waits for somebody. */
export function Handovers() {
  const { state = 'needs-second-agent', open } = useAddress<{ state?: State | 'all'; open?: string }>()
  return (
    <>
      <PageHead
        title="Handovers"
        about="Licenses of people who have left, and owners that Support appoints. Begin one on the page of the account."
      />
      <Tabs
        label="State"
        value={state}
        onChange={(next) => goTo(hrefOf('/console/handovers', { state: next }))}
        tabs={[
          ...SHOWN.map((id) => ({ id, label: STATES[id].label, panel: <List state={id} /> })),
          { id: 'all', label: 'All', panel: <List state="all" /> },
        ]}
      />
      {open !== undefined && <Named id={open} onClose={() => goTo(hrefOf('/console/handovers', { state }))} />}
    </>
  )
}

/** The one that a search has found. */
function Named({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const read = useRead('getHandover', { params: { id } })
  return <Loaded read={read}>{(handover) => <HandoverDialog handover={handover} onClose={onClose} />}</Loaded>
}

function List({ state }: { readonly state: State | 'all' }) {
  const { cursor } = useAddress()
  const read = useRead('listHandovers', {
    query: { ...(state === 'all' ? {} : { state }), ...(cursor === undefined ? {} : { cursor }) },
  })
  const [opened, setOpened] = useState<Handover | null>(null)
  const columns: readonly Column<Handover>[] = [
    ...COLUMNS,
    {
      id: 'look',
      label: 'Look',
      cell: (handover) => (
        <Button size="small" onClick={() => setOpened(handover)}>
          Open …
        </Button>
      ),
    },
  ]
  return (
    <Loaded read={read}>
      {({ items, nextCursor }) => (
        <>
          <Table
            caption="Handovers"
            hideCaption
            columns={columns}
            rows={items}
            keyOf={({ id }) => id}
            empty={
              <EmptyState
                icon={<Handshake />}
                title="No handover here"
                action={<ButtonLink href="/console/handovers?state=all">See all handovers</ButtonLink>}
              >
                Licenses of somebody who has left are handed over on the page of their account.
              </EmptyState>
            }
          />
          <Pages
            cursor={cursor}
            nextCursor={nextCursor}
            hrefOf={(next) => hrefOf('/console/handovers', { state, cursor: next })}
          />
          {opened !== null && <HandoverDialog handover={opened} onClose={() => setOpened(null)} />}
        </>
      )}
    </Loaded>
  )
}

const COLUMNS: readonly Column<Handover>[] = [
  {
    id: 'what',
    label: 'What',
    heading: true,
    cell: ({ kind, licenses }) => (kind === 'ownership' ? 'Owner' : counted(licenses, 'license')),
  },
  { id: 'from', label: 'From', cell: ({ from }) => <AccountLink {...from} /> },
  { id: 'to', label: 'To', cell: ({ to }) => <AccountLink {...to} /> },
  {
    id: 'state',
    label: 'State',
    cell: ({ state }) => <Status tone={STATES[state].tone}>{STATES[state].label}</Status>,
  },
  { id: 'decided', label: 'Decided', cell: ({ decidedAt }) => <Ago at={decidedAt} /> },
]

function AccountLink({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <Link href={`/console/accounts/${id}`}>
      <NameText name={name} />
    </Link>
  )
}

/** One handover with what may be done about it now. */
function HandoverDialog({ handover, onClose }: { readonly handover: Handover; readonly onClose: () => void }) {
  const { id, kind, from, to, state, note, objection, executeAt, undoUntil, rows, licenses, by } = handover
  const may = useMay()
  const toast = useToast()
  const { person } = useSession()
  const [answer, setAnswer] = useState('')
  const approve = useAction('approveHandover')
  const cancel = useAction('cancelHandover')
  const undo = useAction('undoHandover')
  const run = async (action: typeof approve | typeof cancel | typeof undo, title: string) => {
    if (!(await action.run({ params: { id }, body: { note: answer } })).ok) return
    toast({ title })
    onClose()
  }
  const isWaiting = state === 'held' || state === 'needs-second-agent'
  const isOwn = by.id === person.id
  const mayAct = may('transfers:decide') && (isWaiting || undoUntil !== null)
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={
        kind === 'ownership'
          ? `${to.name} as owner of ${from.name}`
          : `${counted(licenses, 'license')} of ${from.name} to ${to.name}`
      }
      description={STATES[state].label}
      actions={
        <>
          {mayAct && state === 'needs-second-agent' && (
            <Button
              variant="primary"
              busy={approve.busy}
              onClick={() => void run(approve, 'Agreed')}
              disabledReason={isOwn ? 'You made this decision; somebody else must agree to it.' : undefined}
            >
              Agree
            </Button>
          )}
          {mayAct && isWaiting && (
            <Button busy={cancel.busy} onClick={() => void run(cancel, 'The handover was taken back')}>
              Take it back
            </Button>
          )}
          {mayAct && undoUntil !== null && (
            <Button busy={undo.busy} onClick={() => void run(undo, 'The handover was undone')}>
              Undo the handover
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      <p className="whitespace-pre-wrap">{note}</p>
      {objection !== null && (
        <p className="whitespace-pre-wrap">
          <span className="font-medium">The owner has said no:</span> {objection}
        </p>
      )}
      {executeAt !== null && (
        <p>
          It is carried out by itself on <Day at={executeAt} never="" />; the owner may say no until then.
        </p>
      )}
      {undoUntil !== null && (
        <p>
          It can be undone until <Day at={undoUntil} never="" />; what has gone further stays where it is.
        </p>
      )}
      <HandoverRows rows={rows} />
      {mayAct && (
        <TextArea
          label="Note for the history"
          optional
          rows={2}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
          maxLength={2000}
        />
      )}
      <ProblemView problem={approve.problem ?? cancel.problem ?? undo.problem} />
    </Dialog>
  )
}

import { Gavel, Undo2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useIdParam } from '../../app/address.ts'
import { useAction, useRead } from '../../app/api.ts'
import { Id } from '../../app/id.tsx'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { Link } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Badge, StatusIcon } from '../../ui/status.tsx'
import { Table } from '../../ui/table.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { DecisionDialog } from '../parts/late-dialogs.ts'
import { History } from '../parts/history.tsx'
import { LICENSE_COLUMNS } from '../parts/license-cells.tsx'
import { useMay } from '../parts/may.ts'
import { EmergencyGrant, PendingDecision, UndoCase } from '../parts/pending-decision.tsx'
import {
  customerOf,
  CHANNELS,
  counted,
  DECISIONS,
  REASONS,
  REQUEST_STATES,
  type ReturnCase,
  STAGES,
} from '../parts/words.ts'

/** One case with all that is needed to decide it. */
export function RequestPage() {
  const id = useIdParam()
  const read = useRead('getReturnRequest', { params: { id } })
  return (
    <Loaded read={read} page="Return request">
      {(request) => <Case request={request} />}
    </Loaded>
  )
}

function Case({ request }: { readonly request: ReturnCase }) {
  const may = useMay()
  const [deciding, setDeciding] = useState(false)
  const isOpen = request.state === 'open'
  return (
    <>
      <PageHead
        parent={{ href: '/console/requests', label: 'Return requests' }}
        title={<NameText name={customerOf(request)} />}
        about={<CaseBadges request={request} />}
        actions={
          isOpen &&
          may('return-requests:decide') && (
            <Button
              variant="primary"
              icon={<Gavel aria-hidden />}
              onClick={() => setDeciding(true)}
              disabledReason={request.pending === null ? undefined : 'A decision waits already; see below.'}
            >
              Decide …
            </Button>
          )
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          {request.pending !== null && <PendingDecision request={request} pending={request.pending} />}
          {request.emergencyGrantedUntil !== null && (
            <EmergencyGrant request={request} until={request.emergencyGrantedUntil} />
          )}
          {request.undoUntil !== null && may('return-requests:decide') && (
            <UndoCase request={request} undoUntil={request.undoUntil} />
          )}
          {isOpen && request.pending === null && <Recommendation request={request} />}
          <Card title="What the customer says">
            {request.message === '' ? (
              <p className="text-muted">Nothing beyond the reason: {REASONS[request.reason].label}.</p>
            ) : (
              <p className="max-w-prose whitespace-pre-wrap">{request.message}</p>
            )}
            {request.answer !== null && (
              <div className="mt-4 border-t border-line pt-4">
                <p className="mb-1 text-sm font-medium text-muted">Answered</p>
                <p className="max-w-prose whitespace-pre-wrap">{request.answer}</p>
              </div>
            )}
          </Card>
          <Table
            caption={`${counted(request.licenses.length, 'license')} asked about`}
            columns={LICENSE_COLUMNS}
            rows={request.licenses}
            keyOf={(license) => license.id}
            empty={<Message tone="warning" title="No license fits what the customer named" />}
          />
          <Card title="History">
            <History label="History of this case" events={request.events} comments={request.comments} />
          </Card>
          {isOpen && may('return-requests:write') && <Comment request={request} />}
        </div>
        <Facts request={request} />
      </div>
      {deciding && <DecisionDialog onClose={() => setDeciding(false)} request={request} />}
    </>
  )
}

function CaseBadges({ request: { state, stage, risk } }: { readonly request: ReturnCase }) {
  const shown = state === 'open' ? STAGES[stage] : REQUEST_STATES[state]
  return (
    <span className="flex flex-wrap gap-2">
      <Badge tone={shown.tone}>{shown.label}</Badge>
      {risk.level === 'high' && <Badge tone="danger">High risk</Badge>}
    </span>
  )
}

function Recommendation({ request: { recommended, risk } }: { readonly request: ReturnCase }) {
  return (
    <Message
      tone={risk.level === 'high' ? 'warning' : 'info'}
      title={`Recommended: ${DECISIONS[recommended].label.toLowerCase()}`}
    >
      {risk.flags.length === 0 ? (
        <p>Nothing speaks against it.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {risk.flags.map(({ flag, words }) => (
            <li key={flag} className="flex items-start gap-2">
              <StatusIcon tone="warning" className="mt-0.75" />
              <span className="min-w-0">{words}</span>
            </li>
          ))}
        </ul>
      )}
    </Message>
  )
}

function Facts({ request }: { readonly request: ReturnCase }) {
  const { id, channel, externalId, reason, keyId, keyLast5, accountId, openedAt, dueAt, closedAt } = request
  const contact = request.rows
    .flatMap(({ lastContactAt }) => (lastContactAt === null ? [] : [lastContactAt]))
    .toSorted()
  const lastContactAt = contact.at(-1)
  return (
    <Card title="Facts">
      <DefinitionList
        items={[
          { term: 'Reason', description: REASONS[reason].label },
          { term: 'Asked', description: <Ago at={openedAt} /> },
          closedAt === null
            ? { term: 'Answer due', description: <Ago at={dueAt} /> }
            : { term: 'Closed', description: <Ago at={closedAt} /> },
          {
            term: 'Came by',
            description: externalId === null ? CHANNELS[channel] : `${CHANNELS[channel]} ${externalId}`,
          },
          {
            term: 'Key',
            description:
              keyId === null ? (
                <span className="text-muted">none given</span>
              ) : (
                <Link href={`/console/keys/${keyId}`}>
                  <KeyTail last5={keyLast5 ?? ''} />
                </Link>
              ),
          },
          {
            term: 'Account',
            description:
              accountId === null ? (
                <span className="text-muted">not signed in</span>
              ) : (
                <Link href={`/console/accounts/${accountId}`}>Open</Link>
              ),
          },
          {
            term: 'Last contact of the PC',
            description:
              lastContactAt === undefined ? (
                <span className="text-muted">none is active now</span>
              ) : (
                <Ago at={lastContactAt} />
              ),
          },
          ...request.rows.slice(0, 1).map(({ returnsWithoutPc, returnsWithoutPcMax }) => ({
            term: 'Returned without its PC',
            description: `${returnsWithoutPc} of ${returnsWithoutPcMax} in the window`,
          })),
          { term: 'Request', description: <Id value={id} label="request id" /> },
        ]}
      />
    </Card>
  )
}

function Comment({ request: { id } }: { readonly request: ReturnCase }) {
  const [text, setText] = useState('')
  const [internal, setInternal] = useState(true)
  const comment = useAction('commentReturnRequest')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const said = await comment.run({ params: { id }, body: { text, internal } })
    if (said.ok) setText('')
  }
  return (
    <Card title="Add to the case">
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={comment.problem} />
        <TextArea
          label="Text"
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={2000}
        />
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Checkbox
            label="Internal note"
            hint="The customer neither sees it nor gets it by mail."
            checked={internal}
            onChange={(event) => setInternal(event.target.checked)}
          />
          <Button
            type="submit"
            busy={comment.busy}
            icon={internal ? undefined : <Undo2 aria-hidden className="-scale-x-100" />}
          >
            {internal ? 'Keep the note' : 'Send to the customer'}
          </Button>
        </div>
      </form>
    </Card>
  )
}

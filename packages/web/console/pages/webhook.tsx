import type { AnswerOf } from '@latchkey/contract/operations'
import { KeyRound, Pencil, Send, Trash2, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { useIdParam } from '../../app/address.ts'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { useNow } from '../../app/now.ts'
import { Ago, Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useList } from '../parts/list.ts'
import { Listing } from '../parts/listing.tsx'
import { useMay } from '../parts/may.ts'
import { SendAgain } from '../parts/outcomes.tsx'
import { NotFound } from '../parts/not-found.tsx'
import { type Hook, HookState, SecretDialog, WebhookDialog } from './webhooks.tsx'
import { goTo } from '../../app/router.tsx'

type Delivery = AnswerOf<'listDeliveries'>['items'][number]

/** One webhook and the log of what was sent. */
export function WebhookPage() {
  const id = useIdParam()
  const read = useRead('listWebhooks', { query: { limit: 100 } })
  return (
    <Loaded read={read} page="Webhook">
      {({ items }) => {
        const hook = items.find((item) => item.id === id)
        return hook === undefined ? <NotFound /> : <Log hook={hook} />
      }}
    </Loaded>
  )
}

const STATES: Record<Delivery['state'], { readonly label: string; readonly tone: StatusTone }> = {
  waiting: { label: 'Waiting', tone: 'info' },
  delivered: { label: 'Delivered', tone: 'success' },
  failed: { label: 'Given up', tone: 'danger' },
}

function Log({ hook }: { readonly hook: Hook }) {
  const list = useList('listDeliveries', { params: { id: hook.id } })
  const [looking, setLooking] = useState<Delivery | null>(null)
  const may = useMay()
  const now = useNow()
  const columns: readonly Column<Delivery>[] = [
    ...COLUMNS,
    {
      id: 'look',
      label: 'Message',
      cell: (delivery) => (
        <Button size="small" onClick={() => setLooking(delivery)}>
          Look
        </Button>
      ),
    },
  ]
  return (
    <>
      <PageHead
        parent={{ href: '/console/webhooks', label: 'Webhooks' }}
        title={<NameText name={hook.url} />}
        about={
          <span className="flex flex-wrap items-center gap-3">
            <span>
              <HookState hook={hook} />
            </span>
            <NameText name={hook.description} />
            {hook.oldSecretUntil !== null && Date.parse(hook.oldSecretUntil) > now && (
              <span>
                Signed with the secret before, too, until <Day at={hook.oldSecretUntil} never="" />.
              </span>
            )}
          </span>
        }
        actions={may('webhooks:write') && <Actions hook={hook} />}
      />
      <Listing
        list={list}
        path={`/console/webhooks/${hook.id}`}
        caption="Delivery log"
        columns={columns}
        timeColumn="made"
        csv={CSV}
        {...(may('webhooks:write') ? { forSeveral: REPLAY } : {})}
        empty={
          <EmptyState
            icon={<WebhookIcon />}
            title="Nothing was sent yet"
            action={may('webhooks:write') && <SendTest hook={hook} />}
          >
            Send a test message to see whether it arrives.
          </EmptyState>
        }
      />
      <Dialog
        open={looking !== null}
        wide
        onOpenChange={(next) => !next && setLooking(null)}
        title={looking?.topic ?? ''}
        description={looking === null ? '' : attemptWords(looking)}
        actions={
          <Button variant="primary" onClick={() => setLooking(null)}>
            Done
          </Button>
        }
      >
        {looking?.answer !== undefined && looking?.answer !== null && looking.answer !== '' && (
          <>
            <h3 className="mb-1 font-medium">It answered</h3>
            <pre className="mb-gap overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">
              <NameText name={looking.answer} />
            </pre>
          </>
        )}
        <h3 className="mb-1 font-medium">What was sent</h3>
        <pre tabIndex={0} className="overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs">
          {JSON.stringify(looking?.payload ?? {}, null, 2)}
        </pre>
      </Dialog>
    </>
  )
}

function attemptWords({ id, attempts, status, durationMs, problem }: Delivery): string {
  if (attempts === 0) return `${id}: not sent yet.`
  const took = durationMs === null ? '' : ` after ${durationMs} ms`
  return `${id}: ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}; the last one ended${took}. ${problem ?? `It answered ${status ?? ''}.`}`
}

const CSV: CsvColumns<Delivery> = {
  id: ({ id }) => id,
  topic: ({ topic }) => topic,
  state: ({ state }) => STATES[state].label,
  status: ({ status }) => status,
  problem: ({ problem }) => problem,
  attempts: ({ attempts }) => attempts,
  'took, ms': ({ durationMs }) => durationMs,
  made: ({ createdAt }) => createdAt,
  'next attempt': ({ nextAttemptAt }) => nextAttemptAt,
}

const COLUMNS: readonly Column<Delivery>[] = [
  {
    id: 'topic',
    label: 'Topic',
    heading: true,
    cell: ({ topic }) => <code className="font-mono text-sm">{topic}</code>,
  },
  {
    id: 'state',
    label: 'State',
    cell: ({ state }) => <Status tone={STATES[state].tone}>{STATES[state].label}</Status>,
  },
  {
    id: 'answer',
    label: 'Last answer',
    cell: ({ status, problem }) => (
      <>
        {status ?? ''}
        {problem !== null && (
          <span className="block text-sm text-muted">
            <NameText name={problem} />
          </span>
        )}
      </>
    ),
  },
  { id: 'attempts', label: 'Attempts', numeric: true, cell: ({ attempts }) => attempts },
  {
    id: 'took',
    label: 'Took',
    numeric: true,
    cell: ({ durationMs }) => (durationMs === null ? '' : `${durationMs} ms`),
  },
  { id: 'made', label: 'Made', cell: ({ createdAt }) => <Ago at={createdAt} /> },
  {
    id: 'next',
    label: 'Next attempt',
    cell: ({ nextAttemptAt }) =>
      nextAttemptAt === null ? <span className="text-muted">none</span> : <Ago at={nextAttemptAt} />,
  },
]

const REPLAY = {
  labelOf: ({ topic, id }: Delivery) => `${topic} ${id}`,
  actions: (deliveries: readonly Delivery[], done: () => void) => <Replay deliveries={deliveries} done={done} />,
}

function Replay({ deliveries, done }: { readonly deliveries: readonly Delivery[]; readonly done: () => void }) {
  const replay = useAction('replayDelivery', { quietly: true })
  const send = async (id: string) => replay.run({ params: { id } })
  return <SendAgain rows={deliveries} labelOf={REPLAY.labelOf} send={send} done={done} />
}

function SendTest({ hook }: { readonly hook: Hook }) {
  const test = useAction('testWebhook')
  const toast = useToast()
  const send = async () => {
    const done = await test.run({ params: { id: hook.id } })
    if (done.ok) toast({ title: 'A test message is on its way' })
  }
  return (
    <>
      <Button icon={<Send aria-hidden />} busy={test.busy} onClick={() => void send()}>
        Send a test
      </Button>
      <ProblemView problem={test.problem} />
    </>
  )
}

function Actions({ hook }: { readonly hook: Hook }) {
  const [editing, setEditing] = useState(false)
  const [ending, setEnding] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const rotate = useAction('rotateWebhookSecret')
  const end = useAction('deleteWebhook')
  const params = { id: hook.id }
  const renew = async () => {
    const done = await rotate.run({ params })
    if (done.ok) setSecret(done.value.secret)
  }
  const confirm = async () => {
    setEnding(false)
    const done = await end.run({ params })
    if (done.ok) goTo('/console/webhooks')
  }
  return (
    <>
      <SendTest hook={hook} />
      <Button icon={<Pencil aria-hidden />} onClick={() => setEditing(true)}>
        Change …
      </Button>
      <Button icon={<KeyRound aria-hidden />} busy={rotate.busy} onClick={() => void renew()}>
        New secret
      </Button>
      <Button icon={<Trash2 aria-hidden />} onClick={() => setEnding(true)}>
        End …
      </Button>
      <ProblemView problem={rotate.problem ?? end.problem} />
      {editing && <WebhookDialog hook={hook} onClose={() => setEditing(false)} />}
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
      <ConfirmDialog
        open={ending}
        danger
        title="End this webhook?"
        confirm="End it"
        cancel="Keep it"
        onConfirm={() => void confirm()}
        onCancel={() => setEnding(false)}
      >
        {`Nothing is sent to it any more; ${hook.waiting} waiting messages are dropped.`}
      </ConfirmDialog>
    </>
  )
}

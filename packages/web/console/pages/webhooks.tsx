import type { AnswerOf } from '@latchkey/contract/operations'
import { WEBHOOK_TOPICS, type WebhookTopic } from '@latchkey/core/webhook'
import { Plus, Webhook } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status } from '../../ui/status.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useMay } from '../parts/may.ts'
import { type SmallColumn, SmallList } from '../parts/small-list.tsx'

export type Hook = AnswerOf<'listWebhooks'>['items'][number]

/** Webhooks: whom the server tells what happens. */
export function Webhooks() {
  const may = useMay()
  const [creating, setCreating] = useState(false)
  const create = may('webhooks:write') && (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
      New webhook
    </Button>
  )
  return (
    <>
      <PageHead
        title="Webhooks"
        about="Your shop, help desk or CRM is told what happens: signed, retried for three days, logged (Standard Webhooks)."
        actions={create}
      />
      <SmallList
        name="listWebhooks"
        path="/console/webhooks"
        caption="Webhooks"
        columns={COLUMNS}
        csv={CSV}
        empty={
          <EmptyState icon={<Webhook />} title="Nobody is told yet" action={create}>
            A help desk that is told of return requests keeps KB1023’s “open a Support ticket” where it was.
          </EmptyState>
        }
      />
      {creating && <WebhookDialog hook={null} onClose={() => setCreating(false)} />}
    </>
  )
}

const CSV: CsvColumns<Hook> = {
  id: ({ id }) => id,
  address: ({ url }) => url,
  description: ({ description }) => description,
  topics: ({ topics }) => topics.join(' '),
  waiting: ({ waiting }) => waiting,
  'given up': ({ failed }) => failed,
  state: ({ enabled, failingSince }) => stateOf(enabled, failingSince),
}

function stateOf(enabled: boolean, failingSince: string | null): string {
  if (!enabled) return 'off'
  return failingSince === null ? 'on' : 'failing'
}

const COLUMNS: readonly SmallColumn<Hook>[] = [
  {
    id: 'url',
    label: 'Address',
    heading: true,
    sortBy: ({ url }) => url,
    cell: ({ id, url, description }) => (
      <>
        <Link href={`/console/webhooks/${id}`}>
          <NameText name={url} />
        </Link>
        {description !== '' && (
          <span className="block text-sm font-normal text-muted">
            <NameText name={description} />
          </span>
        )}
      </>
    ),
  },
  { id: 'topics', label: 'Topics', cell: ({ topics }) => `${topics.filter(isToldOf).length} of ${TOPICS.length}` },
  { id: 'waiting', label: 'Waiting', numeric: true, sortBy: ({ waiting }) => waiting, cell: ({ waiting }) => waiting },
  { id: 'failed', label: 'Given up', numeric: true, sortBy: ({ failed }) => failed, cell: ({ failed }) => failed },
  {
    id: 'state',
    label: 'State',
    sortBy: ({ enabled, failingSince }) => stateOf(enabled, failingSince),
    cell: (hook) => <HookState hook={hook} />,
  },
]

/** A test is sent when somebody asks for one, whatever the webhook is told of. */
const isToldOf = (topic: WebhookTopic) => topic !== 'webhook.test'
const TOPICS = WEBHOOK_TOPICS.filter(isToldOf)

const OFF_WORDS = {
  gone: 'Switched off: it answered that it takes no more messages (410).',
  failing: 'Switched off: nothing has arrived for five days.',
} as const

/** Whether messages go out and arrive. */
export function HookState({ hook: { enabled, offBecause, failingSince } }: { readonly hook: Hook }) {
  if (enabled && failingSince === null) return <Status tone="success">On</Status>
  if (enabled) {
    return (
      <>
        <Status tone="warning">Failing</Status>
        <span className="block text-sm text-muted">
          Nothing has arrived since <Ago at={failingSince ?? ''} />.
        </span>
      </>
    )
  }
  return (
    <>
      <Status tone={offBecause === null ? 'neutral' : 'danger'}>Off</Status>
      {offBecause !== null && <span className="block text-sm text-muted">{OFF_WORDS[offBecause]}</span>}
    </>
  )
}

/** Making a webhook, or changing one. */
export function WebhookDialog({ hook, onClose }: { readonly hook: Hook | null; readonly onClose: () => void }) {
  const [url, setUrl] = useState(hook?.url ?? '')
  const [description, setDescription] = useState(hook?.description ?? '')
  const [topics, setTopics] = useState<ReadonlySet<WebhookTopic>>(
    new Set((hook?.topics ?? WEBHOOK_TOPICS).filter(isToldOf)),
  )
  const [enabled, setEnabled] = useState(hook?.enabled ?? true)
  const [secret, setSecret] = useState<string | null>(null)
  const create = useAction('createWebhook')
  const put = useAction('putWebhook')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const body = { url, description, topics: [...topics], enabled }
    if (hook === null) {
      const made = await create.run({ body })
      if (made.ok) setSecret(made.value.secret)
      return
    }
    const changed = await put.run({ params: { id: hook.id }, body })
    if (changed.ok) onClose()
  }
  const tick = (topic: WebhookTopic, isTicked: boolean) => {
    const next = new Set(topics)
    if (isTicked) next.add(topic)
    else next.delete(topic)
    setTopics(next)
  }
  if (secret !== null) return <SecretDialog secret={secret} onClose={onClose} />
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={hook === null ? 'New webhook' : 'Change the webhook'}
      actions={
        <>
          <Button
            variant="primary"
            type="submit"
            form="webhook"
            busy={create.busy || put.busy}
            disabledReason={topics.size === 0 ? 'Tick at least one topic.' : undefined}
          >
            {hook === null ? 'Create' : 'Save'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="webhook" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={create.problem ?? put.problem} />
        <TextField
          label="Address"
          type="url"
          hint="https; addresses of your own network are refused."
          required
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          autoComplete="off"
        />
        <TextField
          label="Description"
          optional
          maxLength={200}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <Checkbox label="On" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
        <fieldset className="grid gap-x-6 sm:grid-cols-2">
          <legend className="mb-1 font-medium">Told of</legend>
          {TOPICS.map((topic) => (
            <Checkbox
              key={topic}
              label={<span className="font-mono text-sm">{topic}</span>}
              checked={topics.has(topic)}
              onChange={(event) => tick(topic, event.target.checked)}
            />
          ))}
        </fieldset>
      </form>
    </Dialog>
  )
}

export function SecretDialog({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Keep the secret"
      description="Messages are signed with it; it is shown only now."
      actions={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <CopyField label="Signing secret" value={secret} />
    </Dialog>
  )
}

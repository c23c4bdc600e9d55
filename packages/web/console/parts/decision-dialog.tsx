import type { AnswerOf } from '@latchkey/contract/operations'
import { useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Message } from '../../ui/message.tsx'
import { Busy } from '../../ui/progress.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { StatusIcon, type StatusTone } from '../../ui/status.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import {
  customerOf,
  counted,
  type Decision,
  DECISION_CHOICES,
  DECISIONS,
  type Reason,
  REASON_OPTIONS,
  type ReturnCase,
} from './words.ts'

type Preview = AnswerOf<'previewDecision'>

interface DecisionDialogProps {
  readonly onClose: () => void
  readonly request: ReturnCase
}

const OPTIONS = DECISION_CHOICES.map((value) => ({ value, label: DECISIONS[value].label, hint: DECISIONS[value].hint }))

/** One decision, in one place: checks, reason, what will happen, and the reply that goes out. */
export function DecisionDialog({ onClose, request }: DecisionDialogProps) {
  const [decision, setDecision] = useState<Decision>(
    () => DECISION_CHOICES.find((choice) => choice === request.recommended) ?? 'ask-for-proof',
  )
  const [reason, setReason] = useState<Reason>(request.reason)
  const [note, setNote] = useState('')
  const [ownReply, setOwnReply] = useState<string | null>(null)
  const params = { id: request.id }
  const preview = useRead('previewDecision', { params, body: { decision, reason } })
  const decide = useAction('decideReturnRequest')
  const toast = useToast()
  const submit = async () => {
    const reply = ownReply === null ? {} : { reply: ownReply }
    const decided = await decide.run({ params, body: { decision, reason, note, ...reply } })
    if (!decided.ok) return
    toast({ title: OUTCOMES[decided.value.outcome] })
    onClose()
  }
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={`Decide the request of ${customerOf(request)}`}
      description={`${counted(request.licenses.length, 'license')} · asked for as “${
        REASON_OPTIONS.find(({ value }) => value === request.reason)?.label ?? request.reason
      }”`}
      actions={
        <>
          <Button
            variant={decision === 'refuse' ? 'danger' : 'primary'}
            busy={decide.busy}
            onClick={() => void submit()}
            disabledReason={refusalWords(preview.data)}
          >
            {DECISIONS[decision].label}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <div className="grid gap-5 md:grid-cols-2">
        <SelectField label="Decision" value={decision} onChange={setDecision} options={OPTIONS} />
        <SelectField label="Reason" value={reason} onChange={setReason} options={REASON_OPTIONS} />
      </div>
      <ProblemView problem={preview.error?.problem ?? decide.problem} />
      {preview.data === undefined && preview.error === null && <Busy>Looking at what it would do …</Busy>}
      {preview.data !== undefined && <Shown preview={preview.data} />}
      <TextArea
        label="Reply to the customer"
        hint={`Sent by mail, and shown on their portal. Drafted in ${languageName(preview.data?.reply.language)}.`}
        rows={7}
        value={ownReply ?? preview.data?.reply.words ?? ''}
        onChange={(event) => setOwnReply(event.target.value)}
        maxLength={2000}
      />
      <TextArea
        label="Note for the history"
        optional
        hint="The customer does not see it."
        rows={1}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        maxLength={2000}
      />
    </Dialog>
  )
}

/** In English: what the customer reads is not always what the agent does. */
function languageName(tag = 'en'): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag
}

const OUTCOMES = {
  done: 'Decided, and the customer is told',
  held: 'Decided; it is carried out when the hold ends',
  'needs-second-agent': 'Decided; it waits for a second agent',
} as const

function refusalWords(preview: Preview | undefined): string | undefined {
  if (preview?.refusal === undefined || preview.refusal === null) return undefined
  return `This cannot be decided so (${preview.refusal.code}).`
}

/** What speaks for and against it, and what would happen. */
function Shown({ preview: { checks, effects, needsSecondAgent, heldUntil } }: { readonly preview: Preview }) {
  const failed = checks.filter(({ passed }) => !passed)
  return (
    <>
      <div className="grid gap-5 md:grid-cols-2">
        <section aria-label="Checks">
          <h3 className="mb-1.5 text-sm font-medium text-muted">Checks</h3>
          <ul className="flex flex-col gap-1.5">
            {failed.map(({ check, words }) => (
              <Line key={check} tone="warning" said="Look at this">
                {words}
              </Line>
            ))}
            {/* The words of a check say what it looks for: beside a tick they would read as if it had been found. */}
            <Line tone="success" said="Passed">
              {failed.length === 0
                ? `${counted(checks.length, 'check')}, nothing found.`
                : `${counted(checks.length - failed.length, 'other check')} found nothing.`}
            </Line>
          </ul>
        </section>
        <section aria-label="What will happen">
          <h3 className="mb-1.5 text-sm font-medium text-muted">What will happen</h3>
          <ul className="flex flex-col gap-1.5">
            {effects.map(({ licenseId, outcome, words }) => (
              <Line key={licenseId} tone={EFFECT_TONES[outcome]} said={EFFECT_WORDS[outcome]}>
                {words}
              </Line>
            ))}
          </ul>
        </section>
      </div>
      {needsSecondAgent && (
        <Message tone="warning" title="A second agent must agree">
          More licenses than one agent alone may return. Nothing happens until somebody else approves.
        </Message>
      )}
      {heldUntil !== null && (
        <Message tone="warning" title="Carried out only after a hold">
          <span>
            The risk is high: it happens <Ago at={heldUntil} />, and the owner may object until then.
          </span>
        </Message>
      )}
    </>
  )
}

const EFFECT_TONES: Record<Preview['effects'][number]['outcome'], StatusTone> = {
  returned: 'success',
  'returned-and-released': 'success',
  emergency: 'success',
  nothing: 'neutral',
  refused: 'danger',
}

const EFFECT_WORDS: Record<Preview['effects'][number]['outcome'], string> = {
  returned: 'Returned',
  'returned-and-released': 'Returned and released',
  emergency: 'Emergency license',
  nothing: 'Nothing changes',
  refused: 'Refused',
}

function Line(props: { readonly tone: StatusTone; readonly said: string; readonly children: string }) {
  return (
    <li className="flex items-start gap-2">
      <StatusIcon tone={props.tone} className="mt-0.75" />
      <span className="min-w-0">
        <span className="sr-only">{props.said}: </span>
        {props.children}
      </span>
    </li>
  )
}

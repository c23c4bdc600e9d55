import type { AnswerOf } from '@latchkey/contract/operations'
import { type FormEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Busy } from '../../ui/progress.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { HandoverRows } from './handover-rows.tsx'
import { counted } from './words.ts'

type Account = Pick<AnswerOf<'getAccount'>, 'id' | 'username'>
type Handover = AnswerOf<'handOver'>
type Preview = AnswerOf<'previewHandover'>

/** Licenses of somebody who has left go to another account or organization: who, which, what it does and why, in one place. */
export function HandOverDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const [to, setTo] = useState('')
  const [asked, setAsked] = useState('')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [note, setNote] = useState('')
  const [done, setDone] = useState<Handover | null>(null)
  const action = useAction('handOver')
  const input = { body: { from: account.id, to: asked, licenseIds: [] } }
  const preview = useRead('previewHandover', input, { enabled: asked !== '' })
  const shown = asked === '' ? undefined : preview.data
  const chosen = (shown?.rows ?? []).filter(({ outcome, licenseId }) => outcome === 'moves' && !left.has(licenseId))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (shown === undefined) return setAsked(to.trim())
    const licenseIds = chosen.map(({ licenseId }) => licenseId)
    const handed = await action.run({ body: { from: account.id, to: shown.to.id, licenseIds, note } })
    if (handed.ok) setDone(handed.value)
  }
  if (done !== null) return <Done handover={done} onClose={onClose} />
  const toggle = (id: string) =>
    setLeft((ids) => (ids.has(id) ? new Set([...ids].filter((one) => one !== id)) : new Set([...ids, id])))
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={`Hand over licenses of ${account.username}`}
      description="For somebody who has left. Nothing stops running: a license stays activated where it is, only its owner changes."
      actions={
        <>
          {shown === undefined ? (
            <Button variant="primary" type="submit" form="hand-over" busy={asked !== '' && preview.isFetching}>
              Show what it does
            </Button>
          ) : (
            <Button
              variant="primary"
              type="submit"
              form="hand-over"
              busy={action.busy}
              disabledReason={chosen.length === 0 ? 'No license is chosen that can be moved.' : undefined}
            >
              {`Hand over ${counted(chosen.length, 'license')}`}
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="hand-over" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <TextField
          label="To"
          hint="Username or e-mail address of a person, or the account id of an organization."
          autoComplete="off"
          required
          value={to}
          onChange={(event) => [setTo(event.target.value), setAsked(''), action.reset()]}
        />
        {asked !== '' && <ProblemView problem={preview.error?.problem ?? null} />}
        {asked !== '' && preview.isFetching && shown === undefined && <Busy>Looking …</Busy>}
        {shown !== undefined && (
          <>
            <Choice preview={shown} left={left} onToggle={toggle} />
            <Effects preview={shown} count={chosen.length} />
            <TextArea
              label="Reason"
              hint="What shows that they have left; it is kept in the audit log."
              required
              rows={2}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              maxLength={2000}
            />
          </>
        )}
        <ProblemView problem={action.problem} />
      </form>
    </Dialog>
  )
}

interface ChoiceProps {
  readonly preview: Preview
  readonly left: ReadonlySet<string>
  readonly onToggle: (id: string) => void
}

/** All that can go are chosen; what cannot says why. */
function Choice({ preview: { rows }, left, onToggle }: ChoiceProps) {
  const movable = rows.filter(({ outcome }) => outcome === 'moves')
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1.5 text-sm font-medium text-muted">Licenses</legend>
      {rows.length === 0 && <p>No license is associated to this account.</p>}
      <div className="max-h-64 overflow-y-auto">
        {movable.map(({ licenseId, productName, keyLast5, hostName }) => (
          <Checkbox
            key={licenseId}
            label={`${productName} …${keyLast5}`}
            hint={
              hostName === null ? undefined : (
                <>
                  Active on <NameText name={hostName} />, and stays so.
                </>
              )
            }
            checked={!left.has(licenseId)}
            onChange={() => onToggle(licenseId)}
          />
        ))}
      </div>
      <HandoverRows rows={rows.filter(({ outcome }) => outcome === 'refused')} />
    </fieldset>
  )
}

function Effects({ preview, count }: { readonly preview: Preview; readonly count: number }) {
  const { from, to, told, needsSecondAgent, heldUntil } = preview
  return (
    <section aria-label="What will happen">
      <h3 className="mb-1.5 text-sm font-medium text-muted">What will happen</h3>
      <ul className="flex list-disc flex-col gap-1.5 ps-5">
        <li>
          {counted(count, 'license')} of <NameText name={from.name} /> will belong to <NameText name={to.name} />.
        </li>
        {needsSecondAgent && <li>If more than 5 licenses are chosen, a second agent must agree.</li>}
        {heldUntil !== null && (
          <li>
            The owner did not ask for it: nothing moves before <Day at={heldUntil} never="" />, and they may say no
            until then.
          </li>
        )}
        <li>Told by mail: {told.join(', ')}.</li>
        <li>It can be undone within 14 days.</li>
      </ul>
    </section>
  )
}

function Done({ handover, onClose }: { readonly handover: Handover; readonly onClose: () => void }) {
  const { state, executeAt, rows } = handover
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={state === 'done' ? 'Handed over' : TITLES[state === 'held' ? 'held' : 'needs-second-agent']}
      description={
        executeAt === null ? (
          'Undo is on the page of handovers, for 14 days.'
        ) : (
          <>
            It is carried out by itself on <Day at={executeAt} never="" />; the owner is told and may say no until then.
          </>
        )
      }
      actions={
        <>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
          <ButtonLink href="/console/handovers">To the handovers</ButtonLink>
        </>
      }
    >
      <HandoverRows rows={rows} />
    </Dialog>
  )
}

const TITLES = { held: 'Decided, and held', 'needs-second-agent': 'A second agent must agree' } as const

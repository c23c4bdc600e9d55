import type { AnswerOf } from '@latchkey/contract/operations'
import { releasesByDefault } from '@latchkey/core/return-request'
import { useState } from 'react'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Status, StatusIcon } from '../../ui/status.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { counted, type License, type Reason, REASON_OPTIONS } from './words.ts'

interface ReturnDialogProps {
  readonly onClose: () => void
  readonly of: { readonly type: 'license' | 'key'; readonly id: string }
  /** What will be returned: the activated ones. */
  readonly licenses: readonly License[]
}

type Returned = AnswerOf<'supportReturnLicense'>

/** Returning licenses for a customer who is on the phone: without a case, with the same checks, reason and reply. */
export function ReturnDialog({ onClose, of, licenses }: ReturnDialogProps) {
  const [reason, setReason] = useState<Reason>('lost-pc')
  const [release, setRelease] = useState<boolean | null>(null)
  const [note, setNote] = useState('')
  const [returned, setReturned] = useState<Returned | null>(null)
  const one = useAction('supportReturnLicense', { quietly: true })
  const all = useAction('supportReturnKey', { quietly: true })
  const action = of.type === 'license' ? one : all
  const releaseFromAccount = release ?? releasesByDefault(reason)
  const submit = async () => {
    const done = await action.run({ params: { id: of.id }, body: { reason, note, releaseFromAccount } })
    if (done.ok) setReturned(done.value)
  }
  if (returned !== null) return <Done returned={returned} onClose={onClose} />
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={`Return ${counted(licenses.length, 'license')} without the PC`}
      description="For a customer whose PC is gone (KB1023, 2.B). The owner is told by mail; where the owner did not ask, it waits as a case."
      actions={
        <>
          <Button variant="primary" busy={action.busy} onClick={() => void submit()}>
            {`Return ${counted(licenses.length, 'license')}`}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ProblemView problem={action.problem} />
      <SelectField label="Reason" value={reason} onChange={setReason} options={REASON_OPTIONS} />
      <Checkbox
        label="Also release from the account"
        hint="Whoever shows the key may associate the license then. Preset by the reason."
        checked={releaseFromAccount}
        onChange={(event) => setRelease(event.target.checked)}
      />
      <Effects licenses={licenses} releases={releaseFromAccount} />
      <TextArea
        label="Note for the history"
        optional
        rows={2}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        maxLength={2000}
      />
    </Dialog>
  )
}

function Effects({ licenses, releases }: { readonly licenses: readonly License[]; readonly releases: boolean }) {
  return (
    <section aria-label="What will happen">
      <h3 className="mb-1.5 text-sm font-medium text-muted">What will happen</h3>
      <ul className="flex flex-col gap-1.5">
        {licenses.map(({ id, productName, activatedOn, associatedTo }) => (
          <li key={id} className="flex items-start gap-2">
            <StatusIcon tone="info" className="mt-0.75" />
            <span className="min-w-0">
              {productName} can be activated on another PC at once.{' '}
              {activatedOn !== null && (
                <>
                  <NameText name={activatedOn.hostName} /> may run it until{' '}
                  <Day at={activatedOn.mayRunUntil} never="it comes online" />, unless it comes online before.
                </>
              )}{' '}
              {associatedTo !== null &&
                (releases ? (
                  <>
                    <NameText name={associatedTo.name} /> no longer owns it.
                  </>
                ) : (
                  <>
                    <NameText name={associatedTo.name} /> still owns it.
                  </>
                ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What happened, license by license, and the words for the customer; or what it waits for. */
function Done({ returned, onClose }: { readonly returned: Returned; readonly onClose: () => void }) {
  const { outcome, rows, returnRequest, reply } = returned
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={TITLES[outcome]}
      description={
        outcome === 'done'
          ? 'Undo is on the page of each license, for 14 days, while nobody has activated since.'
          : 'Nothing is returned yet. The owner is told and may object.'
      }
      actions={
        <>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
          {returnRequest !== null && outcome !== 'done' && (
            <ButtonLink href={`/console/requests/${returnRequest.id}`}>Open the case</ButtonLink>
          )}
        </>
      }
    >
      {outcome !== 'done' && returnRequest !== null && <Waits found={returnRequest} />}
      <ul className="flex flex-col gap-1.5">
        {rows.map(({ license, status }) => (
          <li key={license.id} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span>{license.productName}</span>
            <Status tone={status === 'returned' ? 'success' : 'warning'}>
              {status === 'returned' ? 'Returned' : 'Waits'}
            </Status>
          </li>
        ))}
      </ul>
      <CopyField label={outcome === 'done' ? 'Reply for the customer' : 'Reply, once it is returned'} value={reply} />
    </Dialog>
  )
}

const TITLES = {
  done: 'Returned',
  held: 'Decided, and held',
  'needs-second-agent': 'A second agent must agree',
} as const satisfies Record<Returned['outcome'], string>

/** Why it waits, and until when. */
function Waits({ found }: { readonly found: NonNullable<Returned['returnRequest']> }) {
  const until = found.pending?.executeAt ?? null
  return (
    <section aria-label="Why it waits">
      <ul className="flex list-disc flex-col gap-1.5 ps-5">
        {found.risk.flags.map(({ flag, words }) => (
          <li key={flag}>{words}</li>
        ))}
      </ul>
      {until !== null && (
        <p className="mt-1.5">
          It is carried out by itself on <Day at={until} never="" />.
        </p>
      )}
    </section>
  )
}

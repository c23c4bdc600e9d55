import { useState } from 'react'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago, Day } from '../../app/time.tsx'
import { useSession } from '../../app/session.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Message } from '../../ui/message.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useMay } from './may.ts'
import { counted, DECISIONS, REASONS, type ReturnCase } from './words.ts'

/** A decision that waits: for a second agent, or for the end of its hold. */
export function PendingDecision(props: {
  readonly request: ReturnCase
  readonly pending: NonNullable<ReturnCase['pending']>
}) {
  const { request, pending } = props
  const may = useMay()
  const { person } = useSession()
  const approve = useAction('approveReturnRequest')
  const cancel = useAction('cancelDecision')
  const toast = useToast()
  const input = { params: { id: request.id }, body: { note: '' } }
  const isOwn = pending.by.id === person.id
  const run = async (action: typeof approve | typeof cancel, title: string) => {
    const done = await action.run(input)
    if (done.ok) toast({ title })
  }
  return (
    <Message
      tone="warning"
      title={
        pending.executeAt === null
          ? `${DECISIONS[pending.decision].label} of ${counted(request.licenses.length, 'license')} waits for a second agent`
          : `${DECISIONS[pending.decision].label} is on hold`
      }
      actions={
        may('return-requests:decide') && (
          <>
            {pending.executeAt === null && (
              <Button
                variant="primary"
                busy={approve.busy}
                onClick={() => void run(approve, 'Approved')}
                disabledReason={isOwn ? 'You made this decision; somebody else must agree to it.' : undefined}
              >
                Approve
              </Button>
            )}
            <Button busy={cancel.busy} onClick={() => void run(cancel, 'The decision was taken back')}>
              Take the decision back
            </Button>
          </>
        )
      }
    >
      <p>
        Decided <Ago at={pending.at} />, for the reason “{REASONS[pending.reason].label}”.{' '}
        {pending.executeAt !== null && (
          <>
            It is carried out <Ago at={pending.executeAt} />; until then the owner may object.
          </>
        )}
      </p>
      {pending.note !== '' && <p className="whitespace-pre-wrap">{pending.note}</p>}
      <ProblemView problem={approve.problem ?? cancel.problem} />
    </Message>
  )
}

/** An emergency license that was granted, while no PC has fetched it. */
export function EmergencyGrant({ request, until }: { readonly request: ReturnCase; readonly until: string }) {
  const may = useMay()
  const cancel = useAction('cancelDecision')
  const toast = useToast()
  const takeBack = async () => {
    const done = await cancel.run({ params: { id: request.id }, body: { note: '' } })
    if (done.ok) toast({ title: 'The emergency license was taken back' })
  }
  return (
    <Message
      tone="info"
      title="An emergency license waits for a PC"
      actions={
        may('return-requests:decide') && (
          <Button busy={cancel.busy} onClick={() => void takeBack()}>
            Take it back
          </Button>
        )
      }
    >
      <p>
        Whoever shows the key can fetch it in the License Wizard; the offer ends <Ago at={until} />.
      </p>
      <ProblemView problem={cancel.problem} />
    </Message>
  )
}

/** The way back of a return, as long as there is one. */
export function UndoCase({ request, undoUntil }: { readonly request: ReturnCase; readonly undoUntil: string }) {
  const [asking, setAsking] = useState(false)
  const undo = useAction('undoReturnRequest')
  const toast = useToast()
  const confirm = async () => {
    setAsking(false)
    const undone = await undo.run({ params: { id: request.id }, body: { note: '' } })
    if (undone.ok) toast({ title: 'The return was undone; the case is open again' })
  }
  return (
    <Message
      tone="info"
      title="This return can be undone"
      actions={
        <Button busy={undo.busy} onClick={() => setAsking(true)}>
          Undo the return …
        </Button>
      }
    >
      <p>
        Possible until <Day at={undoUntil} never="" />, while nobody has activated since.
      </p>
      <ProblemView problem={undo.problem} />
      <ConfirmDialog
        open={asking}
        title="Undo this return?"
        confirm="Undo the return"
        cancel="Keep it"
        onConfirm={() => void confirm()}
        onCancel={() => setAsking(false)}
      >
        {`The PC holds ${counted(request.licenses.length, 'license')} again, and the case is open again. The owner is told.`}
      </ConfirmDialog>
    </Message>
  )
}

import type { Problem } from '@latchkey/contract/client'
import type { Result } from '@latchkey/core/result'
import { type ReactNode, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { endOfDay } from './days.ts'
import { Outcomes, useEach } from './outcomes.tsx'
import { counted, type License } from './words.ts'

export type LicenseTask = 'suspend' | 'reinstate' | 'withdraw' | 'expiry' | 'undo'

export interface LicenseTaskProps {
  readonly task: LicenseTask
  readonly licenses: readonly License[]
  readonly onClose: () => void
}

/** What can be done to licenses besides returning them; of several, each has an outcome of its own. */
export function LicenseTaskDialog({ task, ...rest }: LicenseTaskProps) {
  switch (task) {
    case 'suspend':
    case 'reinstate':
    case 'withdraw':
      return <StandingTask {...rest} task={task} />
    case 'expiry':
      return <ExpiryTask {...rest} />
    case 'undo':
      return <UndoTask {...rest} />
  }
}

type TaskProps = Omit<LicenseTaskProps, 'task'>

const STANDING_TASKS = {
  suspend: {
    standing: 'suspended',
    title: 'Suspend',
    words: 'It stops at its next contact with the server, and starts again when it is reinstated.',
    done: 'Suspended',
  },
  reinstate: {
    standing: 'good',
    title: 'Reinstate',
    words: 'It runs again from its next contact with the server on.',
    done: 'Reinstated',
  },
  withdraw: {
    standing: 'revoked',
    title: 'Withdraw',
    words: 'It stops for good at its next contact with the server, for example after a refund.',
    done: 'Withdrawn',
  },
} as const

function StandingTask({ task, ...rest }: TaskProps & { readonly task: keyof typeof STANDING_TASKS }) {
  const action = useAction('setStanding', { quietly: true })
  const { standing, ...words } = STANDING_TASKS[task]
  return (
    <TaskFrame
      {...rest}
      {...words}
      danger={task === 'withdraw'}
      act={(id, note) => action.run({ params: { id }, body: { standing, note } })}
    />
  )
}

function ExpiryTask(props: TaskProps) {
  const [only] = props.licenses.length === 1 ? props.licenses : []
  const [day, setDay] = useState(only?.expiresAt?.slice(0, 10) ?? '')
  const [never, setNever] = useState(only?.expiresAt === null)
  const action = useAction('setExpiry', { quietly: true })
  const expiresAt = never ? null : endOfDay(day)
  return (
    <TaskFrame
      {...props}
      title="Set expiry"
      words="The PC learns of it at its next contact with the server."
      done="Expiry set"
      disabledReason={!never && day === '' ? 'Choose a day, or tick Never.' : undefined}
      act={(id, note) => action.run({ params: { id }, body: { expiresAt, note } })}
    >
      <Checkbox label="Never expires" checked={never} onChange={(event) => setNever(event.target.checked)} />
      {!never && (
        <TextField
          label="Last day"
          hint="It ends with this day (UTC)."
          type="date"
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
      )}
    </TaskFrame>
  )
}

function UndoTask(props: TaskProps) {
  const action = useAction('undoReturn', { quietly: true })
  return (
    <TaskFrame
      {...props}
      title="Undo the last return"
      words="The PC it was returned from holds it again. Possible for 14 days, while nobody has activated since; the owner is told."
      done="The return was undone"
      act={(id, note) => action.run({ params: { id }, body: { note } })}
    />
  )
}

interface TaskFrameProps extends TaskProps {
  /** What the button does; with the license or their number, it heads the dialog. */
  readonly title: string
  readonly words: string
  readonly done: string
  readonly danger?: boolean
  readonly disabledReason?: string | undefined
  readonly act: (id: string, note: string) => Promise<Result<unknown, Problem>>
  readonly children?: ReactNode
}

function TaskFrame(props: TaskFrameProps) {
  const { licenses, title, words, done, danger = false, disabledReason, act, children, onClose } = props
  const [note, setNote] = useState('')
  const each = useEach()
  const toast = useToast()
  const [only] = licenses.length === 1 ? licenses : []
  const name = only === undefined ? counted(licenses.length, 'license') : only.productName
  const outcome = only === undefined ? undefined : each.outcomes.get(only.id)
  const submit = async () => {
    const ids = licenses.map(({ id }) => id)
    if (!(await each.run(ids, (id) => act(id, note)))) return
    toast({ title: `${name}: ${done}` })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={`${title}: ${name}`}
      description={words}
      actions={
        <>
          <Button
            variant={danger ? 'danger' : 'primary'}
            busy={each.busy}
            onClick={() => void submit()}
            disabledReason={disabledReason}
          >
            {title}
          </Button>
          <Button onClick={onClose}>{each.outcomes.size === 0 ? 'Cancel' : 'Close'}</Button>
        </>
      }
    >
      <ProblemView problem={outcome?.state === 'refused' ? outcome.problem : null} />
      {only === undefined && (
        <Outcomes
          each={each}
          rows={licenses.map(({ id, productName, keyLast5 }) => ({ id, label: `${productName} …${keyLast5}` }))}
        />
      )}
      {children}
      <TextArea label="Note for the history" optional value={note} onChange={(event) => setNote(event.target.value)} />
    </Dialog>
  )
}

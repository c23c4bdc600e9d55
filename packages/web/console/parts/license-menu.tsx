import { Ban, CalendarClock, CirclePause, CirclePlay, MoreHorizontal, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Menu } from '../../ui/menu.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useMay } from './may.ts'
import type { License } from './words.ts'

type Task = 'suspend' | 'reinstate' | 'withdraw' | 'expiry' | 'undo'

/** What can be done to a license besides returning it. */
export function LicenseMenu({ license }: { readonly license: License }) {
  const may = useMay()
  const [task, setTask] = useState<Task | null>(null)
  const isGood = license.standing === 'good'
  const items = [
    ...(may('licenses:support-return')
      ? [{ id: 'undo', label: 'Undo the last return …', icon: <Undo2 aria-hidden />, onSelect: () => setTask('undo') }]
      : []),
    ...(may('licenses:write')
      ? [
          isGood
            ? {
                id: 'suspend',
                label: 'Suspend …',
                icon: <CirclePause aria-hidden />,
                onSelect: () => setTask('suspend'),
              }
            : {
                id: 'reinstate',
                label: 'Reinstate …',
                icon: <CirclePlay aria-hidden />,
                onSelect: () => setTask('reinstate'),
              },
          {
            id: 'expiry',
            label: 'Set expiry …',
            icon: <CalendarClock aria-hidden />,
            onSelect: () => setTask('expiry'),
          },
          {
            id: 'withdraw',
            label: 'Withdraw …',
            icon: <Ban aria-hidden />,
            danger: true,
            onSelect: () => setTask('withdraw'),
          },
        ]
      : []),
  ]
  if (items.length === 0) return null
  return (
    <>
      <Menu
        label="More about this license"
        items={items}
        trigger={<IconButton variant="secondary" label="More" icon={<MoreHorizontal aria-hidden />} />}
      />
      {task === 'undo' && <UndoDialog license={license} onClose={() => setTask(null)} />}
      {task === 'expiry' && <ExpiryDialog license={license} onClose={() => setTask(null)} />}
      {(task === 'suspend' || task === 'reinstate' || task === 'withdraw') && (
        <StandingDialog license={license} task={task} onClose={() => setTask(null)} />
      )}
    </>
  )
}

interface TaskProps {
  readonly license: License
  readonly onClose: () => void
}

const STANDING_TASKS = {
  suspend: {
    standing: 'suspended',
    title: 'Suspend this license?',
    words: 'It stops at its next contact with the server, and starts again when it is reinstated.',
    button: 'Suspend',
  },
  reinstate: {
    standing: 'good',
    title: 'Reinstate this license?',
    words: 'It runs again from its next contact with the server on.',
    button: 'Reinstate',
  },
  withdraw: {
    standing: 'revoked',
    title: 'Withdraw this license?',
    words: 'It stops for good at its next contact with the server, for example after a refund.',
    button: 'Withdraw',
  },
} as const

function StandingDialog({ license, task, onClose }: TaskProps & { readonly task: keyof typeof STANDING_TASKS }) {
  const [note, setNote] = useState('')
  const action = useAction('setStanding')
  const toast = useToast()
  const { standing, title, words, button } = STANDING_TASKS[task]
  const submit = async () => {
    const done = await action.run({ params: { id: license.id }, body: { standing, note } })
    if (!done.ok) return
    toast({ title: `${license.productName}: ${standing === 'good' ? 'reinstated' : standing}` })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={title}
      description={words}
      actions={
        <>
          <Button variant={task === 'withdraw' ? 'danger' : 'primary'} busy={action.busy} onClick={() => void submit()}>
            {button}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ProblemView problem={action.problem} />
      <TextArea label="Note for the history" optional value={note} onChange={(event) => setNote(event.target.value)} />
    </Dialog>
  )
}

function ExpiryDialog({ license, onClose }: TaskProps) {
  const [day, setDay] = useState(license.expiresAt?.slice(0, 10) ?? '')
  const [never, setNever] = useState(license.expiresAt === null)
  const [note, setNote] = useState('')
  const action = useAction('setExpiry')
  const toast = useToast()
  const submit = async () => {
    const expiresAt = never ? null : endOfDay(day)
    const done = await action.run({ params: { id: license.id }, body: { expiresAt, note } })
    if (!done.ok) return
    toast({ title: 'Expiry set' })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Set expiry"
      description="The PC learns of it at its next contact with the server."
      actions={
        <>
          <Button
            variant="primary"
            busy={action.busy}
            onClick={() => void submit()}
            disabledReason={!never && day === '' ? 'Choose a day, or tick Never.' : undefined}
          >
            Set expiry
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ProblemView problem={action.problem} />
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
      <TextArea label="Note for the history" optional value={note} onChange={(event) => setNote(event.target.value)} />
    </Dialog>
  )
}

/** The instant at which a day is over, UTC. */
export function endOfDay(day: string): string {
  return `${day}T23:59:59.999Z`
}

function UndoDialog({ license, onClose }: TaskProps) {
  const [note, setNote] = useState('')
  const action = useAction('undoReturn')
  const toast = useToast()
  const submit = async () => {
    const done = await action.run({ params: { id: license.id }, body: { note } })
    if (!done.ok) return
    toast({ title: 'The return was undone' })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Undo the last return?"
      description="The PC it was returned from holds it again. Possible for 14 days, while nobody has activated since; the owner is told."
      actions={
        <>
          <Button variant="primary" busy={action.busy} onClick={() => void submit()}>
            Undo the return
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ProblemView problem={action.problem} />
      <TextArea label="Note for the history" optional value={note} onChange={(event) => setNote(event.target.value)} />
    </Dialog>
  )
}

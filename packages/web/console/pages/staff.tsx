import type { AnswerOf } from '@latchkey/contract/operations'
import type { StaffRole } from '@latchkey/core/access'
import { MoreHorizontal, ShieldOff, UserMinus, UserPlus, UserRoundCog } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { LateMenu } from '../../app/late-menu.tsx'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView, useProblemToast } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { PlainSelect } from '../../ui/plain-select.tsx'
import { Status } from '../../ui/status.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useMay } from '../parts/may.ts'
import { type SmallColumn, SmallList } from '../parts/small-list.tsx'
import { optionsOf } from '../parts/words.ts'

type Member = AnswerOf<'listStaff'>['items'][number]
type Task = { readonly type: 'role' | 'reset' | 'remove'; readonly member: Member }

const ROLES = {
  support: { label: 'Support', hint: 'Decides return requests, reads everything about licenses.' },
  sales: { label: 'Sales', hint: 'Issues keys.' },
  admin: { label: 'Admin', hint: 'May do everything.' },
  auditor: { label: 'Auditor', hint: 'Reads everything, changes nothing.' },
} as const satisfies Record<StaffRole, { readonly label: string; readonly hint: string }>

const ROLE_OPTIONS = optionsOf<StaffRole>(ROLES)

/** Members of staff and their roles. */
export function Staff() {
  const may = useMay()
  const [inviting, setInviting] = useState(false)
  const [task, setTask] = useState<Task | null>(null)
  const columns: readonly SmallColumn<Member>[] = may('staff:write')
    ? [...COLUMNS, { id: 'more', label: 'More', cell: (member) => <More member={member} onTask={setTask} /> }]
    : COLUMNS
  return (
    <>
      <PageHead
        title="Staff"
        about="Who works in this console. A second factor is required of everybody."
        actions={
          may('staff:write') && (
            <Button variant="primary" icon={<UserPlus aria-hidden />} onClick={() => setInviting(true)}>
              Invite …
            </Button>
          )
        }
      />
      <SmallList name="listStaff" path="/console/staff" caption="Staff" columns={columns} csv={CSV} />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {task !== null && <TaskDialog task={task} onClose={() => setTask(null)} />}
    </>
  )
}

const CSV: CsvColumns<Member> = {
  id: ({ id }) => id,
  name: ({ username }) => username,
  'e-mail': ({ email }) => email,
  role: ({ role }) => ROLES[role].label,
  'second factor': ({ hasSecondFactor }) => (hasSecondFactor ? 'yes' : 'no'),
  'last signed in': ({ lastSignInAt }) => lastSignInAt,
}

const COLUMNS: readonly SmallColumn<Member>[] = [
  {
    id: 'name',
    label: 'Name',
    heading: true,
    sortBy: ({ username }) => username,
    cell: ({ username, email }) => (
      <>
        <NameText name={username} />
        <span className="block text-sm font-normal text-muted">
          <NameText name={email} />
        </span>
      </>
    ),
  },
  { id: 'role', label: 'Role', sortBy: ({ role }) => ROLES[role].label, cell: ({ role }) => ROLES[role].label },
  {
    id: 'factor',
    label: 'Sign-in',
    sortBy: ({ hasPassword, hasSecondFactor }) => Number(hasPassword) + Number(hasSecondFactor),
    cell: ({ hasPassword, hasSecondFactor }) => {
      if (!hasPassword) return <Status tone="info">Invited</Status>
      return hasSecondFactor ? (
        <Status tone="success">Second factor</Status>
      ) : (
        <Status tone="warning">No second factor yet</Status>
      )
    },
  },
  {
    id: 'last',
    label: 'Last signed in',
    sortBy: ({ lastSignInAt }) => (lastSignInAt === null ? 0 : Date.parse(lastSignInAt)),
    cell: ({ lastSignInAt }) =>
      lastSignInAt === null ? <span className="text-muted">never</span> : <Ago at={lastSignInAt} />,
  },
]

function More({ member, onTask }: { readonly member: Member; readonly onTask: (task: Task) => void }) {
  return (
    <LateMenu
      label={`Actions for ${member.username}`}
      items={[
        {
          id: 'role',
          label: 'Change role …',
          icon: <UserRoundCog aria-hidden />,
          onSelect: () => onTask({ type: 'role', member }),
        },
        {
          id: 'reset',
          label: 'Reset second factor …',
          icon: <ShieldOff aria-hidden />,
          onSelect: () => onTask({ type: 'reset', member }),
        },
        {
          id: 'remove',
          label: 'Remove …',
          icon: <UserMinus aria-hidden />,
          danger: true,
          onSelect: () => onTask({ type: 'remove', member }),
        },
      ]}
      trigger={
        <IconButton size="small" label={`Actions for ${member.username}`} icon={<MoreHorizontal aria-hidden />} />
      }
    />
  )
}

function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const [username, setUsername] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<StaffRole>('support')
  const invite = useAction('inviteStaff')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await invite.run({ body: { username, email, role } })
    if (!done.ok) return
    toast({ title: `An invitation went to ${email}` })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Invite a member of staff"
      description="They get a mail with a link to choose a password, and set up a second factor."
      actions={
        <>
          <Button variant="primary" type="submit" form="invite" busy={invite.busy}>
            Send the invitation
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="invite" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={invite.problem} />
        <TextField
          label="User name"
          required
          pattern="[A-Za-z0-9._\-]{3,40}"
          hint="3 to 40 letters, digits, dots, hyphens."
          autoComplete="off"
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
        <TextField
          label="E-mail address"
          type="email"
          required
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PlainSelect label="Role" hint={ROLES[role].hint} value={role} onChange={setRole} options={ROLE_OPTIONS} />
      </form>
    </Dialog>
  )
}

function TaskDialog({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  switch (task.type) {
    case 'role':
      return <RoleDialog member={task.member} onClose={onClose} />
    case 'reset':
      return <ResetDialog member={task.member} onClose={onClose} />
    case 'remove':
      return <RemoveDialog member={task.member} onClose={onClose} />
  }
}

interface MemberProps {
  readonly member: Member
  readonly onClose: () => void
}

function RoleDialog({ member, onClose }: MemberProps) {
  const [role, setRole] = useState(member.role)
  const set = useAction('setStaffRole')
  const toast = useToast()
  const submit = async () => {
    const done = await set.run({ params: { id: member.id }, body: { role } })
    if (!done.ok) return
    toast({ title: `${member.username} is now ${ROLES[role].label}` })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={`Role of ${member.username}`}
      description="Their sessions end, and API tokens they made that may do more, so that the new role holds at once."
      actions={
        <>
          <Button variant="primary" busy={set.busy} onClick={() => void submit()}>
            Change the role
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ProblemView problem={set.problem} />
      <PlainSelect label="Role" hint={ROLES[role].hint} value={role} onChange={setRole} options={ROLE_OPTIONS} />
    </Dialog>
  )
}

function ResetDialog({ member, onClose }: MemberProps) {
  const reset = useAction('resetStaffSecondFactor')
  const toast = useToast()
  const toastProblem = useProblemToast()
  const confirm = async () => {
    const done = await reset.run({ params: { id: member.id } })
    if (done.ok) toast({ title: `${member.username} sets up a new second factor at the next sign-in` })
    else toastProblem(done.error)
    onClose()
  }
  return (
    <ConfirmDialog
      open
      title={`Reset the second factor of ${member.username}?`}
      confirm="Reset"
      cancel="Cancel"
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Make sure that it is really they who ask. App, passkeys and recovery codes are forgotten.
    </ConfirmDialog>
  )
}

function RemoveDialog({ member, onClose }: MemberProps) {
  const remove = useAction('removeStaff')
  const toast = useToast()
  const toastProblem = useProblemToast()
  const confirm = async () => {
    const done = await remove.run({ params: { id: member.id } })
    if (done.ok) toast({ title: `${member.username} was removed` })
    else toastProblem(done.error)
    onClose()
  }
  return (
    <ConfirmDialog
      open
      danger
      title={`Remove ${member.username}?`}
      confirm="Remove"
      cancel="Cancel"
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      They can no longer sign in, and API tokens they have made end too: see who else needs one. What they did stays in
      the audit log.
    </ConfirmDialog>
  )
}

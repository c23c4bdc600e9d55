import type { AnswerOf } from '@latchkey/contract/operations'
import { UserRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAddress } from '../../app/address.ts'
import { useAction } from '../../app/api.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import type { Column } from '../../ui/table.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { FilterForm } from '../parts/filter-form.tsx'
import { useList } from '../parts/list.ts'
import { Listing } from '../parts/listing.tsx'
import { useMay } from '../parts/may.ts'

type Account = AnswerOf<'listAccounts'>['items'][number]

/** Software Download accounts, newest first. */
export function Accounts() {
  const { login } = useAddress<{ readonly login?: string }>()
  const list = useList('listAccounts', { query: { login } })
  const may = useMay()
  const [creating, setCreating] = useState(false)
  return (
    <>
      <PageHead
        title="Accounts"
        about="Software Download accounts: who owns licenses, and manages them at the portal."
        actions={may('accounts:write') && <Button onClick={() => setCreating(true)}>Create an account …</Button>}
      />
      <Filter key={login} login={login ?? ''} />
      <Listing
        list={list}
        path="/console/accounts"
        caption="Accounts"
        columns={COLUMNS}
        timeColumn="created"
        csv={CSV}
        empty={
          <EmptyState
            icon={<UserRound />}
            title={login === undefined ? 'Nobody has registered yet' : 'No account fits'}
            action={<ButtonLink href="/console/accounts">Show all</ButtonLink>}
          >
            Customers register at the portal. A user name or e-mail address is matched as a whole.
          </EmptyState>
        }
      />
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </>
  )
}

function Filter({ login }: { readonly login: string }) {
  const [text, setText] = useState(login)
  return (
    <FilterForm label="Filter accounts" path="/console/accounts" wanted={{ login: text }} isFiltered={login !== ''}>
      <div className="w-72 max-w-full">
        <TextField
          label="User name or e-mail address"
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoComplete="off"
        />
      </div>
    </FilterForm>
  )
}

const CSV: CsvColumns<Account> = {
  id: ({ id }) => id,
  'user name': ({ username }) => username,
  'e-mail address': ({ email }) => email,
  registered: ({ createdAt }) => createdAt,
}

const COLUMNS: readonly Column<Account>[] = [
  {
    id: 'username',
    label: 'User name',
    heading: true,
    cell: ({ id, username }) => (
      <Link href={`/console/accounts/${id}`}>
        <NameText name={username} />
      </Link>
    ),
  },
  { id: 'email', label: 'E-mail address', cell: ({ email }) => <NameText name={email} /> },
  { id: 'created', label: 'Registered', cell: ({ createdAt }) => <Ago at={createdAt} /> },
]

function CreateDialog({ onClose }: { readonly onClose: () => void }) {
  const [username, setUsername] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const create = useAction('createAccount')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await create.run({ body: { username, email, password } })
    if (!done.ok) return
    toast({ title: `The account ${username} was created` })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Create an account"
      description="For customers who cannot register by themselves."
      actions={
        <>
          <Button variant="primary" type="submit" form="create-account" busy={create.busy}>
            Create
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="create-account" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={create.problem} />
        <TextField
          label="User name"
          hint="3 to 40 letters, digits, dots, hyphens."
          required
          pattern="[A-Za-z0-9._\-]{3,40}"
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
        <PasswordField
          label="Password"
          hint="At least 15 characters."
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
        />
      </form>
    </Dialog>
  )
}

import type { AnswerOf } from '@latchkey/contract/operations'
import { type Action, ACTIONS } from '@latchkey/core/access'
import { Plus, TicketCheck } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useMay } from '../parts/may.ts'
import { type SmallColumn, SmallList } from '../parts/small-list.tsx'

type Token = AnswerOf<'listTokens'>['items'][number]

/** API tokens: what programs of the vendor sign in with. */
export function Tokens() {
  const may = useMay()
  const [creating, setCreating] = useState(false)
  const [ending, setEnding] = useState<Token | null>(null)
  const revoke = useAction('revokeToken')
  const toast = useToast()
  const confirm = async (token: Token) => {
    setEnding(null)
    const done = await revoke.run({ params: { id: token.id } })
    if (done.ok) toast({ title: `The token ${token.name} has ended` })
  }
  const create = may('tokens:write') && (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
      New token
    </Button>
  )
  const end: SmallColumn<Token> = {
    id: 'end',
    label: 'End',
    cell: (token) => (
      <span className="whitespace-nowrap">
        <Button size="small" onClick={() => setEnding(token)} aria-label={`End the token ${token.name}`}>
          End …
        </Button>
      </span>
    ),
  }
  return (
    <>
      <PageHead title="API tokens" about="For programs: your shop, your help desk, your scripts." actions={create} />
      <ProblemView problem={revoke.problem} />
      <SmallList
        name="listTokens"
        path="/console/tokens"
        caption="API tokens"
        columns={may('tokens:write') ? [...COLUMNS, end] : COLUMNS}
        csv={CSV}
        empty={
          <EmptyState icon={<TicketCheck />} title="No token" action={create}>
            A token may do what its scopes say, and never more than whoever made it.
          </EmptyState>
        }
      />
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
      <ConfirmDialog
        open={ending !== null}
        title="End this token?"
        danger
        confirm="End the token"
        cancel="Keep it"
        onConfirm={() => ending !== null && void confirm(ending)}
        onCancel={() => setEnding(null)}
      >
        {ending !== null && (
          <>
            Whatever signs in with <NameText name={ending.name} /> is refused from now on. This cannot be undone.
          </>
        )}
      </ConfirmDialog>
    </>
  )
}

const CSV: CsvColumns<Token> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  'may do': ({ scopes }) => scopes.join(' '),
  'made by': ({ madeBy }) => madeBy?.name ?? 'the operator',
  'last used': ({ lastUsedAt }) => lastUsedAt,
  expires: ({ expiresAt }) => expiresAt,
}

const COLUMNS: readonly SmallColumn<Token>[] = [
  {
    id: 'name',
    label: 'Name',
    heading: true,
    sortBy: ({ name }) => name,
    cell: ({ name }) => <NameText name={name} />,
  },
  {
    id: 'scopes',
    label: 'May do',
    cell: ({ scopes }) => <span className="font-mono text-xs wrap-anywhere">{scopes.join(' ')}</span>,
  },
  {
    id: 'made-by',
    label: 'Made by',
    sortBy: ({ madeBy }) => madeBy?.name ?? '',
    cell: ({ madeBy }) =>
      madeBy === null ? <span className="text-muted">the operator</span> : <NameText name={madeBy.name} />,
  },
  {
    id: 'used',
    label: 'Last used',
    sortBy: ({ lastUsedAt }) => (lastUsedAt === null ? 0 : Date.parse(lastUsedAt)),
    cell: ({ lastUsedAt }) =>
      lastUsedAt === null ? <span className="text-muted">never</span> : <Ago at={lastUsedAt} />,
  },
  {
    id: 'expires',
    label: 'Expires',
    sortBy: ({ expiresAt }) => Date.parse(expiresAt),
    cell: ({ expiresAt }) => <Ago at={expiresAt} />,
  },
]

function CreateDialog({ onClose }: { readonly onClose: () => void }) {
  const may = useMay()
  const [name, setName] = useState('')
  const [days, setDays] = useState('365')
  const [scopes, setScopes] = useState<ReadonlySet<Action>>(new Set())
  const [token, setToken] = useState<string | null>(null)
  const create = useAction('createToken')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await create.run({ body: { name, scopes: [...scopes], days: Number(days) } })
    if (done.ok) setToken(done.value.token)
  }
  const tick = (scope: Action, isTicked: boolean) => {
    const next = new Set(scopes)
    if (isTicked) next.add(scope)
    else next.delete(scope)
    setScopes(next)
  }
  if (token !== null) {
    return (
      <Dialog
        open
        onOpenChange={(next) => !next && onClose()}
        title="The token is made"
        description="It is shown only now. Keep it where your program keeps its secrets."
        actions={
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <CopyField label="API token" value={token} />
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title="New API token"
      actions={
        <>
          <Button
            variant="primary"
            type="submit"
            form="token"
            busy={create.busy}
            disabledReason={scopes.size === 0 ? 'Tick what it may do.' : undefined}
          >
            Make the token
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="token" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={create.problem} />
        <div className="grid gap-gap sm:grid-cols-[1fr_8rem]">
          <TextField
            label="Name"
            hint="What will use it."
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label="Days"
            type="number"
            min={1}
            max={365}
            required
            value={days}
            onChange={(event) => setDays(event.target.value)}
          />
        </div>
        <fieldset className="grid gap-x-6 sm:grid-cols-2">
          <legend className="mb-1 font-medium">It may do</legend>
          {ACTIONS.map((scope) => (
            <Checkbox
              key={scope}
              label={<span className="font-mono text-sm">{scope}</span>}
              checked={scopes.has(scope)}
              onChange={(event) => tick(scope, event.target.checked)}
              disabledReason={may(scope) ? undefined : 'You may not do it yourself.'}
            />
          ))}
        </fieldset>
      </form>
    </Dialog>
  )
}

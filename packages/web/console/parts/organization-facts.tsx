import type { AnswerOf } from '@latchkey/contract/operations'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { Card } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useMay } from './may.ts'

type Account = AnswerOf<'getAccount'>

/** Who owns an organization, and Support's way in when its owners are gone; or which organizations a person owns. */
export function OrganizationFacts({ account }: { readonly account: Account }) {
  const may = useMay()
  const isOrganization = account.kind === 'organization'
  if (!isOrganization && account.organizations.length === 0) return null
  return (
    <Card title={isOrganization ? 'Owners' : 'Organizations'}>
      <ul className="flex flex-col gap-1">
        {account.organizations.map(({ id, name }) => (
          <li key={id}>
            <AccountLink id={id} name={name} />
          </li>
        ))}
        {account.owners.map(({ id, name, email, since }) => (
          <li key={id}>
            <AccountLink id={id} name={name} />{' '}
            <span className="text-muted">
              <NameText name={email} /> <Ago at={since} />
            </span>
          </li>
        ))}
      </ul>
      {isOrganization && may('transfers:decide') && <AppointOwner id={account.id} />}
    </Card>
  )
}

function AccountLink({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <Link href={`/console/accounts/${id}`}>
      <NameText name={name} />
    </Link>
  )
}

/** Of an appointment that waits. */
const TITLES: Readonly<Partial<Record<AnswerOf<'getHandover'>['state'], string>>> = {
  held: 'Decided, and held: the owners may say no',
  'needs-second-agent': 'A second agent must agree',
}

function AppointOwner({ id }: { readonly id: string }) {
  const appoint = useAction('appointOwner')
  const [login, setLogin] = useState('')
  const [note, setNote] = useState('')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const appointed = await appoint.run({ params: { id }, body: { login, note } })
    if (!appointed.ok) return
    toast({ title: TITLES[appointed.value.handover.state] ?? 'Appointed' })
    setLogin('')
    setNote('')
  }
  return (
    <form
      onSubmit={(event) => void submit(event)}
      aria-label="Appoint an owner"
      className="mt-4 flex max-w-md flex-col items-start gap-gap border-t border-line pt-4"
    >
      <p className="text-muted">
        When every owner is gone: appoint another one. Every known address is told by mail, and may say no while it
        waits. <Link href="/console/handovers">What waits</Link>
      </p>
      <TextField
        label="Username or e-mail address"
        autoComplete="off"
        required
        value={login}
        onChange={(event) => setLogin(event.target.value)}
      />
      <TextArea
        label="Reason"
        hint="What shows that they speak for the organization; it is kept in the audit log."
        required
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <ProblemView problem={appoint.problem} />
      <Button type="submit" busy={appoint.busy}>
        Appoint as owner
      </Button>
    </form>
  )
}

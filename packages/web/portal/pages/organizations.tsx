import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { PlainSelect } from '../../ui/plain-select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type Organization, OrganizationCard } from '../parts/organization-card.tsx'

/** The organizations that somebody owns, and where licenses they associate go. */
export function Organizations() {
  const { t } = useLingui()
  const read = useRead('listMyOrganizations', {})
  return (
    <>
      <PageHead
        title={t`Organizations`}
        about={t`An organization is an account that several people own. Each signs in to their own account; the licenses belong to all of them.`}
      />
      <Loaded read={read}>
        {({ items }) => (
          <div className="flex flex-col gap-6">
            {items.length > 0 && <Receiving organizations={items} />}
            {items.map((organization) => (
              <OrganizationCard key={organization.id} organization={organization} />
            ))}
            <Create />
          </div>
        )}
      </Loaded>
    </>
  )
}

const MYSELF = 'me'

function Receiving({ organizations }: { readonly organizations: readonly Organization[] }) {
  const { t } = useLingui()
  const set = useAction('setReceivingAccount')
  const value = organizations.find(({ isReceiving }) => isReceiving)?.id ?? MYSELF
  return (
    <div className="max-w-md">
      <PlainSelect
        label={t`Licenses I associate go to`}
        hint={t`In the License Wizard, with your account and an Activation Key.`}
        value={value}
        onChange={(next) => void set.run({ body: { organizationId: next === MYSELF ? null : next } })}
        options={[
          { value: MYSELF, label: t`My own account` },
          ...organizations.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <ProblemView problem={set.problem} />
    </div>
  )
}

function Create() {
  const { t } = useLingui()
  const create = useAction('createOrganization')
  const [name, setName] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await create.run({ body: { name } })).ok) setName('')
  }
  return (
    <Card title={t`A new organization`}>
      <form onSubmit={(event) => void submit(event)} className="flex max-w-md flex-col items-start gap-gap">
        <TextField
          label={t`Its name`}
          name="organization"
          autoComplete="organization"
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <ProblemView problem={create.problem} />
        <Button type="submit" busy={create.busy}>
          <Trans>Create it</Trans>
        </Button>
      </form>
    </Card>
  )
}

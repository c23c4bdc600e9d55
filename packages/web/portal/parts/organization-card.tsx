import type { AnswerOf } from '@latchkey/contract/operations'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { actFor, actingFor, keepActing } from '../../app/acting.ts'
import { useAction } from '../../app/api.ts'
import { Card } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { MoveLicenses } from './move-licenses.tsx'
import { RenameOrganization } from './rename-organization.tsx'
import { CloseOrganization } from './close-organization.tsx'

export type Organization = AnswerOf<'getMyOrganization'>

/** One organization: who owns it, who is invited, and what may be done with it. */
export function OrganizationCard({ organization }: { readonly organization: Organization }) {
  const { id, name, licenses } = organization
  return (
    <Card
      title={name}
      actions={
        <Button onClick={() => actFor({ id, name })}>
          <Trans>Show its licenses</Trans>
        </Button>
      }
    >
      <div className="flex flex-col gap-gap">
        <p>
          <Plural value={licenses} _0="No licenses yet." one="# license" other="# licenses" />
        </p>
        <Owners organization={organization} />
        <Invitations organization={organization} />
        <div className="flex flex-wrap gap-2">
          <MoveLicenses organization={organization} />
          <RenameOrganization organization={organization} />
          <CloseOrganization organization={organization} />
        </div>
      </div>
    </Card>
  )
}

type Owner = Organization['owners'][number]

function Owners({ organization: { id, name, owners } }: { readonly organization: Organization }) {
  const { t } = useLingui()
  const remove = useAction('removeOwner')
  const [leaving, setLeaving] = useState<Owner | null>(null)
  const confirm = async ({ id: owner, you }: Owner) => {
    setLeaving(null)
    const done = await remove.run({ params: { id, owner } })
    if (done.ok && you && actingFor()?.id === id) keepActing(null)
  }
  return (
    <>
      <h3 className="font-medium">
        <Trans>Owners</Trans>
      </h3>
      <ul className="flex flex-col gap-2">
        {owners.map((owner) => (
          <li key={owner.id} className="flex flex-wrap items-center justify-between gap-2">
            <span className="min-w-0">
              <NameText name={owner.name} />{' '}
              <span className="text-muted">
                {owner.email !== owner.name && <NameText name={owner.email} />} <Ago at={owner.since} />
              </span>
            </span>
            <Button
              size="small"
              aria-label={owner.you ? t`Leave ${name}` : t`Remove ${owner.name}`}
              onClick={() => setLeaving(owner)}
            >
              {owner.you ? <Trans>Leave …</Trans> : <Trans>Remove …</Trans>}
            </Button>
          </li>
        ))}
      </ul>
      <ProblemView problem={remove.problem} />
      <ConfirmDialog
        open={leaving !== null}
        danger
        title={leaving?.you === true ? t`Leave ${name}?` : t`Remove ${leaving?.name ?? ''}?`}
        confirm={leaving?.you === true ? t`Leave` : t`Remove`}
        cancel={t`Cancel`}
        onCancel={() => setLeaving(null)}
        onConfirm={() => leaving !== null && void confirm(leaving)}
      >
        <Trans>
          All rights over its licenses end at once, on every PC and in open sessions. Installed software goes on
          running. Every owner is told by mail.
        </Trans>
      </ConfirmDialog>
    </>
  )
}

function Invitations({ organization: { id, invitations } }: { readonly organization: Organization }) {
  const { t } = useLingui()
  const invite = useAction('inviteOwner')
  const withdraw = useAction('withdrawInvitation')
  const [email, setEmail] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await invite.run({ params: { id }, body: { email } })).ok) setEmail('')
  }
  return (
    <>
      <ul className="flex flex-col gap-2">
        {invitations.map(({ id: invitation, email: address, expiresAt }) => (
          <li key={invitation} className="flex flex-wrap items-center justify-between gap-2">
            <span className="min-w-0 text-muted">
              <Trans>
                <NameText name={address} /> is invited; the invitation ends <Ago at={expiresAt} />
              </Trans>
            </span>
            <Button
              size="small"
              aria-label={t`Withdraw the invitation of ${address}`}
              onClick={() => void withdraw.run({ params: { id, invitation } })}
            >
              <Trans>Withdraw</Trans>
            </Button>
          </li>
        ))}
      </ul>
      <ProblemView problem={withdraw.problem} />
      <form onSubmit={(event) => void submit(event)} className="flex max-w-md flex-col items-start gap-gap">
        <TextField
          label={t`E-mail address of another owner`}
          type="email"
          name="email"
          autoComplete="off"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <ProblemView problem={invite.problem} />
        <Button type="submit" busy={invite.busy}>
          <Trans>Invite</Trans>
        </Button>
      </form>
    </>
  )
}

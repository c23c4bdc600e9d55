import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useAction } from '../api.ts'
import { Card } from '../page-parts.tsx'
import { ProblemView } from '../problem-view.tsx'
import type { Me } from './factors.tsx'

export function ChangeEmail({ me }: { readonly me: Me }) {
  const { t } = useLingui()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const change = useAction('changeEmail')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await change.run({ body: { email, password } })
    setPassword('')
    if (!done.ok) return
    setEmail('')
    toast({ title: t`A link went to the new address` })
  }
  return (
    <Card title={t`E-mail address`}>
      <form onSubmit={(event) => void submit(event)} className="flex max-w-md flex-col gap-gap">
        {me.newEmail !== null && (
          <Message tone="info" title={t`${me.newEmail} waits for its confirmation`}>
            <Trans>Open the link in the mail that went there. Until then, {me.email} stays.</Trans>
          </Message>
        )}
        <ProblemView problem={change.problem} />
        <TextField
          label={t`New e-mail address`}
          type="email"
          name="email"
          autoComplete="email"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label={t`Your password`}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        <div>
          <Button type="submit" busy={change.busy}>
            <Trans>Change the address</Trans>
          </Button>
        </div>
      </form>
    </Card>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useAction } from '../api.ts'
import { Card } from '../page-parts.tsx'
import { ProblemView } from '../problem-view.tsx'

export function ChangePassword() {
  const { t } = useLingui()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const change = useAction('changePassword')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await change.run({ body: { currentPassword, newPassword } })
    setCurrent('')
    if (!done.ok) return
    setNew('')
    toast({ title: t`Your password was changed`, description: t`Every other session has ended.` })
  }
  return (
    <Card title={t`Password`}>
      <form onSubmit={(event) => void submit(event)} className="flex max-w-md flex-col gap-gap">
        <ProblemView problem={change.problem} />
        <PasswordField
          label={t`Current password`}
          name="current-password"
          autoComplete="current-password"
          value={currentPassword}
          onChange={setCurrent}
        />
        <PasswordField
          label={t`New password`}
          hint={t`At least 15 characters, or 8 with a second factor. A few words you like are good.`}
          name="new-password"
          autoComplete="new-password"
          value={newPassword}
          onChange={setNew}
        />
        <div>
          <Button type="submit" busy={change.busy}>
            <Trans>Change the password</Trans>
          </Button>
        </div>
      </form>
    </Card>
  )
}

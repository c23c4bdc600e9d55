import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { useAction } from '../api.ts'
import { ProblemView } from '../problem-view.tsx'
import type { Session } from '../session.tsx'
import { FactorForm } from './factor-form.tsx'

/** Comes up when the server asks for proof before something dangerous; what was begun goes on by itself afterwards. */
export function StepUpDialog(props: { readonly session: Session; readonly onAnswer: (shown: boolean) => void }) {
  const { session, onAnswer } = props
  const { t } = useLingui()
  const stepUp = useAction('stepUp')
  const show = async (body: Parameters<typeof stepUp.run>[0]['body']) => {
    const shown = await stepUp.run({ body })
    if (shown.ok) onAnswer(true)
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onAnswer(false)}
      title={t`Is it still you?`}
      description={t`What comes next matters, so show once more who you are. Good for five minutes.`}
      actions={
        <Button variant="quiet" onClick={() => onAnswer(false)}>
          <Trans>Cancel</Trans>
        </Button>
      }
    >
      {session.secondFactors.length === 0 ? (
        <PasswordProof
          busy={stepUp.busy}
          problem={stepUp.problem}
          onShow={(password) => void show({ type: 'password', password })}
        />
      ) : (
        <FactorForm
          factors={session.secondFactors}
          busy={stepUp.busy}
          problem={stepUp.problem}
          onShow={(factor) => void show(factor)}
          submitLabel={t`Confirm`}
        />
      )}
    </Dialog>
  )
}

function PasswordProof(props: {
  readonly busy: boolean
  readonly problem: Parameters<typeof ProblemView>[0]['problem']
  readonly onShow: (password: string) => void
}) {
  const { t } = useLingui()
  const [password, setPassword] = useState('')
  return (
    <form
      className="flex flex-col gap-gap"
      onSubmit={(event) => {
        event.preventDefault()
        props.onShow(password)
        setPassword('')
      }}
    >
      <ProblemView problem={props.problem} />
      <PasswordField
        label={t`Password`}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <Button variant="primary" type="submit" busy={props.busy}>
        <Trans>Confirm</Trans>
      </Button>
    </form>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { useAction } from '../api.ts'
import { ProblemView } from '../problem-view.tsx'
import type { Session } from '../session.tsx'
import { onStepUp } from '../step-up.ts'
import { FactorForm } from './factor-form.tsx'

/** Comes up when the server asks for proof before something dangerous; what was begun goes on by itself afterwards. */
export function StepUpDialog({ session }: { readonly session: Session }) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const answer = useRef<(shown: boolean) => void>(() => undefined)
  const stepUp = useAction('stepUp')
  useEffect(() => {
    onStepUp(
      async () =>
        new Promise((resolve) => {
          answer.current = resolve
          setOpen(true)
        }),
    )
    return () => onStepUp(null)
  }, [])
  const close = (shown: boolean) => {
    setOpen(false)
    stepUp.reset()
    answer.current(shown)
  }
  const show = async (body: Parameters<typeof stepUp.run>[0]['body']) => {
    const shown = await stepUp.run({ body })
    if (shown.ok) close(true)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close(false)}
      title={t`Is it still you?`}
      description={t`What comes next matters, so show once more who you are. Good for five minutes.`}
      actions={
        <Button variant="quiet" onClick={() => close(false)}>
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

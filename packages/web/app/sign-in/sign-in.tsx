import { Trans, useLingui } from '@lingui/react/macro'
import { Fingerprint } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAction } from '../api.ts'
import { ProblemView } from '../problem-view.tsx'
import { EntranceFrame } from './frame.tsx'
import { usePasskey } from './passkey.ts'

/** Signing in: with a password, or with a passkey alone. Afterwards one is where one wanted to go. */
export function SignIn({ as }: { readonly as: 'account' | 'staff' }) {
  const { t } = useLingui()
  return (
    <EntranceFrame
      title={as === 'staff' ? t`Sign in to the console` : t`Sign in`}
      about={as === 'staff' ? t`For staff.` : t`With your Software Download account.`}
      below={as === 'staff' ? <StaffWays /> : <CustomerWays />}
    >
      <PasswordForm />
      <div className="flex items-center gap-3 text-sm text-muted before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        <Trans>or</Trans>
      </div>
      <PasskeyButton />
    </EntranceFrame>
  )
}

function PasswordForm() {
  const { t } = useLingui()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useAction('beginSession')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const answer = await signIn.run({ body: { login, password } })
    if (!answer.ok) setPassword('')
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
      <ProblemView problem={signIn.problem} />
      <TextField
        label={t`User name or e-mail address`}
        name="username"
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={login}
        onChange={(event) => setLogin(event.target.value)}
      />
      <PasswordField
        label={t`Password`}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <Button variant="primary" type="submit" busy={signIn.busy}>
        <Trans>Sign in</Trans>
      </Button>
    </form>
  )
}

function PasskeyButton() {
  // Asking changes nothing; reading the session again would take away what is said here when the passkey does not fit.
  const begin = useAction('beginPasskeySignIn', { quietly: true })
  const finish = useAction('signInWithPasskey')
  const passkey = usePasskey()
  const press = async () => {
    const asked = await begin.run({})
    if (!asked.ok) return
    const assertion = await passkey.show(asked.value.options)
    if (assertion !== null) await finish.run({ body: { assertion } })
  }
  return (
    <>
      <ProblemView problem={begin.problem ?? finish.problem} />
      {passkey.failed && (
        <p role="alert" className="text-sm text-muted">
          <Trans>No passkey was used. Try again, or use your password.</Trans>
        </p>
      )}
      <Button icon={<Fingerprint aria-hidden />} busy={begin.busy || finish.busy} onClick={() => void press()}>
        <Trans>Use a passkey</Trans>
      </Button>
    </>
  )
}

function CustomerWays() {
  return (
    <>
      <p>
        <Trans>
          New here? <Link href="/register">Register an account</Link>
        </Trans>
      </p>
      <p>
        <Link href="/forgotten">
          <Trans>I have forgotten my password</Trans>
        </Link>
      </p>
    </>
  )
}

function StaffWays() {
  return (
    <>
      <p>
        <Link href="/forgotten">
          <Trans>I have forgotten my password</Trans>
        </Link>
      </p>
      <p>
        <Link href="/">
          <Trans>To the customer portal</Trans>
        </Link>
      </p>
    </>
  )
}

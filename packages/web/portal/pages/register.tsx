import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { chosenLocale } from '../../app/languages.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { EntranceFrame } from '../../app/sign-in/frame.tsx'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** Registering: an address first; the password is chosen by whoever opens the mail. */
export function Register() {
  const { t } = useLingui()
  const [email, setEmail] = useState('')
  const [sent, setSent] = useState(false)
  const register = useAction('register')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await register.run({ body: { email, language: chosenLocale() } })
    if (done.ok) setSent(true)
  }
  const below = (
    <p>
      <Trans>
        You have an account? <Link href="/">Sign in</Link>
      </Trans>
    </p>
  )
  if (sent) {
    return (
      <EntranceFrame title={t`Look into your mailbox`} below={below}>
        <Message tone="success" title={t`A mail went to ${email}`} announce>
          <p>
            <Trans>
              Open its link within 24 hours, and choose your password there. Nothing came? Look among unwanted mail.
            </Trans>
          </p>
        </Message>
        <Button onClick={() => setSent(false)}>
          <Trans>Another address</Trans>
        </Button>
      </EntranceFrame>
    )
  }
  return (
    <EntranceFrame
      title={t`Register`}
      about={t`A Software Download account keeps your licenses together.`}
      below={below}
    >
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={register.problem} />
        <TextField
          label={t`E-mail address`}
          type="email"
          name="email"
          autoComplete="email"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Button variant="primary" type="submit" busy={register.busy}>
          <Trans>Send me a link</Trans>
        </Button>
      </form>
    </EntranceFrame>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { EntranceFrame } from '../../app/sign-in/frame.tsx'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** A forgotten password: the answer is the same whether there is such an account or not. */
export function Forgotten() {
  const { t } = useLingui()
  const [login, setLogin] = useState('')
  const [sent, setSent] = useState(false)
  const ask = useAction('requestPasswordReset')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await ask.run({ body: { login } })
    if (done.ok) setSent(true)
  }
  return (
    <EntranceFrame
      title={t`Forgotten password`}
      about={t`You get a mail with a link to choose a new one.`}
      below={
        <p>
          <Link href="/">
            <Trans>To the sign-in</Trans>
          </Link>
        </p>
      }
    >
      {sent ? (
        <Message tone="success" title={t`Look into your mailbox`} announce>
          <p>
            <Trans>If there is such an account, a mail is on its way. Its link is good for 20 minutes.</Trans>
          </p>
        </Message>
      ) : (
        <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
          <ProblemView problem={ask.problem} />
          <TextField
            label={t`User name or e-mail address`}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
          <Button variant="primary" type="submit" busy={ask.busy}>
            <Trans>Send me a link</Trans>
          </Button>
        </form>
      )}
    </EntranceFrame>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { EntranceFrame } from '../../app/sign-in/frame.tsx'
import { Button } from '../../ui/button.tsx'
import { KeyField } from '../../ui/key-field.tsx'
import { Link } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { PlainSelect } from '../../ui/plain-select.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { type Reason, useReasons } from '../parts/request-words.tsx'

/** KB1023 2.B without an account: the key, and where to answer. */
export function AskSupport() {
  const { t } = useLingui()
  const reasons = useReasons()
  const [key, setKey] = useState('')
  const [email, setEmail] = useState('')
  const [reason, setReason] = useState<Reason>('account-transfer')
  const [message, setMessage] = useState('')
  const [hours, setHours] = useState<number | null>(null)
  const send = useAction('sendReturnRequestForm')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await send.run({ body: { key, email, reason, message } })
    if (done.ok) setHours(done.value.answerWithinHours)
  }
  if (hours !== null) {
    return (
      <EntranceFrame title={t`Your request is on its way`} below={<ToSignIn />}>
        <Message tone="success" title={t`You have an answer within ${hours} hours`} announce>
          <p>
            <Trans>It goes to {email}, if the key is one of ours. Whoever owns the licenses is told, too.</Trans>
          </p>
        </Message>
      </EntranceFrame>
    )
  }
  return (
    <EntranceFrame
      title={t`Ask Support for a return`}
      about={t`When you no longer have the PC that a license is active on. With an account you can often do it yourself, at once.`}
      below={<ToSignIn />}
    >
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={send.problem} />
        <KeyField value={key} onChange={setKey} />
        <TextField
          label={t`Your e-mail address`}
          type="email"
          name="email"
          autoComplete="email"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PlainSelect
          label={t`What happened?`}
          value={reason}
          onChange={setReason}
          options={(Object.keys(reasons) as Reason[]).map((value) => ({ value, label: reasons[value] }))}
        />
        <TextArea
          label={t`What else should Support know?`}
          optional
          maxLength={2000}
          value={message}
          onChange={(event) => setMessage(event.target.value)}
        />
        <Button variant="primary" type="submit" busy={send.busy}>
          <Trans>Send the request</Trans>
        </Button>
      </form>
    </EntranceFrame>
  )
}

function ToSignIn() {
  return (
    <p>
      <Link href="/">
        <Trans>To the sign-in</Trans>
      </Link>
    </p>
  )
}

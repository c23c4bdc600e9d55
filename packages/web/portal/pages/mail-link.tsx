import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { linkToken } from '../../app/link-token.ts'
import { Loaded } from '../../app/loaded.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { EntranceFrame } from '../../app/sign-in/frame.tsx'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { goTo } from '../../app/router.tsx'

type Link = AnswerOf<'lookUpLink'>

/** Where the links of mails lead: shows what a link is for, and acts when its button is pressed. */
export function MailLink() {
  const { t } = useLingui()
  const [token] = useState(linkToken)
  const read = useRead('lookUpLink', { body: { token } }, { enabled: token !== '' })
  if (token === '' || read.error !== null) {
    return (
      <EntranceFrame title={t`This link does not work`}>
        <ProblemView problem={read.error?.problem ?? null} />
        {token === '' && <p>{t`Part of it was lost. Open it from the mail again, or copy it whole.`}</p>}
        <ButtonLink href="/">{t`To the sign-in`}</ButtonLink>
      </EntranceFrame>
    )
  }
  return (
    <Loaded read={read}>
      {(link) =>
        link.purpose === 'confirm-email' ? (
          <ConfirmEmail link={link} token={token} />
        ) : (
          <ChoosePassword link={link} token={token} />
        )
      }
    </Loaded>
  )
}

function ConfirmEmail({ link, token }: { readonly link: Link; readonly token: string }) {
  const { t } = useLingui()
  const confirm = useAction('confirmEmail')
  const [done, setDone] = useState(false)
  const press = async () => {
    const confirmed = await confirm.run({ body: { token } })
    if (confirmed.ok) setDone(true)
  }
  return (
    <EntranceFrame title={t`Confirm your e-mail address`} about={link.email}>
      <ProblemView problem={confirm.problem} />
      {done ? (
        <Finished title={t`${link.email} is your address now`} href="/" />
      ) : (
        <Button variant="primary" busy={confirm.busy} onClick={() => void press()}>
          <Trans>Confirm</Trans>
        </Button>
      )}
    </EntranceFrame>
  )
}

function Finished({ title, href }: { readonly title: ReactNode; readonly href: string }) {
  return (
    <Message
      tone="success"
      title={title}
      announce
      actions={
        <ButtonLink href={href} variant="primary">
          <Trans>Go on</Trans>
        </ButtonLink>
      }
    />
  )
}

/** Of a new account, of a reset, of a member of staff who was invited. */
function ChoosePassword({ link, token }: { readonly link: Link; readonly token: string }) {
  const { t } = useLingui()
  const [password, setPassword] = useState('')
  const [done, setDone] = useState(false)
  const register = useAction('confirmRegistration')
  const reset = useAction('resetPassword')
  const isNew = link.purpose === 'confirm-registration'
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const body = { token, password }
    const set = await (isNew ? register.run({ body }) : reset.run({ body }))
    if (!set.ok) return
    if (isNew) goTo('/')
    else setDone(true)
  }
  const titles = {
    'confirm-registration': t`Choose your password`,
    'reset-password': t`Choose a new password`,
    'join-staff': t`Welcome. Choose your password`,
    'confirm-email': '',
  }
  if (done) {
    return (
      <EntranceFrame title={titles[link.purpose]}>
        <Finished title={t`Your password is set`} href={link.purpose === 'join-staff' ? '/console' : '/'} />
      </EntranceFrame>
    )
  }
  return (
    <EntranceFrame title={titles[link.purpose]} about={link.email}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={register.problem ?? reset.problem} />
        {/* So that a password manager knows what the password belongs to. */}
        <input type="email" name="username" autoComplete="username" value={link.email} readOnly hidden />
        <PasswordField
          label={t`New password`}
          hint={t`At least ${link.passwordCharsMin} characters. A few words you like are good; there are no other rules.`}
          name="new-password"
          charsMin={link.passwordCharsMin}
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
        />
        <Button variant="primary" type="submit" busy={register.busy || reset.busy}>
          <Trans>Set the password</Trans>
        </Button>
      </form>
    </EntranceFrame>
  )
}

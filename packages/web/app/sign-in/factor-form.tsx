import type { Problem } from '@latchkey/contract/client'
import type { BodyOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { Fingerprint } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAction } from '../api.ts'
import { ProblemView } from '../problem-view.tsx'
import { usePasskey } from './passkey.ts'

type Factor = BodyOf<'showSecondFactor'>

interface FactorFormProps {
  readonly factors: readonly Factor['type'][]
  readonly busy: boolean
  readonly problem: Problem | null
  readonly onShow: (factor: Factor) => void
  readonly submitLabel: string
}

/** Showing a second factor: the code of an app, a recovery code, or a passkey. */
export function FactorForm({ factors, busy, problem, onShow, submitLabel }: FactorFormProps) {
  const { t } = useLingui()
  const [isRecovery, setRecovery] = useState(!factors.includes('totp') && !factors.includes('passkey'))
  const [code, setCode] = useState('')
  const type = isRecovery ? 'recovery-code' : 'totp'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onShow({ type, code })
    setCode('')
  }
  return (
    <>
      <ProblemView problem={problem} />
      {factors.includes('passkey') && <PasskeyFactor busy={busy} onShow={onShow} />}
      {(factors.includes('totp') || isRecovery) && (
        <form onSubmit={submit} className="flex flex-col gap-gap">
          <TextField
            label={isRecovery ? t`Recovery code` : t`Code of your authenticator app`}
            hint={
              isRecovery ? t`One of the ten you kept; each works once.` : t`Six digits; a new one every 30 seconds.`
            }
            name="code"
            autoComplete="one-time-code"
            inputMode={isRecovery ? 'text' : 'numeric'}
            mono
            required
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <Button variant="primary" type="submit" busy={busy}>
            {submitLabel}
          </Button>
        </form>
      )}
      {factors.includes('recovery-code') && (
        <Button variant="quiet" size="small" onClick={() => setRecovery(!isRecovery)}>
          {isRecovery ? t`Use the app or a passkey instead` : t`Use a recovery code instead`}
        </Button>
      )}
    </>
  )
}

function PasskeyFactor({ busy, onShow }: Pick<FactorFormProps, 'busy' | 'onShow'>) {
  const begin = useAction('beginPasskey', { quietly: true })
  const passkey = usePasskey()
  const press = async () => {
    const asked = await begin.run({})
    if (!asked.ok) return
    const assertion = await passkey.show(asked.value.options)
    if (assertion !== null) onShow({ type: 'passkey', assertion })
  }
  return (
    <>
      <ProblemView problem={begin.problem} />
      {passkey.failed && (
        <p role="alert" className="text-sm text-muted">
          <Trans>No passkey was used. Try again, or use another way.</Trans>
        </p>
      )}
      <Button icon={<Fingerprint aria-hidden />} busy={busy || begin.busy} onClick={() => void press()}>
        <Trans>Use a passkey</Trans>
      </Button>
    </>
  )
}

import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status } from '../../ui/status.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useAction } from '../api.ts'
import { lateDialog } from '../late-dialog.tsx'
import { Card } from '../page-parts.tsx'
import { ProblemView } from '../problem-view.tsx'
import { Ago } from '../time.tsx'
import type { FactorTask } from './factor-dialog.tsx'

export type Me = AnswerOf<'getMe'>

/** With what reads passkeys and draws codes: a fifth of the page, and most readers set up nothing. */
const FactorDialog = lateDialog(async () => (await import('./factor-dialog.tsx')).FactorDialog)

/** Authenticator app, passkeys and recovery codes. */
export function Factors({ me }: { readonly me: Me }) {
  const { t } = useLingui()
  const [task, setTask] = useState<FactorTask | null>(null)
  const remove = useAction('removeTotp')
  const removeKey = useAction('removePasskey')
  const renew = useAction('makeRecoveryCodes', { quietly: true })
  const toast = useToast()
  const newCodes = async () => {
    const made = await renew.run({})
    if (made.ok) setTask({ codes: made.value.recoveryCodes })
  }
  const forgetApp = async () => {
    const removed = await remove.run({})
    if (removed.ok) toast({ title: t`The authenticator app was removed` })
  }
  const forgetPasskey = async (id: string) => {
    const removed = await removeKey.run({ params: { id } })
    if (removed.ok) toast({ title: t`The passkey was removed` })
  }
  return (
    <Card title={t`Second factor`}>
      <ProblemView problem={remove.problem ?? removeKey.problem ?? renew.problem} />
      <ul className="flex flex-col divide-y divide-line">
        <Factor
          name={t`Authenticator app`}
          state={me.totp ? <Status tone="success">{t`On`}</Status> : <Status tone="neutral">{t`Off`}</Status>}
          action={
            me.totp ? (
              <Button size="small" busy={remove.busy} onClick={() => void forgetApp()}>
                <Trans>Remove</Trans>
              </Button>
            ) : (
              <Button size="small" onClick={() => setTask('totp')}>
                <Trans>Set up …</Trans>
              </Button>
            )
          }
        />
        {me.passkeys.map(({ id, name, createdAt }) => (
          <Factor
            key={id}
            name={<NameText name={name} />}
            state={
              <span className="text-sm text-muted">
                <Trans>
                  Passkey, added <Ago at={createdAt} />
                </Trans>
              </span>
            }
            action={
              <Button
                size="small"
                busy={removeKey.busy}
                onClick={() => void forgetPasskey(id)}
                aria-label={t`Remove the passkey ${name}`}
              >
                <Trans>Remove</Trans>
              </Button>
            }
          />
        ))}
        <Factor
          name={t`Passkeys`}
          state={
            <span className="text-sm text-muted">
              <Trans>Opens your account with your fingerprint, face or device PIN.</Trans>
            </span>
          }
          action={
            <Button size="small" onClick={() => setTask('passkey')}>
              <Trans>Add …</Trans>
            </Button>
          }
        />
        {(me.totp || me.passkeys.length > 0) && (
          <Factor
            name={t`Recovery codes`}
            state={
              <span className="text-sm text-muted">
                <Trans>{me.recoveryCodesLeft} left</Trans>
              </span>
            }
            action={
              <Button size="small" busy={renew.busy} onClick={() => void newCodes()}>
                <Trans>Make new ones</Trans>
              </Button>
            }
          />
        )}
      </ul>
      {task !== null && <FactorDialog task={task} onTask={setTask} onClose={() => setTask(null)} />}
    </Card>
  )
}

function Factor(props: { readonly name: ReactNode; readonly state: ReactNode; readonly action: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
      <span className="min-w-0">
        <span className="block font-medium">{props.name}</span>
        {props.state}
      </span>
      {props.action}
    </li>
  )
}

import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status } from '../../ui/status.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useAction } from '../api.ts'
import { Card } from '../page-parts.tsx'
import { ProblemView } from '../problem-view.tsx'
import { AddPasskey } from '../sign-in/add-passkey.tsx'
import { RecoveryCodes } from '../sign-in/recovery-codes.tsx'
import { TotpSetUp } from '../sign-in/totp.tsx'
import { Ago } from '../time.tsx'

export type Me = AnswerOf<'getMe'>

type Task = 'totp' | 'passkey' | { readonly codes: readonly string[] }

/** Authenticator app, passkeys and recovery codes. */
export function Factors({ me }: { readonly me: Me }) {
  const { t } = useLingui()
  const [task, setTask] = useState<Task | null>(null)
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
      <TaskDialog task={task} onTask={setTask} />
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

function TaskDialog({ task, onTask }: { readonly task: Task | null; readonly onTask: (task: Task | null) => void }) {
  const { t } = useLingui()
  if (task === null) return null
  const showCodes = (codes: readonly string[]) => onTask(codes.length === 0 ? null : { codes })
  const isCodes = typeof task === 'object'
  const titles = { totp: t`Set up an authenticator app`, passkey: t`Add a passkey` }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onTask(null)}
      title={isCodes ? t`Keep your recovery codes` : titles[task]}
      actions={
        <Button variant={isCodes ? 'primary' : 'quiet'} onClick={() => onTask(null)}>
          {isCodes ? t`I have kept them` : t`Cancel`}
        </Button>
      }
    >
      {isCodes && <RecoveryCodes codes={task.codes} />}
      {task === 'totp' && <TotpSetUp onDone={showCodes} />}
      {task === 'passkey' && <AddPasskey onDone={showCodes} />}
    </Dialog>
  )
}

import { useLingui } from '@lingui/react/macro'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { AddPasskey } from '../sign-in/add-passkey.tsx'
import { RecoveryCodes } from '../sign-in/recovery-codes.tsx'
import { TotpSetUp } from '../sign-in/totp.tsx'

export type FactorTask = 'totp' | 'passkey' | { readonly codes: readonly string[] }

interface FactorDialogProps {
  readonly task: FactorTask
  readonly onTask: (task: FactorTask) => void
  readonly onClose: () => void
}

/** Setting up an authenticator app or a passkey; then the recovery codes, if they are new. */
export function FactorDialog({ task, onTask, onClose }: FactorDialogProps) {
  const { t } = useLingui()
  const showCodes = (codes: readonly string[]) => (codes.length === 0 ? onClose() : onTask({ codes }))
  const isCodes = typeof task === 'object'
  const titles = { totp: t`Set up an authenticator app`, passkey: t`Add a passkey` }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={isCodes ? t`Keep your recovery codes` : titles[task]}
      actions={
        <Button variant={isCodes ? 'primary' : 'quiet'} onClick={onClose}>
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

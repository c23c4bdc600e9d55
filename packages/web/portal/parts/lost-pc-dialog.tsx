import type { BodyOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Message } from '../../ui/message.tsx'
import { RadioCards } from '../../ui/radio-cards.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { MyLicense } from './license-words.tsx'

type Reason = BodyOf<'returnMyLostPc'>['reason']

/** Returning a license whose PC is gone: what will happen, and what is left, before anything happens. */
export function LostPcDialog({ license, onClose }: { readonly license: MyLicense; readonly onClose: () => void }) {
  const { t } = useLingui()
  const [reason, setReason] = useState<Reason>('lost-pc')
  const back = useAction('returnMyLostPc')
  const toast = useToast()
  const host = license.activatedOn
  const submit = async () => {
    const done = await back.run({ params: { id: license.id }, body: { reason } })
    if (!done.ok) return
    toast({
      title: t`${license.productName} is free`,
      description: t`Activate it on another PC with the License Wizard.`,
    })
    onClose()
  }
  const left = license.lostPcReturns.left - 1
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t`Return ${license.productName} without its PC?`}
      description={t`For a PC you can no longer start. If you can, return it there: that is free and never counted.`}
      actions={
        <>
          <Button variant="primary" busy={back.busy} onClick={() => void submit()}>
            <Trans>Return it</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <ProblemView problem={back.problem} />
      <RadioCards
        label={t`What happened to the PC?`}
        value={reason}
        onChange={setReason}
        cards={[
          { value: 'lost-pc', label: t`Lost, stolen or given away` },
          { value: 'dead-pc', label: t`It no longer starts` },
          { value: 'reinstall', label: t`The system was set up anew` },
          { value: 'hardware-change', label: t`Parts of it were replaced` },
        ]}
      />
      <Message tone="info" title={t`What will happen`}>
        <ul className="list-disc ps-5">
          {host !== null && (
            <li>
              <Trans>
                {host.hostName} loses it at its next contact; offline, it may run until{' '}
                <Day at={host.mayRunUntil} never={t`then`} />.
              </Trans>
            </li>
          )}
          <li>
            <Trans>You can activate it on another PC at once.</Trans>
          </li>
          <li>
            <Trans>
              {left} of {license.lostPcReturns.max} such returns are left afterwards.
            </Trans>
          </li>
        </ul>
      </Message>
    </Dialog>
  )
}

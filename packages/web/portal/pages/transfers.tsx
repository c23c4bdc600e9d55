import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { ArrowRightLeft } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead, Pages } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago, Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'

type Transfer = AnswerOf<'listMyTransfers'>['items'][number]

/** Licenses given to others, and received from them. */
export function Transfers() {
  const { t } = useLingui()
  const { cursor } = useAddress()
  const read = useRead('listMyTransfers', { query: cursor === undefined ? {} : { cursor } })
  return (
    <>
      <PageHead
        title={t`Transfers`}
        about={t`Licenses you gave to others, and those you were given. To offer one, open it and choose Transfer.`}
      />
      <Loaded read={read}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<ArrowRightLeft />}
              title={t`No transfer yet`}
              action={<ButtonLink href="/">{t`To my licenses`}</ButtonLink>}
            >
              <Trans>A transfer moves a license to another account; the other side accepts it by a link.</Trans>
            </EmptyState>
          ) : (
            <div className="flex flex-col gap-6">
              {items.map((transfer) => (
                <TransferCard key={transfer.id} transfer={transfer} />
              ))}
              <Pages
                cursor={cursor}
                nextCursor={nextCursor}
                hrefOf={(next) => hrefOf('/transfers', { cursor: next })}
              />
            </div>
          )
        }
      </Loaded>
    </>
  )
}

function useStates(): Record<Transfer['state'], { readonly label: string; readonly tone: StatusTone }> {
  const { t } = useLingui()
  return {
    offered: { label: t`Offered`, tone: 'info' },
    accepted: { label: t`Accepted`, tone: 'success' },
    withdrawn: { label: t`Withdrawn`, tone: 'neutral' },
    expired: { label: t`Expired`, tone: 'neutral' },
    disputed: { label: t`Disputed`, tone: 'warning' },
    kept: { label: t`Settled: it stays`, tone: 'success' },
    reversed: { label: t`Settled: it went back`, tone: 'warning' },
  }
}

function TransferCard({ transfer }: { readonly transfer: Transfer }) {
  const { t } = useLingui()
  const { label, tone } = useStates()[transfer.state]
  const withdraw = useAction('withdrawTransfer')
  const toast = useToast()
  const [disputing, setDisputing] = useState(false)
  const isGiven = transfer.direction === 'given'
  const takeBack = async () => {
    const done = await withdraw.run({ params: { id: transfer.id } })
    if (done.ok) toast({ title: t`The offer was withdrawn` })
  }
  return (
    <Card
      title={isGiven ? t`To ${transfer.email}` : t`From ${transfer.from}`}
      actions={<Status tone={tone}>{label}</Status>}
    >
      <ProblemView problem={withdraw.problem} />
      <ul className="flex flex-col gap-1">
        {transfer.licenses.map(({ id, productName, keyLast5, hostName }) => (
          <li key={id}>
            {productName} <span className="font-mono text-sm text-muted">…{keyLast5}</span>
            {hostName !== null && (
              <span className="text-muted">
                {', '}
                <Trans>
                  active on <NameText name={hostName} />
                </Trans>
              </span>
            )}
          </li>
        ))}
      </ul>
      <p className="mt-2 text-sm text-muted">
        <Trans>
          Offered <Ago at={transfer.offeredAt} />
        </Trans>
        {transfer.state === 'offered' && (
          <>
            {', '}
            <Trans>
              ends <Ago at={transfer.expiresAt} />
            </Trans>
          </>
        )}
        {transfer.acceptedAt !== null && (
          <>
            {', '}
            <Trans>
              accepted <Ago at={transfer.acceptedAt} />
            </Trans>
          </>
        )}
        .
      </p>
      {transfer.dispute !== null && <p className="mt-2 whitespace-pre-wrap">{transfer.dispute}</p>}
      {transfer.answer !== null && <p className="mt-2 whitespace-pre-wrap">{transfer.answer}</p>}
      {transfer.state === 'offered' && isGiven && (
        <div className="mt-3">
          <Button size="small" busy={withdraw.busy} onClick={() => void takeBack()}>
            <Trans>Withdraw the offer</Trans>
          </Button>
        </div>
      )}
      {transfer.state === 'accepted' && transfer.disputeUntil !== null && (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <Button size="small" onClick={() => setDisputing(true)}>
            <Trans>Dispute …</Trans>
          </Button>
          <span className="text-sm text-muted">
            <Trans>
              Possible until <Day at={transfer.disputeUntil} never="" />
            </Trans>
          </span>
        </div>
      )}
      {disputing && <DisputeDialog id={transfer.id} onClose={() => setDisputing(false)} />}
    </Card>
  )
}

function DisputeDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useLingui()
  const [message, setMessage] = useState('')
  const dispute = useAction('disputeTransfer')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await dispute.run({ params: { id }, body: { message } })
    if (!done.ok) return
    toast({ title: t`Support looks into it` })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t`Dispute this transfer`}
      description={t`Support hears both sides and decides. Until then nothing moves.`}
      actions={
        <>
          <Button variant="primary" type="submit" form="dispute" busy={dispute.busy}>
            <Trans>Dispute it</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <form id="dispute" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={dispute.problem} />
        <TextArea
          label={t`What is wrong with it?`}
          required
          maxLength={2000}
          value={message}
          onChange={(event) => setMessage(event.target.value)}
        />
      </form>
    </Dialog>
  )
}

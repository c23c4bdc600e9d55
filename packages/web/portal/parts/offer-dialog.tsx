import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { LicenseChoice } from './license-choice.tsx'
import type { MyLicense } from './license-words.tsx'

interface OfferProps {
  readonly licenses: readonly MyLicense[]
  /** Whether some of them only may be offered. */
  readonly isChoice?: boolean
  readonly onClose: () => void
}

/** Offering licenses to somebody by e-mail. */
export function OfferDialog({ licenses: all, isChoice = false, onClose }: OfferProps) {
  const { t } = useLingui()
  const [chosen, setChosen] = useState<readonly string[]>(isChoice ? [] : all.map(({ id }) => id))
  const [email, setEmail] = useState('')
  const offer = useAction('offerTransfer')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await offer.run({ body: { licenseIds: [...chosen], email } })
    if (!done.ok) return
    toast({ title: t`A link went to ${email}` })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t`Transfer to somebody else`}
      description={t`Nothing changes until they accept. Afterwards the license is theirs; it stays active where it is until they return it.`}
      actions={
        <>
          <Button
            variant="primary"
            type="submit"
            form="offer"
            busy={offer.busy}
            disabledReason={chosen.length === 0 ? t`Choose at least one license.` : undefined}
          >
            <Trans>Send the offer</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <form id="offer" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={offer.problem} />
        {isChoice ? (
          <LicenseChoice licenses={all} chosen={chosen} onChange={setChosen} />
        ) : (
          <ul className="list-disc ps-5">
            {all.map(({ id, productName, keyLast5 }) => (
              <li key={id}>
                {productName} <span className="font-mono text-sm text-muted">…{keyLast5}</span>
              </li>
            ))}
          </ul>
        )}
        <TextField
          label={t`Their e-mail address`}
          hint={t`Whoever has the link of the mail can accept; you can withdraw it until then.`}
          type="email"
          name="email"
          autoComplete="off"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </form>
    </Dialog>
  )
}

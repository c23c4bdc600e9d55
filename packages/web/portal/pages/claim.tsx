import type { AnswerOf } from '@latchkey/contract/operations'
import { refusal, type RefusalCode } from '@latchkey/core/refusals'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { actingFor } from '../../app/acting.ts'
import { useAction, useRead } from '../../app/api.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { KeyField } from '../../ui/key-field.tsx'
import { keyHint } from '../../ui/key-text.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Busy } from '../../ui/progress.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { refusalWords } from '../parts/refusal-words.ts'

type Claimed = AnswerOf<'previewClaim'>
type Seats = Readonly<Record<string, number>>

/** Claiming an activation key: what it will associate is shown before it does. */
export function Claim() {
  const { t } = useLingui()
  const [key, setKey] = useState('')
  const organization = actingFor()?.name ?? null
  const [seats, setSeats] = useState<Seats>({})
  const [done, setDone] = useState<Claimed | null>(null)
  const hint = keyHint(key).kind
  const isWhole = hint === 'valid' || hint === 'legacy'
  const body = { key, seats: Object.entries(seats).map(([product, count]) => ({ product, count })) }
  const preview = useRead('previewClaim', { body }, { enabled: isWhole && done === null })
  const claim = useAction('claimKey')
  const submit = async () => {
    const claimed = await claim.run({ body })
    if (claimed.ok) setDone(claimed.value)
  }
  if (done !== null) return <Done claimed={done} onNext={() => [setDone(null), setKey(''), setSeats({})]} />
  const shown = isWhole ? preview.data : undefined
  const count = shown?.rows.filter(({ outcome }) => outcome === 'associated').length ?? 0
  return (
    <>
      <PageHead
        parent={{ href: '/', label: t`My licenses` }}
        title={t`Claim a key`}
        about={
          organization === null
            ? t`Its licenses become yours. The key itself stays what it is: keep it.`
            : t`Its licenses become those of ${organization}. The key itself stays what it is: keep it.`
        }
      />
      <div className="flex max-w-2xl flex-col gap-6">
        <KeyField value={key} onChange={setKey} />
        {isWhole && <ProblemView problem={preview.error?.problem ?? claim.problem} />}
        {isWhole && preview.isFetching && shown === undefined && (
          <Busy>
            <Trans>Looking at the key …</Trans>
          </Busy>
        )}
        {shown !== undefined && (
          <>
            <Rows claimed={shown} title={t`What it will do`} />
            <MoreSeats claimed={shown} seats={seats} onChange={setSeats} />
            <div>
              <Button
                variant="primary"
                busy={claim.busy}
                onClick={() => void submit()}
                disabledReason={
                  count === 0 ? t`Nothing of this key can be associated; the reasons stand above.` : undefined
                }
              >
                <AssociateWords count={count} />
              </Button>
            </div>
          </>
        )}
      </div>
    </>
  )
}

/** To whom, in so many words: one may act for an organization here. */
function AssociateWords({ count }: { readonly count: number }) {
  const organization = actingFor()?.name ?? null
  if (organization === null) {
    return <Plural value={count} one="Associate # license to me" other="Associate # licenses to me" />
  }
  return (
    <Plural
      value={count}
      one={`Associate # license to ${organization}`}
      other={`Associate # licenses to ${organization}`}
    />
  )
}

/** Pools of seats: one of each product by default, more if one says so. */
function MoreSeats(props: {
  readonly claimed: Claimed
  readonly seats: Seats
  readonly onChange: (seats: Seats) => void
}) {
  const { claimed, seats, onChange } = props
  const { t } = useLingui()
  const pools = claimed.products.filter((pool) => pool.seats > 1)
  if (pools.length === 0) return null
  return (
    <div className="flex flex-col gap-gap">
      {pools.map(({ product, productName, seats: total, unowned }) => (
        <div key={product} className="max-w-72">
          <TextField
            label={t`Seats of ${productName}`}
            hint={t`${unowned} of ${total} have no owner afterwards.`}
            type="number"
            min={1}
            max={total}
            value={seats[product] ?? 1}
            onChange={(event) => {
              const count = event.target.valueAsNumber
              if (count >= 1) onChange({ ...seats, [product]: Math.min(total, Math.trunc(count)) })
            }}
          />
        </div>
      ))}
    </div>
  )
}

function Rows(props: { readonly claimed: Claimed; readonly title: string; readonly isDone?: boolean }) {
  const { claimed, title, isDone = false } = props
  const { t } = useLingui()
  const organization = actingFor()?.name ?? null
  const soon = organization === null ? t`Becomes yours` : t`Goes to ${organization}`
  const now = organization === null ? t`Yours now` : t`Of ${organization} now`
  const outcomes: Record<Claimed['rows'][number]['outcome'], { readonly tone: StatusTone; readonly label: string }> = {
    associated: {
      tone: 'success',
      label: isDone ? now : soon,
    },
    already: {
      tone: 'neutral',
      label: organization === null ? t`Yours already` : t`Of ${organization} already`,
    },
    refused: { tone: 'danger', label: t`Not possible` },
  }
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-lg">{title}</h2>
      <ul className="flex flex-col divide-y divide-line rounded-card border border-line bg-surface px-5">
        {claimed.rows.map(({ licenseId, product, productName, edition, outcome, code, hostName }) => (
          <li key={licenseId ?? product} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 py-3">
            <span className="min-w-0">
              <span className="block font-medium">
                {productName} <span className="font-normal text-muted">{edition}</span>
              </span>
              {hostName !== null && (
                <span className="text-sm text-muted">
                  <Trans>
                    Active on <NameText name={hostName} />, and stays so.
                  </Trans>
                </span>
              )}
              {code !== null && <Why code={code} />}
            </span>
            <Status tone={outcomes[outcome].tone}>{outcomes[outcome].label}</Status>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Why({ code }: { readonly code: RefusalCode }) {
  const { sentence, wayOut } = refusalWords(refusal(code))
  return <span className="block text-sm">{`${sentence} ${wayOut}`}</span>
}

function Done({ claimed, onNext }: { readonly claimed: Claimed; readonly onNext: () => void }) {
  const { t } = useLingui()
  const organization = actingFor()?.name ?? null
  return (
    <>
      <PageHead parent={{ href: '/', label: t`My licenses` }} title={t`Claimed`} />
      <div className="flex max-w-2xl flex-col gap-6">
        <Message
          tone="success"
          title={organization === null ? t`The licenses are yours` : t`The licenses belong to ${organization}`}
          announce
        >
          <p>
            <Trans>To run them, start the License Wizard on the PC and sign in there.</Trans>
          </p>
        </Message>
        <Rows claimed={claimed} title={t`What was done`} isDone />
        <div className="flex flex-wrap gap-2">
          <ButtonLink href="/" variant="primary">
            <Trans>To my licenses</Trans>
          </ButtonLink>
          <Button onClick={onNext}>
            <Trans>Claim another key</Trans>
          </Button>
        </div>
      </div>
    </>
  )
}

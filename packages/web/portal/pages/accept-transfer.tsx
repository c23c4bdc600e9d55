import type { AnswerOf } from '@latchkey/contract/operations'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { actingFor } from '../../app/acting.ts'
import { linkToken } from '../../app/link-token.ts'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'

/** Where the link of an offer leads: it shows what is offered, and acts when the button is pressed. */
export function AcceptTransfer() {
  const { t } = useLingui()
  const [token] = useState(linkToken)
  const organization = actingFor()?.name ?? null
  const read = useRead('showTransferOffer', { body: { token } }, { enabled: token !== '' })
  const accept = useAction('acceptTransfer', { quietly: true })
  const [accepted, setAccepted] = useState<AnswerOf<'acceptTransfer'> | null>(null)
  const submit = async () => {
    const done = await accept.run({ body: { token } })
    if (done.ok) setAccepted(done.value)
  }
  if (accepted !== null) {
    return (
      <>
        <PageHead
          title={organization === null ? t`The licenses are yours` : t`The licenses belong to ${organization}`}
        />
        <Message
          tone="success"
          title={
            organization === null ? (
              <Plural value={accepted.licenses.length} one="You own # license more" other="You own # licenses more" />
            ) : (
              <Plural
                value={accepted.licenses.length}
                one={`${organization} owns # license more`}
                other={`${organization} owns # licenses more`}
              />
            )
          }
          announce
          actions={
            <ButtonLink href="/" variant="primary">
              <Trans>To my licenses</Trans>
            </ButtonLink>
          }
        >
          <p>
            <Trans>Both of you are told by mail. For 14 days, either side may dispute it.</Trans>
          </p>
        </Message>
      </>
    )
  }
  return (
    <>
      <PageHead title={t`You are offered licenses`} />
      <Loaded read={read}>
        {(offer) => (
          <Card title={t`From ${offer.from}`}>
            <ul className="flex flex-col gap-1">
              {offer.licenses.map(({ id, productName, edition, hostName }) => (
                <li key={id}>
                  {productName} <span className="text-muted">{edition}</span>
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
            <p className="mt-2 text-muted">
              <Trans>
                The offer ends <Ago at={offer.expiresAt} />. A license that is active on a PC stays so until it is
                returned there.
              </Trans>
            </p>
            <ProblemView problem={accept.problem} />
            <div className="mt-4">
              <Button variant="primary" busy={accept.busy} onClick={() => void submit()}>
                {organization === null ? (
                  <Trans>Accept the licenses</Trans>
                ) : (
                  <Trans>Accept the licenses for {organization}</Trans>
                )}
              </Button>
            </div>
          </Card>
        )}
      </Loaded>
    </>
  )
}

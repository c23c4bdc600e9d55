import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { actFor } from '../../app/acting.ts'
import { useAction, useRead } from '../../app/api.ts'
import { linkToken } from '../../app/link-token.ts'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'

/** Where the link of an invitation leads: it shows what it is for, and acts when the button is pressed. */
export function Invitation() {
  const { t } = useLingui()
  const [token] = useState(linkToken)
  const read = useRead('showInvitation', { body: { token } }, { enabled: token !== '' })
  const accept = useAction('acceptInvitation', { quietly: true })
  const [joined, setJoined] = useState<AnswerOf<'acceptInvitation'> | null>(null)
  const submit = async () => {
    const done = await accept.run({ body: { token } })
    if (done.ok) setJoined(done.value)
  }
  if (joined !== null) {
    return (
      <>
        <PageHead title={t`You own ${joined.name}`} />
        <Message
          tone="success"
          title={t`You are an owner of ${joined.name} now`}
          announce
          actions={
            <Button variant="primary" onClick={() => actFor(joined)}>
              <Trans>To its licenses</Trans>
            </Button>
          }
        >
          <p>
            <Trans>Every owner is told by mail.</Trans>
          </p>
        </Message>
      </>
    )
  }
  return (
    <>
      <PageHead title={t`You are invited to an organization`} />
      <Loaded read={read}>
        {(invitation) => (
          <Card title={invitation.organization}>
            <p>
              <Trans>
                As an owner you see the licenses of this organization and decide about them like every other owner. The
                invitation ends <Ago at={invitation.expiresAt} />.
              </Trans>
            </p>
            <ProblemView problem={accept.problem} />
            <div className="mt-4">
              <Button variant="primary" busy={accept.busy} onClick={() => void submit()}>
                <Trans>Become an owner</Trans>
              </Button>
            </div>
          </Card>
        )}
      </Loaded>
    </>
  )
}

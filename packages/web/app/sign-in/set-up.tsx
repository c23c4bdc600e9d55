import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { AddPasskey } from './add-passkey.tsx'
import { EntranceFrame } from './frame.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TotpSetUp } from './totp.tsx'
import { useQueryClient } from '@tanstack/react-query'

/** Staff need a second factor before they may do anything: here is where they get it. */
export function SecondFactorSetUp() {
  const { t } = useLingui()
  const queries = useQueryClient()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [way, setWay] = useState<'app' | 'passkey'>('app')
  if (codes !== null) {
    return (
      <EntranceFrame title={t`Keep your recovery codes`}>
        <RecoveryCodes codes={codes} />
        <Button variant="primary" onClick={() => void queries.invalidateQueries()}>
          <Trans>I have kept them, go on</Trans>
        </Button>
      </EntranceFrame>
    )
  }
  return (
    <EntranceFrame
      title={t`Set up a second factor`}
      about={t`A password alone does not open this place. It takes a minute, once.`}
      below={
        <p>
          <Button variant="quiet" size="small" onClick={() => setWay(way === 'app' ? 'passkey' : 'app')}>
            {way === 'app' ? t`Use a passkey instead` : t`Use an authenticator app instead`}
          </Button>
        </p>
      }
    >
      {way === 'app' ? <TotpSetUp quietly onDone={setCodes} /> : <AddPasskey quietly onDone={setCodes} />}
    </EntranceFrame>
  )
}

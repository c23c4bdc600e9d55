import type { AnswerOf } from '@latchkey/contract/operations'
import { refusal } from '@latchkey/core/refusals'
import { useLingui } from '@lingui/react/macro'
import { Ago, Day } from '../../app/time.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status } from '../../ui/status.tsx'
import { refusalWords } from './refusal-words.ts'

export type MyLicense = AnswerOf<'listMyLicenses'>['items'][number]
type Permitted = MyLicense['actions']['transfer']

/** Why something cannot be done and what to do instead; undefined when it can. */
export function reasonOf(permitted: Permitted): string | undefined {
  if (permitted.state === 'legal') return undefined
  const { sentence, wayOut } = refusalWords(refusal(permitted.code, permitted.facts))
  return `${sentence} ${wayOut}`
}

/** The state of a license as one says it, worst first. */
export function LicenseState({ license }: { readonly license: MyLicense }) {
  const { t } = useLingui()
  if (license.standing === 'revoked') return <Status tone="danger">{t`Withdrawn by the vendor`}</Status>
  if (license.standing === 'suspended') return <Status tone="warning">{t`Suspended by the vendor`}</Status>
  if (license.transfer !== null) return <Status tone="info">{t`Offered to ${license.transfer.email}`}</Status>
  if (license.returnRequest !== null) return <Status tone="info">{t`Support looks into it`}</Status>
  if (license.activatedOn !== null) return <Status tone="success">{t`Active`}</Status>
  return <Status tone="neutral">{t`Free to activate`}</Status>
}

export function ActiveOn({ license: { activatedOn } }: { readonly license: MyLicense }) {
  const { t } = useLingui()
  if (activatedOn === null) return <span className="text-muted">{t`No PC`}</span>
  return (
    <>
      <NameText name={activatedOn.hostName} />
      <span className="block text-sm text-muted">
        {t`Last seen`} <Ago at={activatedOn.lastSeenAt} />
      </span>
    </>
  )
}

export function Expires({ license: { expiresAt } }: { readonly license: MyLicense }) {
  const { t } = useLingui()
  return <Day at={expiresAt} never={t`Never`} />
}

import type { AnswerOf, BodyOf } from '@latchkey/contract/operations'
import { useLingui } from '@lingui/react/macro'
import { Status } from '../../ui/status.tsx'

export type MyRequest = AnswerOf<'listMyReturnRequests'>['items'][number]
export type Reason = BodyOf<'openMyReturnRequest'>['reason']

/** Reasons of a return request as customers say them. */
export function useReasons(): Record<Reason, string> {
  const { t } = useLingui()
  return {
    'lost-pc': t`The PC is lost, stolen or given away`,
    'dead-pc': t`The PC no longer starts`,
    reinstall: t`The system was set up anew`,
    'hardware-change': t`Parts of the PC were replaced`,
    'account-transfer': t`The licenses move to another account`,
    'publisher-error': t`Something went wrong on your side`,
    refund: t`The order was paid back`,
    abuse: t`Somebody else uses my key`,
  }
}

/** Where a request stands, in words. */
export function RequestState({ request }: { readonly request: MyRequest }) {
  const { t } = useLingui()
  switch (request.state) {
    case 'returned':
      return <Status tone="success">{t`Returned`}</Status>
    case 'refused':
      return <Status tone="danger">{t`Refused`}</Status>
    case 'withdrawn':
      return <Status tone="neutral">{t`Withdrawn`}</Status>
    case 'open':
      break
  }
  switch (request.stage) {
    case 'proof-asked':
      return <Status tone="warning">{t`Waits for you`}</Status>
    case 'held':
      return <Status tone="info">{t`Decided, on hold`}</Status>
    case 'new':
    case 'needs-second-agent':
    case 'closed':
      return <Status tone="info">{t`With Support`}</Status>
  }
}

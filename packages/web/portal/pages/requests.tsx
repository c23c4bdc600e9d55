import { Trans, useLingui } from '@lingui/react/macro'
import { LifeBuoy } from 'lucide-react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead, Pages } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { Table } from '../../ui/table.tsx'
import { RequestState, type MyRequest, useReasons } from '../parts/request-words.tsx'

/** Return requests about one's licenses, open ones first. */
export function Requests() {
  const { t } = useLingui()
  const { cursor } = useAddress()
  const read = useRead('listMyReturnRequests', { query: cursor === undefined ? {} : { cursor } })
  const reasons = useReasons()
  const ask = (
    <ButtonLink href="/requests/new" variant="primary" icon={<LifeBuoy aria-hidden />}>
      <Trans>Ask Support</Trans>
    </ButtonLink>
  )
  return (
    <>
      <PageHead title={t`Requests`} about={t`What you asked Support to return, and what became of it.`} actions={ask} />
      <Loaded read={read}>
        {({ items, nextCursor }) => (
          <>
            <Table
              caption={t`Return requests`}
              hideCaption
              columns={[
                {
                  id: 'licenses',
                  label: t`Licenses`,
                  heading: true,
                  cell: ({ id, licenses }: MyRequest) => (
                    <Link href={`/requests/${id}`}>
                      {licenses.length === 0 ? t`Request` : licenses.map(({ productName }) => productName).join(', ')}
                    </Link>
                  ),
                },
                { id: 'reason', label: t`Reason`, cell: ({ reason }) => reasons[reason] },
                { id: 'state', label: t`State`, cell: (request) => <RequestState request={request} /> },
                { id: 'asked', label: t`Asked`, cell: ({ openedAt }) => <Ago at={openedAt} /> },
                {
                  id: 'answer',
                  label: t`Answer`,
                  cell: ({ closedAt, dueAt }) => (closedAt === null ? <Ago at={dueAt} /> : <Ago at={closedAt} />),
                },
              ]}
              rows={items}
              keyOf={({ id }) => id}
              empty={
                <EmptyState icon={<LifeBuoy />} title={t`No request`} action={ask}>
                  <Trans>When a PC is gone and nothing else helps, Support returns its licenses for you.</Trans>
                </EmptyState>
              }
            />
            <Pages cursor={cursor} nextCursor={nextCursor} hrefOf={(next) => hrefOf('/requests', { cursor: next })} />
          </>
        )}
      </Loaded>
    </>
  )
}

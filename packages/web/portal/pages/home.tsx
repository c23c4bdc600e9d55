import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { FileKey2, KeyRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { actingFor } from '../../app/acting.ts'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { useNow } from '../../app/now.ts'
import { PageHead, Pages } from '../../app/page-parts.tsx'
import { Ago, Day } from '../../app/time.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Table } from '../../ui/table.tsx'
import { TransferSeveral } from '../parts/transfer-several.tsx'
import { WaitingHandovers } from '../parts/waiting-handovers.tsx'
import { ActiveOn, Expires, LicenseState, type MyLicense } from '../parts/license-words.tsx'

/** What do I own, where is it active, what expires next, what needs me. */
export function Home() {
  const { t } = useLingui()
  const { cursor } = useAddress()
  const organization = actingFor()?.name ?? null
  const read = useRead('listMyLicenses', { query: cursor === undefined ? {} : { cursor } })
  const claim = (
    <ButtonLink href="/claim" variant="primary" icon={<KeyRound aria-hidden />}>
      <Trans>Claim a key</Trans>
    </ButtonLink>
  )
  return (
    <>
      <PageHead title={organization === null ? t`My licenses` : t`Licenses of ${organization}`} actions={claim} />
      <div className="flex flex-col gap-6">
        <WaitingHandovers />
        <NeedsMe />
        <Loaded read={read}>
          {({ items, nextCursor }) => (
            <>
              {cursor === undefined && items.length > 0 && <Summary licenses={items} hasMore={nextCursor !== null} />}
              <div>
                <LicenseTable licenses={items} empty={<NoLicenses claim={claim} />} />
                <TransferSeveral licenses={items} />
                <Pages cursor={cursor} nextCursor={nextCursor} hrefOf={(next) => hrefOf('/', { cursor: next })} />
              </div>
            </>
          )}
        </Loaded>
      </div>
    </>
  )
}

function LicenseTable({ licenses, empty }: { readonly licenses: readonly MyLicense[]; readonly empty: ReactNode }) {
  const { t } = useLingui()
  return (
    <Table
      caption={t`Licenses`}
      hideCaption
      columns={[
        {
          id: 'product',
          label: t`Product`,
          heading: true,
          cell: (license: MyLicense) => (
            <>
              <Link href={`/licenses/${license.id}`}>{license.productName}</Link>
              {license.edition !== '' && (
                <span className="block text-sm font-normal text-muted">{license.edition}</span>
              )}
            </>
          ),
        },
        { id: 'key', label: t`Key`, cell: ({ keyLast5 }) => <KeyTail last5={keyLast5} /> },
        { id: 'state', label: t`State`, cell: (license) => <LicenseState license={license} /> },
        { id: 'host', label: t`Active on`, cell: (license) => <ActiveOn license={license} /> },
        { id: 'expires', label: t`Expires`, cell: (license) => <Expires license={license} /> },
      ]}
      rows={licenses}
      keyOf={({ id }) => id}
      empty={empty}
    />
  )
}

function NoLicenses({ claim }: { readonly claim: ReactNode }) {
  const { t } = useLingui()
  return (
    <EmptyState icon={<FileKey2 />} title={t`No license yet`} action={claim}>
      <Trans>Licenses come with an activation key, or from somebody who transfers them to you.</Trans>
    </EmptyState>
  )
}

/** The figures one looks for first. */
function Summary({ licenses, hasMore }: { readonly licenses: readonly MyLicense[]; readonly hasMore: boolean }) {
  const { t } = useLingui()
  const organization = actingFor()?.name ?? null
  const now = useNow()
  const active = licenses.filter(({ activatedOn }) => activatedOn !== null)
  const hosts = new Set(active.flatMap(({ activatedOn }) => (activatedOn === null ? [] : [activatedOn.hostId])))
  const [next] = licenses
    .filter(({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) > now)
    .toSorted((a, b) => Date.parse(a.expiresAt ?? '') - Date.parse(b.expiresAt ?? ''))
  const more = hasMore ? '+' : ''
  return (
    <dl className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <Figure
        term={t`Licenses`}
        value={`${licenses.length}${more}`}
        note={organization === null ? t`You own them.` : t`They belong to ${organization}.`}
      />
      <Figure
        term={t`Active`}
        value={`${active.length}${more}`}
        note={<Plural value={hosts.size} one="On # PC" other="On # PCs" />}
      />
      <Figure term={t`Free`} value={`${licenses.length - active.length}${more}`} note={t`Ready for another PC`} />
      <Figure
        term={t`Expires next`}
        value={next === undefined ? t`Nothing` : <Day at={next.expiresAt} never="" />}
        note={next === undefined ? t`Your licenses do not end.` : next.productName}
      />
    </dl>
  )
}

function Figure(props: { readonly term: string; readonly value: ReactNode; readonly note: ReactNode }) {
  return (
    <div className="flex flex-col rounded-card border border-line bg-surface px-5 py-4 shadow-control">
      <dt className="text-sm text-muted">{props.term}</dt>
      <dd className="mt-1 text-xl font-semibold tabular-nums">{props.value}</dd>
      <dd className="text-sm text-muted">{props.note}</dd>
    </div>
  )
}

/** What waits for this person: offers, requests about their licenses, proof that was asked for. */
function NeedsMe() {
  const { t } = useLingui()
  const requests = useRead('listMyReturnRequests', { query: {} })
  const transfers = useRead('listMyTransfers', { query: {} })
  const objectable = (requests.data?.items ?? []).filter(({ state, openedByYou }) => state === 'open' && !openedByYou)
  const proof = (requests.data?.items ?? []).filter(({ state, stage }) => state === 'open' && stage === 'proof-asked')
  const offers = (transfers.data?.items ?? []).filter(
    ({ state, direction }) => state === 'offered' && direction === 'given',
  )
  return (
    <>
      {objectable.map(({ id, openedAt, licenses }) => (
        <Message
          key={id}
          tone="warning"
          title={t`Somebody else asks Support to return ${licenses.length} of your licenses`}
          actions={<ButtonLink href={`/requests/${id}`}>{t`Look at it`}</ButtonLink>}
        >
          <p>
            <Trans>
              Asked <Ago at={openedAt} />. If it was not for you, say no.
            </Trans>
          </p>
        </Message>
      ))}
      {proof.map(({ id }) => (
        <Message
          key={id}
          tone="info"
          title={t`Support asks you for a proof`}
          actions={<ButtonLink href={`/requests/${id}`}>{t`Answer`}</ButtonLink>}
        />
      ))}
      {offers.map(({ id, email, expiresAt }) => (
        <Message
          key={id}
          tone="info"
          title={
            <Trans>
              Your offer to <NameText name={email} /> waits to be accepted
            </Trans>
          }
          actions={<ButtonLink href="/transfers">{t`Look at it`}</ButtonLink>}
        >
          <p>
            <Trans>
              It ends <Ago at={expiresAt} />.
            </Trans>
          </p>
        </Message>
      ))}
    </>
  )
}

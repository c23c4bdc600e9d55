import { Ago, Day } from '../../app/time.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Status } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { type License, STANDINGS } from './words.ts'

/** The columns of a list of licenses, in the words and the order of the wizard. */
export const LICENSE_COLUMNS: readonly Column<License>[] = [
  {
    id: 'product',
    label: 'Product',
    heading: true,
    cell: ({ id, productName, edition }) => (
      <>
        <Link href={`/console/licenses/${id}`}>{productName}</Link>
        {edition !== '' && <span className="block text-sm font-normal text-muted">{edition}</span>}
      </>
    ),
  },
  {
    id: 'key',
    label: 'Key',
    cell: ({ keyId, keyLast5 }) => (
      <Link href={`/console/keys/${keyId}`}>
        <KeyTail last5={keyLast5} />
      </Link>
    ),
  },
  { id: 'owner', label: 'Associated to', cell: (license) => <Owner license={license} /> },
  { id: 'host', label: 'Activated on', cell: (license) => <Host license={license} /> },
  { id: 'expires', label: 'Expires', cell: ({ expiresAt }) => <Day at={expiresAt} never="Never" /> },
  {
    id: 'standing',
    label: 'Standing',
    cell: ({ standing }) => <Status tone={STANDINGS[standing].tone}>{STANDINGS[standing].label}</Status>,
  },
]

export function Owner({ license: { associatedTo } }: { readonly license: License }) {
  if (associatedTo === null) return <span className="text-muted">Nobody</span>
  return (
    <Link href={`/console/accounts/${associatedTo.id}`}>
      <NameText name={associatedTo.name} />
    </Link>
  )
}

function Host({ license: { activatedOn, staleHost } }: { readonly license: License }) {
  if (activatedOn === null) {
    return (
      <>
        <span className="text-muted">No PC</span>
        {staleHost !== null && (
          <span className="block text-sm">
            <Status tone="warning">{`Stale on ${staleHost.hostName}`}</Status>
          </span>
        )}
      </>
    )
  }
  return (
    <>
      <Link href={`/console/hosts/${activatedOn.hostId}`}>
        <NameText name={activatedOn.hostName} />
      </Link>
      <span className="block text-sm text-muted">
        <Ago at={activatedOn.since} />
      </span>
    </>
  )
}

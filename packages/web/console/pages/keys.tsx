import { FileUp, KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useAddress } from '../../app/address.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import type { Column } from '../../ui/table.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { AnswerOf } from '@latchkey/contract/operations'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { FilterForm } from '../parts/filter-form.tsx'
import { useList } from '../parts/list.ts'
import { Listing } from '../parts/listing.tsx'
import { useMay } from '../parts/may.ts'
import { counted } from '../parts/words.ts'

type Key = AnswerOf<'getKey'>

interface Search {
  readonly order?: string
  readonly last5?: string
}

/** Activation keys, newest first. */
export function Keys() {
  const search = useAddress<Search>()
  const may = useMay()
  const { order, last5 } = search
  const list = useList('listKeys', { query: { order, last5 } })
  return (
    <>
      <PageHead
        title="Activation keys"
        about="Each is the bearer code of one or more licenses. The whole key is shown once, when it is issued."
        actions={
          may('keys:issue') && (
            <>
              <ButtonLink href="/console/keys/import" icon={<FileUp aria-hidden />}>
                Import CSV
              </ButtonLink>
              <ButtonLink href="/console/keys/issue" variant="primary" icon={<Plus aria-hidden />}>
                Issue a key
              </ButtonLink>
            </>
          )
        }
      />
      <Filter key={`${search.order ?? ''} ${search.last5 ?? ''}`} search={search} />
      <Listing
        list={list}
        path="/console/keys"
        caption="Activation keys"
        columns={COLUMNS}
        timeColumn="issued"
        csv={CSV}
        empty={<NoKeys isFiltered={order !== undefined || last5 !== undefined} />}
      />
    </>
  )
}

function Filter({ search }: { readonly search: Search }) {
  const [order, setOrder] = useState(search.order ?? '')
  const [last5, setLast5] = useState(search.last5 ?? '')
  return (
    <FilterForm
      label="Filter keys"
      path="/console/keys"
      wanted={{ order, last5 }}
      isFiltered={search.order !== undefined || search.last5 !== undefined}
    >
      <div className="w-48">
        <TextField label="Order" value={order} onChange={(event) => setOrder(event.target.value)} autoComplete="off" />
      </div>
      <div className="w-32">
        <TextField
          label="Last five"
          mono
          value={last5}
          onChange={(event) => setLast5(event.target.value)}
          autoComplete="off"
          maxLength={20}
        />
      </div>
    </FilterForm>
  )
}

const CSV: CsvColumns<Key> = {
  id: ({ id }) => id,
  last5: ({ last5 }) => last5,
  order: ({ order }) => order,
  licenses: productsOf,
  'PCs holding': ({ hostsHolding }) => hostsHolding,
  'PCs at most': ({ hostsMax }) => hostsMax,
  issued: ({ createdAt }) => createdAt,
}

function productsOf({ licenses }: Key): string {
  return Array.from(
    Map.groupBy(licenses, ({ productName }) => productName),
    ([product, seats]) => `${seats.length} × ${product}`,
  ).join(', ')
}

const COLUMNS: readonly Column<Key>[] = [
  {
    id: 'key',
    label: 'Key',
    heading: true,
    cell: ({ id, last5 }) => (
      <Link href={`/console/keys/${id}`}>
        <KeyTail last5={last5} />
      </Link>
    ),
  },
  { id: 'order', label: 'Order', cell: ({ order }) => <NameText name={order} /> },
  {
    id: 'products',
    label: 'Licenses',
    cell: productsOf,
  },
  { id: 'hosts', label: 'PCs', cell: ({ hostsHolding, hostsMax }) => `${hostsHolding} of ${counted(hostsMax, 'PC')}` },
  { id: 'issued', label: 'Issued', cell: ({ createdAt }) => <Ago at={createdAt} /> },
]

function NoKeys({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={<KeyRound />} title="No key fits" action={<ButtonLink href="/console/keys">Show all</ButtonLink>}>
      An order is matched as a whole. A whole key is found by the search above.
    </EmptyState>
  ) : (
    <EmptyState
      icon={<KeyRound />}
      title="No activation key was issued yet"
      action={
        <ButtonLink variant="primary" href="/console/keys/issue">
          Issue the first one
        </ButtonLink>
      }
    >
      A key stands for an order: which products, and how many seats of each.
    </EmptyState>
  )
}

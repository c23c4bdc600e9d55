import { FileKey2 } from 'lucide-react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead, Pages } from '../../app/page-parts.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Table } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { LICENSE_COLUMNS } from '../parts/license-cells.tsx'
import { STANDINGS } from '../parts/words.ts'
import { goTo } from '../../app/router.tsx'

interface Search {
  readonly standing?: 'good' | 'suspended' | 'revoked'
  readonly accountId?: string
  readonly cursor?: string
}

/** All licenses, newest first. */
export function Licenses() {
  const search = useAddress<Search>()
  const standings = ['good', 'suspended', 'revoked'] as const
  return (
    <>
      <PageHead title="Licenses" about="One license is one seat: the right to run one product on one PC." />
      <Tabs
        label="Standing"
        value={search.standing ?? 'all'}
        onChange={(id) => goTo(hrefOf('/console/licenses', id === 'all' ? {} : { standing: id }))}
        tabs={[
          { id: 'all', label: 'All', panel: <LicenseList search={search} /> },
          ...standings.map((id) => ({ id, label: STANDINGS[id].label, panel: <LicenseList search={search} /> })),
        ]}
      />
    </>
  )
}

function LicenseList({ search }: { readonly search: Search }) {
  const read = useRead('listLicenses', { query: search })
  return (
    <Loaded read={read}>
      {({ items, nextCursor }) => (
        <>
          <Table
            caption="Licenses"
            hideCaption
            columns={LICENSE_COLUMNS}
            rows={items}
            keyOf={({ id }) => id}
            empty={
              <EmptyState
                icon={<FileKey2 />}
                title="No licenses here"
                action={<ButtonLink href="/console/keys">Look at activation keys</ButtonLink>}
              >
                Licenses come into being when an activation key is issued.
              </EmptyState>
            }
          />
          <Pages
            cursor={search.cursor}
            nextCursor={nextCursor}
            hrefOf={(cursor) => hrefOf('/console/licenses', { ...search, cursor })}
          />
        </>
      )}
    </Loaded>
  )
}

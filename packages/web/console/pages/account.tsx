import type { AnswerOf } from '@latchkey/contract/operations'
import { useState } from 'react'
import { useRead } from '../../app/api.ts'
import { hrefOf, useAddress, useIdParam } from '../../app/address.ts'
import { Id } from '../../app/id.tsx'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead, Pages } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Table } from '../../ui/table.tsx'
import { LICENSE_COLUMNS } from '../parts/license-cells.tsx'
import { HandOverDialog } from '../parts/hand-over-dialog.tsx'
import { useMay } from '../parts/may.ts'
import { OrganizationFacts } from '../parts/organization-facts.tsx'

/** One Software Download account and what it owns. */
export function AccountPage() {
  const id = useIdParam()
  const { cursor } = useAddress()
  const read = useRead('getAccount', { params: { id } })
  const licenses = useRead('listLicenses', { query: { accountId: id, ...(cursor === undefined ? {} : { cursor }) } })
  return (
    <Loaded read={read} page="Account">
      {(account) => (
        <>
          <PageHead
            parent={{ href: '/console/accounts', label: 'Accounts' }}
            title={<NameText name={account.username} />}
            about={account.kind === 'organization' ? 'Organization' : <NameText name={account.email} />}
            actions={<HandOver account={account} />}
          />
          <div className="flex flex-col gap-6">
            <Card title="Facts">
              <DefinitionList
                items={[
                  { term: 'Kind', description: account.kind === 'organization' ? 'Organization' : 'Person' },
                  ...(account.kind === 'organization'
                    ? []
                    : [{ term: 'E-mail address', description: <NameText name={account.email} /> }]),
                  { term: 'Registered', description: <Ago at={account.createdAt} /> },
                  { term: 'Account id', description: <Id value={account.id} label="account id" /> },
                ]}
              />
            </Card>
            <OrganizationFacts account={account} />
            <Loaded read={licenses}>
              {({ items, nextCursor }) => (
                <div>
                  <Table
                    caption="Licenses of this account"
                    columns={LICENSE_COLUMNS}
                    rows={items}
                    keyOf={(license) => license.id}
                    empty={
                      <p className="rounded-card border border-dashed border-edge p-6 text-center text-muted">
                        No license is associated to this account.
                      </p>
                    }
                  />
                  <Pages
                    cursor={cursor}
                    nextCursor={nextCursor}
                    hrefOf={(next) => hrefOf(`/console/accounts/${id}`, { cursor: next })}
                  />
                </div>
              )}
            </Loaded>
          </div>
        </>
      )}
    </Loaded>
  )
}

/** For somebody who has left: what they had goes to another account. */
function HandOver({ account }: { readonly account: AnswerOf<'getAccount'> }) {
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (!may('transfers:decide')) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>Hand over licenses …</Button>
      {open && <HandOverDialog account={account} onClose={() => setOpen(false)} />}
    </>
  )
}

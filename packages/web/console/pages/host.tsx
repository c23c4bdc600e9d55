import { useIdParam } from '../../app/address.ts'
import { useRead } from '../../app/api.ts'
import { Id } from '../../app/id.tsx'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Table } from '../../ui/table.tsx'
import { LICENSE_COLUMNS } from '../parts/license-cells.tsx'

/** One PC and the licenses on it. */
export function HostPage() {
  const id = useIdParam()
  const read = useRead('getHost', { params: { id } })
  return (
    <Loaded read={read} page="PC">
      {(host) => (
        <>
          <PageHead
            parent={{ href: '/console/licenses', label: 'Licenses' }}
            title={<NameText name={host.name} />}
            about="A PC that holds, or held, licenses."
          />
          <div className="flex flex-col gap-6">
            <Card title="Facts">
              <DefinitionList
                items={[
                  { term: 'System', description: <NameText name={host.os} /> },
                  { term: 'First seen', description: <Ago at={host.firstSeenAt} /> },
                  { term: 'Last contact', description: <Ago at={host.lastSeenAt} /> },
                  { term: 'Host id', description: <Id value={host.id} label="host id" /> },
                ]}
              />
            </Card>
            <Table
              caption="Licenses on this PC"
              columns={LICENSE_COLUMNS}
              rows={host.licenses}
              keyOf={(row) => row.id}
              empty={
                <p className="rounded-card border border-dashed border-edge p-6 text-center text-muted">
                  No license is active on this PC.
                </p>
              }
            />
          </div>
        </>
      )}
    </Loaded>
  )
}

import { RefreshCw, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useIdParam } from '../../app/address.ts'
import { useRead } from '../../app/api.ts'
import { Id } from '../../app/id.tsx'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { Badge } from '../../ui/status.tsx'
import { Table } from '../../ui/table.tsx'
import { LICENSE_COLUMNS } from '../parts/license-cells.tsx'
import { useMay } from '../parts/may.ts'
import { ReturnDialog, RotateDialog } from '../parts/late-dialogs.ts'
import { counted } from '../parts/words.ts'

/** One activation key with its licenses. */
export function KeyPage() {
  const id = useIdParam()
  const read = useRead('getKey', { params: { id } })
  const [returning, setReturning] = useState(false)
  const [rotating, setRotating] = useState(false)
  const may = useMay()
  return (
    <Loaded read={read} page="Activation key">
      {(key) => {
        const active = key.licenses.filter(({ activatedOn }) => activatedOn !== null)
        return (
          <>
            <PageHead
              parent={{ href: '/console/keys', label: 'Activation keys' }}
              title={
                <>
                  Key <KeyTail last5={key.last5} />
                </>
              }
              about={`Order ${key.order} · ${counted(key.licenses.length, 'license')}`}
              actions={
                <>
                  {may('licenses:support-return') && (
                    <Button
                      icon={<Undo2 aria-hidden />}
                      onClick={() => setReturning(true)}
                      disabledReason={active.length === 0 ? 'None of its licenses is activated.' : undefined}
                    >
                      {`Return ${counted(active.length, 'license')} …`}
                    </Button>
                  )}
                  {may('keys:issue') && (
                    <Button icon={<RefreshCw aria-hidden />} onClick={() => setRotating(true)}>
                      Replace the key …
                    </Button>
                  )}
                </>
              }
            />
            <div className="flex flex-col gap-6">
              <Card title="Facts">
                <DefinitionList
                  items={[
                    { term: 'Order', description: key.order },
                    {
                      term: 'PCs',
                      description: `${key.hostsHolding} of ${key.hostsMax} hold its licenses`,
                    },
                    { term: 'Issued', description: <Ago at={key.createdAt} /> },
                    { term: 'Id', description: <Id value={key.id} label="key id" /> },
                    ...(key.legacy
                      ? [{ term: 'Origin', description: <Badge tone="info">Taken over from another system</Badge> }]
                      : []),
                  ]}
                />
              </Card>
              <Table
                caption="Licenses of this key"
                columns={LICENSE_COLUMNS}
                rows={key.licenses}
                keyOf={(row) => row.id}
              />
            </div>
            {rotating && <RotateDialog of={key} onClose={() => setRotating(false)} />}
            {returning && (
              <ReturnDialog onClose={() => setReturning(false)} of={{ type: 'key', id: key.id }} licenses={active} />
            )}
          </>
        )
      }}
    </Loaded>
  )
}

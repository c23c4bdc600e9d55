import { FileKey2 } from 'lucide-react'
import { useState } from 'react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { goTo } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { LicenseTaskDialog } from '../parts/late-dialogs.ts'
import { LICENSE_COLUMNS } from '../parts/license-cells.tsx'
import type { LicenseTask } from '../parts/license-task.tsx'
import { useList } from '../parts/list.ts'
import { Listing } from '../parts/listing.tsx'
import { useMay } from '../parts/may.ts'
import { type License, STANDINGS } from '../parts/words.ts'

const STANDING_TABS = ['good', 'suspended', 'revoked'] as const

interface Search {
  readonly standing?: (typeof STANDING_TABS)[number]
  readonly accountId?: string
}

/** All licenses, newest first. */
export function Licenses() {
  const { standing, accountId } = useAddress<Search>()
  const panel = <LicenseList standing={standing} accountId={accountId} />
  return (
    <>
      <PageHead title="Licenses" about="One license is one seat: the right to run one product on one PC." />
      <Tabs
        label="Standing"
        value={standing ?? 'all'}
        onChange={(id) => goTo(hrefOf('/console/licenses', { accountId, standing: id === 'all' ? undefined : id }))}
        tabs={[
          { id: 'all', label: 'All', panel },
          ...STANDING_TABS.map((id) => ({ id, label: STANDINGS[id].label, panel })),
        ]}
      />
    </>
  )
}

function LicenseList({ standing, accountId }: { readonly [N in keyof Search]-?: Search[N] | undefined }) {
  const list = useList('listLicenses', { query: { standing, accountId } })
  const may = useMay()
  return (
    <Listing
      list={list}
      path="/console/licenses"
      caption="Licenses"
      columns={LICENSE_COLUMNS}
      csv={CSV}
      {...(may('licenses:write') ? { forSeveral: SEVERAL } : {})}
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
  )
}

const CSV: CsvColumns<License> = {
  id: ({ id }) => id,
  product: ({ productName }) => productName,
  edition: ({ edition }) => edition,
  'key, last five': ({ keyLast5 }) => keyLast5,
  order: ({ order }) => order,
  'associated to': ({ associatedTo }) => associatedTo?.name ?? null,
  'activated on': ({ activatedOn }) => activatedOn?.hostName ?? null,
  since: ({ activatedOn }) => activatedOn?.since ?? null,
  expires: ({ expiresAt }) => expiresAt,
  standing: ({ standing }) => STANDINGS[standing].label,
}

const SEVERAL = {
  labelOf: ({ productName, keyLast5, activatedOn }: License) =>
    `${productName} …${keyLast5}${activatedOn === null ? '' : ` on ${activatedOn.hostName}`}`,
  actions: (licenses: readonly License[], done: () => void) => <Several licenses={licenses} done={done} />,
}

const TASKS = [
  ['suspend', 'Suspend …'],
  ['reinstate', 'Reinstate …'],
  ['expiry', 'Set expiry …'],
  ['withdraw', 'Withdraw …'],
] as const satisfies readonly (readonly [LicenseTask, string])[]

function Several({ licenses, done }: { readonly licenses: readonly License[]; readonly done: () => void }) {
  const [task, setTask] = useState<LicenseTask | null>(null)
  const close = () => {
    setTask(null)
    done()
  }
  return (
    <>
      {TASKS.map(([id, label]) => (
        <Button key={id} size="small" onClick={() => setTask(id)}>
          {label}
        </Button>
      ))}
      {task !== null && <LicenseTaskDialog task={task} licenses={licenses} onClose={close} />}
    </>
  )
}

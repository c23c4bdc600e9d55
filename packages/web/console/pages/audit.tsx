import type { AnswerOf } from '@latchkey/contract/operations'
import { ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useAddress } from '../../app/address.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { PlainSelect } from '../../ui/plain-select.tsx'
import type { Column } from '../../ui/table.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { startOfDay, startOfNextDay } from '../parts/days.ts'
import { FilterForm } from '../parts/filter-form.tsx'
import { useList } from '../parts/list.ts'
import { Listing } from '../parts/listing.tsx'

type Event = AnswerOf<'listEvents'>['items'][number]

const ACTORS = {
  host: 'PC',
  account: 'Owner',
  staff: 'Staff',
  token: 'API token',
  system: 'Server',
} as const
type ActorType = keyof typeof ACTORS

/** As it stands in the address: days are the reader's to write, the last one included. */
interface Search {
  readonly actorType?: ActorType
  readonly type?: string
  readonly since?: string
  readonly until?: string
}

/** Who did what, newest first. Nothing here can be changed or removed. */
export function Audit() {
  const { actorType, type, since, until } = useAddress<Search>()
  const query = {
    actorType,
    type,
    since: since === undefined ? undefined : startOfDay(since),
    until: until === undefined ? undefined : startOfNextDay(until),
  }
  const list = useList('listEvents', { query })
  const isFiltered = Object.values(query).some((value) => value !== undefined)
  return (
    <>
      <PageHead title="Audit log" about="Who did what. Nothing in it can be changed or removed." />
      <Filter key={JSON.stringify(query)} search={{ actorType, type, since, until }} isFiltered={isFiltered} />
      <Listing
        list={list}
        path="/console/audit"
        caption="Events"
        columns={COLUMNS}
        timeColumn="when"
        csv={CSV}
        empty={
          isFiltered ? (
            <EmptyState
              icon={<ScrollText />}
              title="Nothing fits"
              action={<ButtonLink href="/console/audit">Show all</ButtonLink>}
            >
              A kind of event is matched as a whole, as it stands in the file: “activated”, “staff-role-set”.
            </EmptyState>
          ) : (
            <EmptyState
              icon={<ScrollText />}
              title="Nothing has happened yet"
              action={<ButtonLink href="/console">To the overview</ButtonLink>}
            >
              Every activation, return and decision will stand here.
            </EmptyState>
          )
        }
      />
    </>
  )
}

const ANYBODY = 'anybody'
const ACTOR_OPTIONS = [
  { value: ANYBODY, label: 'Anybody' },
  ...Object.entries(ACTORS).map(([value, label]) => ({ value, label })),
]

interface FilterProps {
  readonly search: { readonly [N in keyof Search]-?: Search[N] | undefined }
  readonly isFiltered: boolean
}

function Filter({ search, isFiltered }: FilterProps) {
  const [actorType, setActorType] = useState<string>(search.actorType ?? ANYBODY)
  const [type, setType] = useState(search.type ?? '')
  const [since, setSince] = useState(search.since ?? '')
  const [until, setUntil] = useState(search.until ?? '')
  return (
    <FilterForm
      label="Filter events"
      path="/console/audit"
      wanted={{ actorType: actorType === ANYBODY ? undefined : actorType, type: type.trim(), since, until }}
      isFiltered={isFiltered}
    >
      <div className="w-40">
        <PlainSelect label="Who" value={actorType} onChange={setActorType} options={ACTOR_OPTIONS} />
      </div>
      <div className="w-48">
        <TextField label="Kind" mono value={type} onChange={(event) => setType(event.target.value)} maxLength={60} />
      </div>
      <div className="w-40">
        <TextField label="From (UTC)" type="date" value={since} onChange={(event) => setSince(event.target.value)} />
      </div>
      <div className="w-40">
        <TextField label="To (UTC)" type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
      </div>
    </FilterForm>
  )
}

const CSV: CsvColumns<Event> = {
  at: ({ at }) => at,
  type: ({ type }) => type,
  words: ({ words }) => words,
  'actor type': ({ actor }) => actor.type,
  actor: ({ actor, actorName }) => actorName ?? actor.id,
  'actor id': ({ actor }) => actor.id,
  license: ({ licenseId }) => licenseId,
  operation: ({ operationId }) => operationId,
}

const COLUMNS: readonly Column<Event>[] = [
  {
    id: 'what',
    label: 'What',
    heading: true,
    cell: ({ words, type }) => (
      <>
        <NameText name={words} />
        <code className="block font-mono text-xs font-normal text-muted">{type}</code>
      </>
    ),
  },
  {
    id: 'who',
    label: 'Who',
    cell: ({ actor, actorName }) => (
      <>
        {Object.hasOwn(ACTORS, actor.type) ? ACTORS[actor.type as ActorType] : actor.type}
        {actorName !== null && (
          <span className="block text-sm text-muted">
            <NameText name={actorName} />
          </span>
        )}
      </>
    ),
  },
  {
    id: 'license',
    label: 'License',
    cell: ({ licenseId }) =>
      licenseId === null ? (
        <span className="text-muted">none</span>
      ) : (
        <Link href={`/console/licenses/${licenseId}`}>Open</Link>
      ),
  },
  { id: 'when', label: 'When', cell: ({ at }) => <Ago at={at} /> },
]

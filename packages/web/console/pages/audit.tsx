import type { AnswerOf } from '@latchkey/contract/operations'
import { Download, ScrollText } from 'lucide-react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useRead } from '../../app/api.ts'
import { csvOf } from '../../app/csv.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead, Pages } from '../../app/page-parts.tsx'
import { saveFile } from '../../app/save-file.ts'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { type Column, Table } from '../../ui/table.tsx'

type Event = AnswerOf<'listEvents'>['items'][number]

/** Who did what, newest first. Nothing here can be changed or removed. */
export function Audit() {
  const { cursor } = useAddress()
  const read = useRead('listEvents', { query: cursor === undefined ? {} : { cursor } })
  return (
    <Loaded read={read}>
      {({ items, nextCursor }) => (
        <>
          <PageHead
            title="Audit log"
            about="Who did what. Nothing in it can be changed or removed."
            actions={
              <Button icon={<Download aria-hidden />} onClick={() => saveAsCsv(items)}>
                This page as CSV
              </Button>
            }
          />
          <Table
            caption="Events"
            hideCaption
            columns={COLUMNS}
            rows={items}
            keyOf={({ id }) => id}
            empty={
              <EmptyState
                icon={<ScrollText />}
                title="Nothing has happened yet"
                action={<ButtonLink href="/console">To the overview</ButtonLink>}
              >
                Every activation, return and decision will stand here.
              </EmptyState>
            }
          />
          <Pages
            cursor={cursor}
            nextCursor={nextCursor}
            hrefOf={(next) => hrefOf('/console/audit', { cursor: next })}
          />
        </>
      )}
    </Loaded>
  )
}

function saveAsCsv(items: readonly Event[]): void {
  const rows = items.map(({ at, type, words, actor, actorName, licenseId, operationId }) => [
    at,
    type,
    words,
    actor.type,
    actorName ?? actor.id ?? '',
    licenseId ?? '',
    operationId,
  ])
  const head = ['at', 'type', 'words', 'actor type', 'actor', 'license', 'operation']
  saveFile('latchkey-audit.csv', 'text/csv', csvOf([head, ...rows]))
}

const ACTORS: Readonly<Record<string, string>> = {
  host: 'PC',
  account: 'Owner',
  staff: 'Staff',
  token: 'API token',
  system: 'Server',
}

const COLUMNS: readonly Column<Event>[] = [
  { id: 'what', label: 'What', heading: true, cell: ({ words }) => <NameText name={words} /> },
  {
    id: 'who',
    label: 'Who',
    cell: ({ actor, actorName }) => (
      <>
        {ACTORS[actor.type] ?? actor.type}
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
